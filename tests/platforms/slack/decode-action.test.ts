import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/platforms/slack/decode.ts';

const self = { teamId: 'T1', botUserId: 'UBOT', botId: 'BBOT' };
const context = { self, now: 5_000 };
const AT = '1760000000.000100';

describe('a press on Slack', () => {
  const press = {
    type: 'block_actions',
    team: { id: 'T1' },
    user: { id: 'U1', username: 'ann', team_id: 'T1' },
    container: { type: 'message', message_ts: AT, channel_id: 'C1', thread_ts: '1750000000.000001' },
    trigger_id: '1.2.3',
    channel: { id: 'C1' },
    actions: [{ type: 'button', action_id: 'choose~2', value: '42', action_ts: '1760000012.000000' }],
  };

  it('is an action', () => {
    expect(decode('interactive', press, context).event).toMatchObject({
      kind: 'action',
      action: 'choose',
      value: '42',
      messageId: AT,
      place: { channel: 'C1', thread: '1750000000.000001', kind: 'channel' },
      sender: { userId: 'U1', name: 'ann', kind: 'member' },
      keys: ['action:U1+1760000012.000000+choose~2'],
    });
  });

  it('by somebody of another organisation is theirs', () => {
    const foreign = { ...press, user: { id: 'U1', team_id: 'T2' } };
    expect(decode('interactive', foreign, context).event?.sender.kind).toBe('external');
  });

  it('can be a form that was sent', () => {
    const view = {
      id: 'V1',
      private_metadata: JSON.stringify({ channel: 'C1', message: AT, action: 'resolve', value: '42' }),
      state: {
        values: {
          cause: { cause: { type: 'plain_text_input', value: 'dust' } },
          steps: { steps: { type: 'plain_text_input', value: null } },
        },
      },
    };
    expect(
      decode('interactive', { type: 'view_submission', user: press.user, view }, context).event,
    ).toMatchObject({
      kind: 'action',
      action: 'resolve',
      value: '42',
      messageId: AT,
      input: { cause: 'dust', steps: '' },
      keys: ['view:V1'],
      at: 5_000,
    });
    const foreign = { ...view, private_metadata: 'of another app' };
    expect(
      decode('interactive', { type: 'view_submission', user: press.user, view: foreign }, context).event,
    ).toBeUndefined();
  });
});
