import { expect, it } from 'vitest';
import { DESK, openSetting } from './setting.ts';

const deletion = (channel: string, ts: string) => ({
  type: 'message',
  subtype: 'message_deleted',
  channel,
  channel_type: channel.startsWith('D') ? 'im' : 'channel',
  deleted_ts: ts,
  ts: `${Number(ts.split('.')[0]) + 1}.000001`,
});

it('a deletion of which Slack does not tell whose post it was is of whoever wrote it', async () => {
  const { twin, events, connected } = await openSetting();
  await connected();
  const own = await twin.writes('U0ANN', 'my password');
  await twin.event(deletion('D0ANN', own));
  const reply = await twin.writes('U0BOB', 'wrong thread', { group: DESK, thread: '1.000001' });
  await twin.event(deletion(DESK, reply));
  expect(events.filter(({ kind }) => kind === 'deleted')).toMatchObject([
    { messageId: own, sender: { userId: 'U0ANN', kind: 'member' } },
    { messageId: reply, sender: { userId: 'U0BOB', kind: 'member' } },
  ]);
});

it('a deletion of what nobody remembers is of the person in a direct chat, and of nobody in a channel', async () => {
  const { twin, events, connected } = await openSetting();
  await connected();
  await twin.opensHome('U0ANN');
  await twin.event(deletion('D0ANN', '1750000000.000001'));
  await twin.event(deletion(DESK, '1750000000.000002'));
  expect(events.filter(({ kind }) => kind === 'deleted')).toMatchObject([
    { messageId: '1750000000.000001', sender: { userId: 'U0ANN', kind: 'member' } },
    { messageId: '1750000000.000002', sender: { userId: '', kind: 'bot' } },
  ]);
});
