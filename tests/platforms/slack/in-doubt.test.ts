import { describe, expect, it } from 'vitest';
import { DESK, openSetting } from './setting.ts';

const now = (name: string) => ({ key: name, again: false });
const again = (name: string) => ({ key: name, again: true });
const long = { text: Array.from({ length: 400 }, (_, n) => `Line ${n}: 请检查电源线`).join('\n\n') };

describe('a post of which nobody knows whether it arrived', () => {
  it.each([
    ['HTTP 500', { status: 500 }, 'unknown', 0],
    ['internal_error', { error: 'internal_error' }, 'unknown', 0],
    ['a page instead of an answer', { status: 200, body: '<html>proxy</html>' }, 'unknown', 0],
    ['a cut before it is done', { line: 'cut-before' }, 'unknown', 0],
    ['a cut after it is done', { line: 'cut-after' }, 'unknown', 1],
    ['no answer after it is done', { line: 'silent-after' }, 'unknown', 1],
  ] as const)('arrives once after %s', async (_, fault, fate, arrived) => {
    const { twin, platform, desk, connected } = await openSetting({ timings: { callMs: 1_500 } });
    await connected();
    twin.fail('chat.postMessage', fault);
    await expect(platform.send(desk, { text: 'once' }, now('k'))).rejects.toMatchObject({ fate });
    expect(twin.sent(DESK).length).toBe(arrived);
    const { messageId } = await platform.send(desk, { text: 'once' }, again('k'));
    expect(twin.sent(DESK)).toMatchObject([{ id: messageId, text: 'once' }]);
    expect(twin.calledAt('chat.postMessage').length).toBe(2 - arrived);
  });

  it('is looked for in its thread too, by a process that never saw it', async () => {
    const first = await openSetting();
    await first.connected();
    const { twin, platform, desk } = first;
    const root = await platform.send(desk, { text: 'root' }, now('root'));
    const thread = { ...desk, thread: root.messageId };
    const reply = await platform.send(thread, long, now('reply'));
    const parts = twin.sent(DESK).length;
    const second = await openSetting();
    await second.connected();
    Object.assign(second.twin.world.posts, twin.world.posts);
    expect(await second.platform.send(thread, long, again('reply'))).toEqual(reply);
    expect(await second.platform.send(desk, { text: 'root' }, again('root'))).toEqual(root);
    expect(second.twin.sent(DESK).length).toBe(parts);
    expect(second.twin.calledAt('chat.postMessage')).toEqual([]);
  });

  it('is looked for after a weekend without Slack too', async () => {
    let skipped = 0;
    const { twin, platform, desk, connected } = await openSetting({
      surroundings: { now: () => Date.now() + skipped },
    });
    await connected();
    twin.fail('chat.postMessage', { line: 'cut-after' });
    await expect(platform.send(desk, { text: 'x' }, now('x'))).rejects.toMatchObject({ fate: 'unknown' });
    skipped = 2.5 * 24 * 3_600_000;
    await platform.send(desk, { text: 'x' }, again('x'));
    expect(twin.sent(DESK).length).toBe(1);
  });

  it('is one of which a part arrived, for a process that does not know of it', async () => {
    const { twin, platform, desk, connected } = await openSetting();
    await connected();
    const sending = platform.send(desk, long, now('long'));
    await twin.when(() => twin.sent(DESK).length === 1);
    twin.refuse('bot', 'token_revoked');
    await expect(sending).rejects.toMatchObject({ fate: 'unknown' });
    expect(twin.sent(DESK).length).toBe(1);
  });

  it('is one of which a part arrived before it was too much, which from then on only waits', async () => {
    const { twin, platform, desk, connected } = await openSetting({
      limits: { burst: 2, postsPerSecond: 50 },
    });
    await connected();
    const sending = platform.send(desk, long, now('long'));
    await twin.when(() => twin.sent(DESK).length === 1);
    twin.fail('chat.postMessage', { error: 'ratelimited' });
    await expect(sending).rejects.toMatchObject({ fate: 'unknown' });
    await expect(platform.send(desk, long, again('long'))).rejects.toMatchObject({ fate: 'limited' });
  });

  it('stays one where the look for it is too much', async () => {
    let skipped = 0;
    const { twin, platform, desk, connected } = await openSetting({
      surroundings: { now: () => Date.now() + skipped },
    });
    await connected();
    twin.fail('chat.postMessage', { line: 'cut-after' });
    await expect(platform.send(desk, { text: 'x' }, now('x'))).rejects.toMatchObject({ fate: 'unknown' });
    twin.fail('conversations.history', { status: 429, retryAfter: 9 });
    await expect(platform.send(desk, { text: 'x' }, again('x'))).rejects.toMatchObject({ fate: 'limited' });
    skipped = 9_000;
    await platform.send(desk, { text: 'x' }, again('x'));
    expect(twin.sent(DESK).length).toBe(1);
  });

  it.each([
    ['unknown_method', { error: 'unknown_method' }],
    ['missing_scope', { error: 'missing_scope', needed: 'channels:history' }],
    ['not_in_channel', { error: 'not_in_channel' }],
    ['HTTP 404', { status: 404 }],
  ])('is posted once more where Slack lets nobody look: %s', async (_, refusal) => {
    const { twin, platform, desk, connected } = await openSetting();
    await connected();
    twin.fail('chat.postMessage', { status: 500 }, { status: 500 });
    await expect(platform.send(desk, { text: 'x' }, now('x'))).rejects.toMatchObject({ fate: 'unknown' });
    twin.fail('conversations.history', refusal, refusal, refusal);
    await expect(platform.send(desk, { text: 'x' }, again('x'))).rejects.toMatchObject({ fate: 'unknown' });
    await expect(platform.send(desk, { text: 'x' }, again('x'))).rejects.toThrow('it may have arrived');
    expect(twin.calledAt('chat.postMessage').length).toBe(2);

    const receipt = await platform.send(desk, { text: 'y' }, again('y'));
    expect(receipt.perhapsTwice).toBe(true);
    expect(twin.sent(DESK)).toMatchObject([{ text: 'y' }]);
  });

  it('never will arrive where its channel is gone', async () => {
    const { twin, platform, desk, connected } = await openSetting();
    await connected();
    twin.fail('conversations.history', { error: 'channel_not_found' });
    await expect(platform.send(desk, { text: 'x' }, again('x'))).rejects.toMatchObject({
      fate: 'permanent',
      obstacle: 'gone',
    });
    expect(twin.calledAt('chat.postMessage')).toEqual([]);
  });
});
