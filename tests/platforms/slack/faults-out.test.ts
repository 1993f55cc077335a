import { describe, expect, it } from 'vitest';
import { DESK, openSetting, standingClock, until } from './setting.ts';

const now = (name: string) => ({ key: name, again: false });
const again = (name: string) => ({ key: name, again: true });
const long = { text: Array.from({ length: 400 }, (_, n) => `Line ${n}: 请检查电源线`).join('\n\n') };

describe('a post to Slack', () => {
  it('waits as long as a 429 says, in its channel', async () => {
    let skipped = 0;
    const { twin, platform, desk, direct, connected } = await openSetting({
      surroundings: { now: () => Date.now() + skipped },
    });
    await connected();
    const send = () => platform.send(desk, { text: 'a' }, now('a'));
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
    twin.fail(
      'chat.postMessage',
      { status: 429, retryAfter: 7 },
      { status: 429, retryAfter: date },
      { error: 'ratelimited' },
    );
    await expect(send()).rejects.toMatchObject({ fate: 'limited', retryAfterMs: 7_000 });
    expect(platform.admit?.(desk, 'send')).toBeGreaterThan(6_000);
    expect(platform.admit?.(direct('U0ANN'), 'send')).toBe(0);
    await expect(send()).rejects.toMatchObject({ fate: 'limited' });
    expect(twin.calledAt('chat.postMessage').length).toBe(1);
    skipped += 7_000;
    await expect(send()).rejects.toMatchObject({ retryAfterMs: 30_000 });
    skipped += 30_000;
    await expect(send()).rejects.toMatchObject({ fate: 'limited', retryAfterMs: 30_000 });
    expect(twin.sent(DESK)).toEqual([]);
    skipped += 30_000;
    await send();
    expect(twin.sent(DESK).length).toBe(1);
    expect(twin.calledAt('chat.postMessage').length).toBe(4);
  });

  it('of several parts keeps to the rate of its channel', async () => {
    const clock = standingClock();
    const { twin, platform, desk, connected } = await openSetting(clock.options);
    await connected();
    expect(platform.admit?.(desk, 'send')).toBe(0);
    const sending = platform.send(desk, long, now('long'));
    for (let parts = 1; parts < 4; parts += 1) {
      await twin.when(() => twin.sent(DESK).length === parts);
      await clock.askedOften();
      expect(twin.sent(DESK).length).toBe(parts);
      clock.pass(1);
    }
    await sending;
    expect(twin.sent(DESK).length).toBe(4);
  });

  it('of several parts goes on from the part that failed', async () => {
    const { twin, platform, desk, connected } = await openSetting();
    await connected();
    twin.fail('chat.postMessage', { status: 429, retryAfter: 0 });
    await expect(platform.send(desk, long, now('long'))).rejects.toMatchObject({ fate: 'limited' });
    const done = platform.send(desk, long, now('long'));
    await done;
    const parts = twin.sent(DESK).length;
    expect(parts).toBeGreaterThan(1);
    expect(
      twin
        .sent(DESK)
        .map(({ text }) => text)
        .join('\n\n'),
    ).toBe(long.text);

    twin.world.posts.length = 0;
    const { messageId } = await platform.send(desk, long, now('next'));
    twin.fail('chat.postMessage', { line: 'cut-after' });
    await expect(platform.send(desk, long, now('third'))).rejects.toMatchObject({ fate: 'unknown' });
    await platform.send(desk, long, now('third'));
    expect(twin.sent(DESK).length).toBe(2 * parts);
    await platform.recall?.(desk, messageId);
    expect(twin.sent(DESK).filter(({ deleted }) => deleted).length).toBe(parts);
  });

  it.each([
    ['channel_not_found', 'gone'],
    ['is_archived', 'gone'],
    ['not_in_channel', 'not-permitted'],
    ['restricted_action', 'not-permitted'],
    ['msg_too_long', 'content'],
    ['no_text', 'content'],
    ['cannot_dm_bot', 'unreachable'],
  ])('never will arrive: %s', async (error, obstacle) => {
    const { twin, platform, desk, connected } = await openSetting();
    await connected();
    twin.fail('chat.postMessage', { error });
    await expect(platform.send(desk, { text: 'x' }, now('x'))).rejects.toMatchObject({
      fate: 'permanent',
      obstacle,
    });
    expect(twin.calledAt('chat.postMessage').length).toBe(1);
  });

  it('is said plainly where Slack refuses its blocks', async () => {
    const { twin, platform, desk, connected } = await openSetting();
    await connected();
    twin.fail('chat.postMessage', { error: 'invalid_blocks' });
    const buttons = [{ id: 'solved', label: 'Solved', value: '1' }];
    await platform.send(desk, { text: '**Done** <3', buttons }, now('x'));
    expect(twin.sent(DESK)).toMatchObject([{ text: 'Done <3', buttons: ['Solved'] }]);
    twin.fail('chat.postMessage', { error: 'invalid_blocks' }, { error: 'invalid_blocks' });
    await expect(platform.send(desk, { text: 'x' }, now('y'))).rejects.toMatchObject({ obstacle: 'content' });
  });

  it('names the scope that the app lacks', async () => {
    const { twin, platform, surroundings, desk, connected } = await openSetting();
    await connected();
    twin.fail('reactions.add', { error: 'missing_scope', needed: 'reactions:write' });
    await expect(platform.react?.(desk, '1.1', '👀')).rejects.toThrow('reactions:write');
    expect(surroundings.alerts).toMatchObject([{ code: 'missing-scope reactions:write' }]);
  });

  it('is tried later while Slack is away', async () => {
    const { twin, platform, desk, connected } = await openSetting();
    await connected();
    twin.outage(true);
    await expect(platform.send(desk, { text: 'x' }, now('x'))).rejects.toMatchObject({
      name: 'DeliveryError',
    });
    twin.outage(false);
    await platform.send(desk, { text: 'x' }, again('x'));
    expect(twin.sent(DESK).length).toBe(1);
  });
});

describe('a token that Slack refuses', () => {
  it.each([
    ['bot', 'SLACK_BOT_TOKEN', 'bot-token-refused'],
    ['app', 'SLACK_APP_TOKEN', 'app-token-refused'],
  ] as const)('is named by its variable: the %s token', async (token, variable, code) => {
    const { twin, platform, surroundings, events } = await openSetting({
      prepare: (slack) => slack.refuse(token, 'invalid_auth'),
    });
    await until(() => platform.health().state === 'refused');
    expect(platform.health().reason).toContain(variable);
    expect(surroundings.alerts[0]).toMatchObject({ platform: 'slack', code });
    twin.refuse(token, undefined);
    await until(() => platform.health().state === 'connected');
    await twin.writes('U0ANN', 'mended');
    expect(events).toMatchObject([{ text: 'mended' }]);
  });

  it('may have been good before: while posting, and while reconnecting', async () => {
    const { twin, platform, desk, connected } = await openSetting();
    await connected();
    twin.refuse('bot', 'token_revoked');
    await expect(platform.send(desk, { text: 'x' }, now('x'))).rejects.toMatchObject({
      fate: 'transient',
      retryAfterMs: 60,
    });
    await until(() => platform.health().state === 'refused');
    expect(platform.health().reason).toContain('SLACK_BOT_TOKEN');
    twin.refuse('bot', undefined);
    await until(() => platform.health().state === 'connected');
    await platform.send(desk, { text: 'x' }, now('x'));

    twin.refuse('app', 'account_inactive');
    twin.sockets.cutAll();
    await until(() => platform.health().state === 'refused');
    expect(platform.health().reason).toContain('SLACK_APP_TOKEN');
    twin.refuse('app', undefined);
    await until(() => platform.health().state === 'connected');
  });
});
