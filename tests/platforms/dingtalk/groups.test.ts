import { describe, expect, it } from 'vitest';
import { createGroups } from '../../../src/platforms/dingtalk/groups.ts';

describe('a channel', () => {
  it.each([
    'cidJ1YxH7Hq1Q+h3Sl0ZuUqHA==',
    'cid0a1b2c3d4e5f6g7h8i9j0k1l',
    'cidStaff==',
    'cidFvkyVZ4kKbtHVJ1uYzqRtw=',
  ])('is a group where its id looks like the vendor\u2019s: %s', (channel) => {
    expect(createGroups([]).targetOf(channel)).toEqual({ channel, direct: false });
  });

  it.each(['ann', 'cidong', 'cid', 'cid.zhang@example.com', '$:LWCP_v1:$eve', 'manager1234567890123456'])(
    'is a person where it does not: %s',
    (channel) => {
      expect(createGroups([]).targetOf(channel)).toEqual({ channel, direct: true });
    },
  );

  it('is a group where it is a desk or was seen as one, and a person who was seen as one, whatever their ids', () => {
    const groups = createGroups(['cidGroup1']);
    groups.learn({ channel: 'cidGroup2', direct: false });
    groups.learn({ channel: 'cidperson0123456789012345', direct: true });
    const ids = ['cidGroup1', 'cidGroup2', 'cidperson0123456789012345'];
    expect(ids.map((id) => groups.targetOf(id).direct)).toEqual([false, false, true]);
    expect(groups.all().toSorted()).toEqual(['cidGroup1', 'cidGroup2']);
  });
});
