import { afterEach, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../../../src/platforms/platform.ts';
import { attempt, failureOf, GROUP, open, placeOf, type OpenOptions, type Opened } from './opened.ts';

let opened: Opened | undefined;

async function start(options?: OpenOptions): Promise<Opened> {
  opened = await open(options);
  return opened;
}

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

const ANN = placeOf('ann');
const STAFF = placeOf(GROUP);
const hello: OutboundMessage = { text: 'Hello' };

describe('the token', () => {
  it('is fetched once for all, and renewed before it ends', async () => {
    const { twin, platform, clock } = await start();
    const send = (key: string) => platform.send(ANN, hello, attempt(key));
    await Promise.all(['1', '2', '3', '4'].map(send));
    clock.now += 6_890_000;
    await send('5');
    expect(twin.ledger.callsOf('accessToken')).toBe(1);
    clock.now += 20_000;
    await send('6');
    expect(twin.ledger.callsOf('accessToken')).toBe(2);
    expect(twin.ledger.posted).toHaveLength(6);
  });

  it('is renewed once when it is refused', async () => {
    const { twin, platform } = await start();
    await platform.send(ANN, hello, attempt('1'));
    twin.cloud.tokens.clear();
    await platform.send(ANN, hello, attempt('2'));
    expect(await platform.profile?.('ann')).toMatchObject({ name: 'Ann' });
    expect(twin.ledger.callsOf('accessToken')).toBe(2);
    twin.fails('batchSend', { status: 400, body: { code: 'InvalidAuthentication', message: 'no' } }, 2);
    expect((await failureOf(platform.send(ANN, hello, attempt('3')))).fate).toBe('transient');
    expect(twin.ledger.callsOf('batchSend')).toBe(5);
  });

  it.each(['7200', undefined, null, 'soon', 0])('may say oddly how long it lives: %j', async (expireIn) => {
    const { twin, platform, clock } = await start({ twin: { expireIn } });
    await platform.send(ANN, hello, attempt('1'));
    clock.now += 6_890_000;
    await platform.send(ANN, hello, attempt('2'));
    expect(twin.ledger.callsOf('accessToken')).toBe(1);
    clock.now += 20_000;
    await platform.send(ANN, hello, attempt('3'));
    expect(twin.ledger.callsOf('accessToken')).toBe(2);
  });

  it('is renewed once at HTTP 401, whatever its body says', async () => {
    const { twin, platform } = await start();
    twin.fails('batchSend', { status: 401, raw: '' });
    await platform.send(ANN, hello, attempt('1'));
    expect(twin.ledger.callsOf('accessToken')).toBe(2);
    twin.fails('batchSend', { status: 401, body: { code: 'something.new' } }, 2);
    expect((await failureOf(platform.send(ANN, hello, attempt('2')))).fate).toBe('transient');
    expect(twin.ledger.posted).toHaveLength(1);
  });

  it('that is refused with its secret is asked for slowly, and health says why', async () => {
    const { twin, platform, clock, surroundings } = await start();
    await twin.writes('bob', 'hi');
    twin.cloud.secret = 'changed';
    const error = await failureOf(platform.send(ANN, hello, attempt('1')));
    expect(error).toMatchObject({ fate: 'transient', retryAfterMs: 300_000 });
    await failureOf(platform.send(ANN, hello, attempt('1')));
    expect(twin.ledger.callsOf('accessToken')).toBe(1);
    expect(platform.health()).toMatchObject({ state: 'refused' });
    expect(platform.health().reason).toContain('DINGTALK_CLIENT_SECRET');
    expect(surroundings.alerts).toMatchObject([{ code: 'credentials-refused' }]);
    clock.now += 300_000;
    // Nothing is sent while it is refused: who waits for a send to change that would wait for ever.
    expect(platform.health()).toEqual({ state: 'connected' });
    await failureOf(platform.send(ANN, hello, attempt('1')));
    expect(platform.health()).toMatchObject({ state: 'refused' });
    clock.now += 300_000;
    twin.cloud.secret = 'twin-secret';
    await platform.send(ANN, hello, attempt('1'));
    expect(platform.health()).toEqual({ state: 'connected' });
  });

  it('is not said to be wrong because something before DingTalk says no', async () => {
    const { twin, platform, surroundings } = await start();
    twin.fails('accessToken', { status: 403, raw: '<html>blocked</html>' });
    expect(await failureOf(platform.send(ANN, hello, attempt('1')))).toMatchObject({ fate: 'transient' });
    expect(platform.health().state).not.toBe('refused');
    expect(surroundings.alerts).toEqual([]);
  });
});

describe('the pace', () => {
  it('keeps to twenty a minute through a webhook; the rest is pushed', async () => {
    const { twin, platform, clock } = await start();
    await twin.writes('ann', 'hi');
    for (let index = 0; index < 30; index++) {
      const wait = platform.admit?.(ANN, 'send') ?? 0;
      clock.now += wait;
      if (wait > 0) platform.admit?.(ANN, 'send');
      await platform.send(ANN, hello, attempt(`k${index}`));
    }
    const ways = twin.ledger.posted.map(({ way }) => way);
    expect(ways).toHaveLength(30);
    expect(ways.filter((way) => way === 'webhook')).toHaveLength(18);
    expect(twin.ledger.callsOf('sendBySession')).toBe(18);
  });

  it('keeps below twenty calls a second, in order', async () => {
    const { twin, platform, clock } = await start();
    for (let index = 0; index < 50; index++) {
      for (let wait = 1; wait > 0; clock.now += wait) wait = platform.admit?.(STAFF, 'send') ?? 0;
      await platform.send(STAFF, { text: `${index}` }, attempt(`k${index}`));
    }
    expect(twin.sent(GROUP).map(({ text }) => Number(text))).toEqual([...Array(50).keys()]);
    expect(twin.ledger.callsOf('groupMessages/send')).toBe(50);
  });

  it('of cards is the API\u2019s, however many webhooks there are: none is tried in vain', async () => {
    const { twin, platform, clock } = await start({ twin: { cardTemplateId: 'deskline.schema' } });
    const people = Array.from({ length: 60 }, (_, index) => `p${index}`);
    for (const id of people) {
      twin.account({ id, name: id });
      await twin.writes(id, 'hi');
    }
    const card: OutboundMessage = { text: 'Solved?', buttons: [{ id: 'solved', label: 'Yes', value: '1' }] };
    const waiting = [...people];
    for (let rounds = 0; waiting.length > 0 && rounds < 10; rounds++, clock.now += 1_000) {
      while (waiting[0] && platform.admit?.(placeOf(waiting[0]), 'send', card) === 0) {
        const id = waiting.shift() ?? '';
        await platform.send(placeOf(id), card, attempt(id));
      }
    }
    expect(twin.ledger.posted.map(({ way }) => way)).toEqual(people.map(() => 'card'));
    expect(twin.ledger.callsOf('createAndDeliver')).toBe(60);
  });

  it('of words and files is the API\u2019s too', async () => {
    const { twin, platform } = await start();
    await twin.writes('ann', 'hi');
    const file = { id: 'f', name: 'f.pdf', mime: 'application/pdf', size: 1 };
    const admitted = (message: OutboundMessage) => platform.admit?.(ANN, 'send', message);
    for (let index = 0; index < 18; index++) expect(admitted({ ...hello, files: [file] })).toBe(0);
    expect(admitted({ ...hello, files: [file] })).toBe(1_000);
    expect(admitted(hello)).toBe(0);
  });

  it('that a message exceeds in the middle is no failed try: it goes on from there', async () => {
    const { twin, platform, clock } = await start({ platform: { limits: { apiPerSecond: 2 } } });
    const long = { text: 'A line of a long story.\n\n'.repeat(700) };
    const error = await failureOf(platform.send(ANN, long, attempt('1')));
    expect(error).toMatchObject({ fate: 'limited', retryAfterMs: 1_000 });
    clock.now += 1_000;
    await platform.send(ANN, long, attempt('1'));
    expect(twin.ledger.callsOf('batchSend')).toBe(twin.sent('ann').length);
  });

  it('is not kept for longer because the clock was set back', async () => {
    const { twin, platform, clock } = await start();
    twin.fails('batchSend', { status: 429, headers: { 'retry-after': '7' }, body: { code: 'TooMany' } });
    await failureOf(platform.send(ANN, hello, attempt('1')));
    clock.now -= 7_200_000;
    expect(platform.admit?.(ANN, 'send')).toBe(7_000);
    clock.now += 7_000;
    for (let index = 0; index < 18; index++) expect(platform.admit?.(ANN, 'send')).toBe(0);
    clock.now -= 7_200_000;
    expect(platform.admit?.(ANN, 'send')).toBe(1_000);
  });

  it('of a webhook waits as long as it was told, and the administrators hear of its quota', async () => {
    const { twin, platform, clock, surroundings } = await start();
    await twin.writes('ann', 'hi');
    twin.fails('sendBySession', { status: 429, headers: { 'retry-after': '7' }, body: { code: 'TooMany' } });
    await failureOf(platform.send(ANN, hello, attempt('1')));
    expect(platform.admit?.(ANN, 'send')).toBe(7_000);
    clock.now += 7_000;
    twin.fails('sendBySession', { body: { errcode: 90020, errmsg: 'quota' } });
    expect(await failureOf(platform.send(ANN, hello, attempt('1')))).toMatchObject({ obstacle: 'quota' });
    expect(surroundings.alerts.map(({ code }) => code)).toEqual(['quota-used-up']);
  });

  it('holds the webhook for ten minutes after “too fast”, and pushes what was refused', async () => {
    const { twin, platform, clock } = await start();
    await twin.writes('ann', 'hi');
    twin.fails('sendBySession', { body: { errcode: 410100, errmsg: 'too fast' } });
    await platform.send(ANN, hello, attempt('1'));
    clock.now += 599_000;
    await platform.send(ANN, hello, attempt('2'));
    clock.now += 1_000;
    await platform.send(ANN, hello, attempt('3'));
    expect(twin.ledger.posted.map(({ way }) => way)).toEqual(['direct', 'direct', 'webhook']);
  });
});
