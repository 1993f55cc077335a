import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../../src/platforms/platform.ts';
import { DESK, openSetting } from './setting.ts';

const once = (name: string) => ({ key: name, again: false });
const mention = '<@U0BOT>';

describe('a conversation on Slack', () => {
  it('goes both ways, in threads, with edits, deletions and reactions', async () => {
    const { twin, platform, events, desk, direct, connected } = await openSetting();
    await connected();
    expect(platform.health()).toEqual({ state: 'connected' });
    expect(platform.tenant()).toBe('T0HOME');

    const first = await twin.writes('U0ANN', '打印机坏了 & <b>');
    const root = await platform.send(desk, { text: 'Ticket **1**' }, once('root'));
    const thread = { ...desk, thread: root.messageId };
    await platform.send(thread, { text: 'internal' }, once('note'));
    await twin.writes('U0BOB', 'on it', { group: DESK, thread: root.messageId });
    await twin.edits('U0ANN', first, '打印机好了');
    await twin.deletes('U0ANN', first);
    await twin.reacts('U0BOB', { id: root.messageId }, 'eyes');
    await twin.opensHome('U0ANN');
    expect(events).toMatchObject([
      { kind: 'message', text: '打印机坏了 & <b>', messageId: first, place: { kind: 'direct' } },
      { kind: 'message', text: 'on it', place: { kind: 'channel', channel: DESK, thread: root.messageId } },
      { kind: 'edited', text: '打印机好了', messageId: first },
      { kind: 'deleted', messageId: first },
      { kind: 'reaction', reaction: '👀', messageId: root.messageId, sender: { userId: 'U0BOB' } },
      { kind: 'joined', sender: { userId: 'U0ANN' } },
    ]);

    const answer = { text: '好的', buttons: [{ id: 'solved', label: 'Solved', value: '42' }] };
    const { messageId } = await platform.send(direct('U0ANN'), answer, once('answer'));
    const [seen] = twin.sent('U0ANN');
    expect(seen).toMatchObject({ id: messageId, text: '好的', buttons: ['Solved'] });
    await twin.presses('U0ANN', seen!, 'Solved');
    expect(events.at(-1)).toMatchObject({ kind: 'action', action: 'solved', value: '42', messageId });

    await platform.edit?.(direct('U0ANN'), messageId, { text: '谢谢' });
    await platform.react?.(thread, root.messageId, '✅');
    await platform.react?.(thread, root.messageId, '✅');
    expect(twin.sent('U0ANN')).toMatchObject([{ text: '谢谢', buttons: [], edited: true }]);
    expect(twin.sent(DESK)).toMatchObject([
      { text: 'Ticket 1', reactions: ['white_check_mark'] },
      { text: 'internal', thread: root.messageId },
    ]);
    await platform.recall?.(direct('U0ANN'), messageId);
    expect(twin.sent('U0ANN')).toMatchObject([{ deleted: true }]);
    await platform.edit?.(direct('U0ANN'), messageId, { text: 'too late' });
    await platform.recall?.(direct('U0ANN'), messageId);
    await platform.react?.(direct('U0ANN'), messageId, '👀');
  });

  it('has one key for a post that comes as message and as app_mention', async () => {
    const { twin, events, deliveries, connected } = await openSetting();
    await connected();
    const ts = await twin.writes('U0ANN', `${mention} 认领`, { group: DESK });
    expect(events).toMatchObject([{ text: '认领', mention: true }]);
    expect(deliveries.filter((key) => key === `message:${DESK}+${ts}`).length).toBeGreaterThan(1);
    expect(new Set(deliveries)).toEqual(new Set([`message:${DESK}+${ts}`]));
  });

  it('hears of what the bot itself and other bots do, as such', async () => {
    const { twin, platform, surroundings, events, desk, received, connected } = await openSetting({
      twin: { echo: true },
    });
    await connected();
    twin.account({ id: 'U0HOOK', name: 'Hook', kind: 'bot' });
    twin.account({ id: 'U0FAR', name: 'Far', kind: 'external' });
    await twin.writes('U0HOOK', 'build failed', { group: DESK });
    await twin.writes('U0FAR', 'hello', { group: DESK });
    const { messageId } = await platform.send(desk, { text: 'mine' }, once('mine'));
    await received(3);
    await platform.edit?.(desk, messageId, { text: 'mine too' });
    await platform.react?.(desk, messageId, '👀');
    surroundings.files.set('f1', { name: 'a.txt', mime: 'text/plain', bytes: Buffer.from('a') });
    await received(4);
    const files = [{ id: 'f1', name: 'a.txt', mime: 'text/plain', size: 1 }];
    await platform.send(desk, { text: '', files }, once('file'));
    await received(6);
    await platform.recall?.(desk, messageId);
    await received(7);
    expect(events.map(({ kind, sender }) => [kind, sender.kind])).toEqual([
      ['message', 'bot'],
      ['message', 'external'],
      ['message', 'self'],
      ['reaction', 'self'],
      ['message', 'self'],
      ['message', 'self'],
      ['deleted', 'self'],
    ]);
  });

  it('asks in a form where a button has one, and takes the press as it is where the form does not open', async () => {
    const { twin, platform, events, desk, connected } = await openSetting();
    await connected();
    const card = {
      text: '',
      card: { title: 'IT-1', fields: [{ label: 'By', value: 'Ann' }] },
      buttons: [{ id: 'resolve', label: 'Resolve', value: '42' }],
    };
    const { messageId } = await platform.send(desk, card, once('card'));
    const [seen] = twin.sent(DESK);
    await twin.presses('U0BOB', seen!, 'Resolve', { cause: 'dust', steps: 'cleaned' });
    expect(events).toMatchObject([
      {
        kind: 'action',
        action: 'resolve',
        value: '42',
        messageId,
        input: { cause: 'dust', steps: 'cleaned' },
      },
    ]);
    twin.fail('views.open', { error: 'expired_trigger_id' });
    await twin.presses('U0BOB', seen!, 'Resolve', {});
    expect(events[1]).toMatchObject({ kind: 'action', action: 'resolve', value: '42' });
    expect(events[1]).not.toHaveProperty('input');
  });

  it('takes the press as it is where the form does not open in time', async () => {
    const { twin, platform, events, desk, connected } = await openSetting({
      timings: { callMs: 10_000, formMs: 50 },
    });
    await connected();
    const buttons = [{ id: 'resolve', label: 'Resolve', value: '42' }];
    await platform.send(desk, { text: 'IT-1', buttons }, once('card'));
    twin.fail('views.open', { line: 'silent-after' });
    await twin.presses('U0BOB', twin.sent(DESK)[0]!, 'Resolve');
    expect(twin.sockets.acked.length).toBe(1);
    expect(events).toMatchObject([{ kind: 'action', action: 'resolve', value: '42' }]);
  });

  it('carries files both ways', async () => {
    const { twin, platform, events, surroundings, direct, connected } = await openSetting();
    await connected();
    const bytes = Buffer.from('a picture');
    await twin.writes('U0ANN', '', { files: [{ name: '截图.png', bytes }] });
    const [event] = events;
    const file = event?.kind === 'message' ? event.files[0] : undefined;
    expect(await platform.download?.(file!)).toMatchObject({ name: '截图.png', bytes });

    surroundings.files.set('f1', { name: 'guide.pdf', mime: 'application/pdf', bytes: Buffer.from('pdf') });
    const out = { id: 'f1', name: 'guide.pdf', mime: 'application/pdf', size: 3 };
    await platform.send(direct('U0ANN'), { text: 'see', files: [out] }, once('file'));
    expect(twin.sent('U0ANN')).toMatchObject([
      { text: 'see', files: [] },
      { files: [{ name: 'guide.pdf', bytes: Buffer.from('pdf') }] },
    ]);
  });

  it('says which file could not be handed over, and what else there is to say', async () => {
    const { twin, platform, surroundings, direct, connected } = await openSetting();
    await connected();
    const gone = { id: 'f0', name: 'gone_*.pdf', mime: 'application/pdf', size: 3 };
    await platform.send(direct('U0ANN'), { text: 'see', files: [gone] }, once('gone'));
    expect(twin.sent('U0ANN').at(-1)?.text).toBe('see\n\nNot delivered: gone_*.pdf');
    surroundings.files.set('f1', { name: 'a.txt', mime: 'text/plain', bytes: Buffer.from('a') });
    twin.fail('files.completeUploadExternal', { error: 'internal' });
    const kept = { id: 'f1', name: 'a.txt', mime: 'text/plain', size: 1 };
    await platform.send(direct('U0ANN'), { text: '', files: [kept] }, once('unshown'));
    expect(twin.sent('U0ANN').slice(-2)).toMatchObject([
      { text: '📎 a.txt' },
      { text: 'Not delivered: a.txt' },
    ]);
  });

  it('fetches files from Slack alone', async () => {
    const { twin, platform, connected } = await openSetting();
    await connected();
    const file = { name: 'x', mime: 'image/png', size: 1 };
    const elsewhere = JSON.stringify({ id: 'F1', url: 'https://files.slack.com.evil.example/x' });
    await expect(platform.download?.({ ...file, id: elsewhere })).rejects.toThrow('outside Slack');
    await expect(platform.download?.({ ...file, id: 'nonsense' })).rejects.toThrow(DeliveryError);
    await expect(platform.download?.({ ...file, id: '{"id":"F404"}' })).rejects.toMatchObject({
      fate: 'permanent',
      obstacle: 'gone',
    });
    // What isn't there, or may not be read, shows as the sign-in page.
    const page = JSON.stringify({
      id: 'F404',
      url: `${twin.env['SLACK_API_URL']?.replace('/api/', '')}/files/F404`,
    });
    await expect(platform.download?.({ ...file, id: page })).rejects.toMatchObject({
      obstacle: 'not-permitted',
    });
    await expect(platform.download?.({ ...file, size: 21 * 1024 * 1024, id: page })).rejects.toThrow('20 MB');
  });

  it('knows who somebody is, and asks once', async () => {
    const { twin, platform, connected } = await openSetting();
    await connected();
    twin.account({ id: 'U0EVE', name: 'Eve', kind: 'guest', locale: 'en-US', email: 'eve@x.example' });
    twin.account({ id: 'U0FAR', name: 'Far', kind: 'external' });
    twin.account({ id: 'U0HOOK', name: 'Hook', kind: 'bot' });
    const kind = async (id: string) => (await platform.profile?.(id))?.kind;
    expect(await platform.profile?.('U0EVE')).toEqual({
      userId: 'U0EVE',
      name: 'Eve',
      kind: 'guest',
      locale: 'en',
      email: 'eve@x.example',
    });
    expect(await platform.profile?.('U0ANN')).toMatchObject({ kind: 'member', locale: 'zh-CN' });
    expect([await kind('U0FAR'), await kind('U0HOOK'), await kind('U0404')]).toEqual([
      'external',
      'bot',
      'external',
    ]);
    await kind('U0EVE');
    expect(twin.calledAt('users.info').length).toBe(5);
    const place = await platform.direct?.('U0ANN');
    await platform.direct?.('U0ANN');
    expect(place?.channel).toBe('D0ANN');
    expect(twin.calledAt('conversations.open').length).toBe(1);
  });

  it('can say something to one person in a channel', async () => {
    const { twin, platform, desk, connected } = await openSetting();
    await connected();
    const root = await platform.send(desk, { text: 'root' }, once('root'));
    await platform.sendPrivately?.(
      { ...desk, thread: root.messageId },
      'U0BOB',
      { text: 'Ann has it' },
      once('private'),
    );
    expect(twin.sent(DESK)[1]).toMatchObject({
      privateTo: 'U0BOB',
      thread: root.messageId,
      text: 'Ann has it',
    });
  });

  it('passes on a forwarded message as such', async () => {
    const { twin, events, connected } = await openSetting();
    await connected();
    await twin.shares('U0ANN', 'claim 1');
    expect(events).toMatchObject([{ text: 'claim 1', forwarded: true }]);
  });
});
