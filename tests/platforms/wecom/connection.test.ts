import { afterEach, describe, expect, it } from 'vitest';
import { backoff } from '../../../src/platforms/backoff.ts';
import type { Surroundings } from '../../../src/platforms/platform.ts';
import { DEFAULT_TIMINGS, RECONNECT_JITTER as jitter } from '../../../src/platforms/wecom/timings.ts';
import { openWecom, until, type OpenWecom, type WecomOptions } from './open-wecom.ts';

let open: OpenWecom;
const begin = async (options: WecomOptions = {}) => (open = await openWecom(options));
afterEach(() => open.close());

/** A lock that a test gives and takes. */
function lock() {
  let work: ((signal: AbortSignal) => Promise<void>) | undefined;
  let held: AbortController | undefined;
  let done: Promise<void> = Promise.resolve();
  const holdAlone: Surroundings['holdAlone'] = (_name, wanted) => {
    work = wanted;
    return { release: async () => lose() };
  };
  function gain() {
    held = new AbortController();
    done = work?.(held.signal) ?? Promise.resolve();
  }
  async function lose() {
    held?.abort();
    await done;
  }
  return { holdAlone, gain, lose, ended: () => done };
}

const here = { platform: 'wecom', tenant: 'aib-deskline', channel: 'zhangsan' };

describe('the only connection', () => {
  it('is there again after each of 200 cuts, once and subscribed, and nothing comes twice', async () => {
    const { twin, platform, received, receives, connected } = await begin();
    const { ledger } = twin;
    const sent: string[] = [];
    for (let i = 1; i <= 200; i++) {
      sent.push(await twin.writes('zhangsan', `${i}`));
      twin.cloud.cut();
      await ledger.until(() => ledger.connections.authenticated === i + 1);
    }
    await connected();
    await receives(ledger.delivered.length);
    expect(twin.cloud.sockets()).toBe(1);
    expect(ledger.connections).toMatchObject({ opened: 201, authenticated: 201, closed: 200, kicked: 0 });
    expect(received.map((event) => event.keys[0])).toEqual(sent);
    expect(platform.health()).toEqual({ state: 'connected' });
  });

  it('is noticed to be half open, and made anew', async () => {
    const { twin } = await begin({ timings: { heartbeatMs: 10 } });
    await twin.ledger.until(() => twin.ledger.pings > 0);
    twin.cloud.freeze();
    await twin.ledger.until(() => twin.ledger.connections.authenticated === 2);
    expect(twin.cloud.sockets()).toBe(1);
  });

  it('is noticed to be half open within 90 seconds by default', () => {
    expect(DEFAULT_TIMINGS.heartbeatMs * 3).toBeLessThanOrEqual(90_000);
  });

  it('is not taken for one before the subscription is answered', async () => {
    const { twin, platform } = await begin({
      timings: { authenticateMs: 60 },
      prepare: (cloud) => (cloud.faults.silentSubscribe = true),
    });
    await twin.ledger.until(() => twin.ledger.connections.closed >= 2);
    expect(platform.health()).toEqual({
      state: 'connecting',
      reason: 'WeCom does not answer the subscription',
    });
    expect(platform.admit?.(here, 'send')).toBeGreaterThan(0);
    await expect(open.says('zhangsan', { text: 'hi' })).rejects.toMatchObject({ fate: 'transient' });
    twin.faults.silentSubscribe = false;
    await open.connected();
    expect(twin.cloud.sockets()).toBe(1);
  });

  it('that another program took over comes back slowly and tells the operator', async () => {
    const { twin, platform, surroundings, connected } = await begin({ timings: { kickedMs: 150 } });
    const before = performance.now();
    await twin.otherProgram();
    await until(() => platform.health().state !== 'connected');
    expect(platform.health().reason).toMatch(/WECOM_BOT_ID/);
    await connected();
    expect(performance.now() - before).toBeGreaterThan(150);
    expect(surroundings.alerts.map(({ code }) => code)).toEqual(['kicked']);
    expect(twin.ledger.connections).toMatchObject({ kicked: 1, authenticated: 3 });
  });

  it('that is refused names the variables, tells the operator, and is tried again slowly', async () => {
    const { twin, platform, surroundings } = await begin({ secret: 'wrong', prepare: () => {} });
    await until(() => platform.health().state === 'refused');
    expect(platform.health().reason).toMatch(/WECOM_BOT_ID or WECOM_BOT_SECRET/);
    await twin.ledger.until(() => twin.ledger.calls.length >= 2);
    expect(surroundings.alerts[0]).toMatchObject({ code: 'credentials-refused' });
    expect(JSON.stringify([surroundings.logs, surroundings.alerts])).not.toContain('"wrong"');
    expect(platform.health().state).toBe('refused');
  });

  it('that is refused is tried again after 20 seconds, and ever more rarely up to 5 minutes', async () => {
    const { refusedMs: first, longestRefusedMs: longest } = DEFAULT_TIMINGS;
    const waits = [0, 1, 2, 3, 4, 5].map((n) => backoff({ first, longest, jitter }, n, 1) / 1_000);
    expect(waits).toEqual([20, 40, 80, 160, 300, 300]);

    const timings = { refusedMs: 1, longestRefusedMs: 5 };
    const random = () => 1;
    const { twin, surroundings, connected } = await begin({
      timings,
      random,
      prepare: (cloud) => (cloud.faults.subscribeCode = 853000),
    });
    const waited = () =>
      surroundings.logs.flatMap(({ fields }) => ('waitMs' in fields ? [fields.waitMs] : []));
    await until(() => waited().length >= 5);
    expect(waited().slice(0, 5)).toEqual([1, 2, 4, 5, 5]);
    twin.faults.subscribeCode = undefined;
    await connected();
    const before = waited().length;
    twin.faults.subscribeCode = 853000;
    twin.cloud.cut();
    await until(() => waited().length >= before + 2);
    // After the cut, and after the first refusal since.
    expect(waited().slice(before, before + 2)).toEqual([1, 1]);
  });

  it('waits where WeCom says that subscriptions come too often', async () => {
    const { twin } = await begin({
      timings: { tooFrequentMs: 40 },
      prepare: (cloud) => (cloud.faults.subscribeCode = 45009),
    });
    await twin.ledger.until(() => twin.ledger.calls.length >= 2);
    const [first, second] = twin.ledger.calls;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(40);
  });

  it('is found when WeCom was down at the start', async () => {
    const { twin, platform, connected } = await begin({ prepare: (cloud) => cloud.down() });
    await until(() => platform.health().reason?.includes('ECONNREFUSED') ?? false);
    await twin.up();
    await connected();
    expect(twin.cloud.sockets()).toBe(1);
  });

  it('comes back after an outage; what was written meanwhile is lost, and nothing else', async () => {
    const { twin, received, receives, connected, platform } = await begin();
    const first = await twin.writes('zhangsan', '1');
    await twin.down();
    await until(() => platform.health().state !== 'connected');
    const missed = await twin.writes('zhangsan', '2');
    await twin.up();
    await connected();
    const last = await twin.writes('zhangsan', '3');
    await receives(2);
    expect(received.map(({ keys }) => keys[0])).toEqual([first, last]);
    expect(twin.ledger.lost).toEqual([missed]);
  });

  it('is held by one replica: lost with the hold, and made when it is gained', async () => {
    const { holdAlone, gain, lose } = lock();
    const { twin, platform, connected } = await begin({ surroundings: { holdAlone }, prepare: () => {} });
    expect(platform.health().state).toBe('standby');
    expect(platform.admit?.(here, 'send')).toBe(1_000);
    expect(twin.ledger.connections.opened).toBe(0);
    gain();
    await connected();
    await lose();
    expect(platform.health().state).toBe('standby');
    await twin.ledger.until(() => twin.cloud.sockets() === 0);
    gain();
    await connected();
    expect(twin.cloud.sockets()).toBe(1);
    expect(twin.ledger.connections).toMatchObject({ authenticated: 2, kicked: 0 });
  });

  it('that somebody took over is not taken back before the hold is ours again', async () => {
    const { holdAlone, gain, ended } = lock();
    const { twin, platform, connected } = await begin({
      surroundings: { holdAlone },
      timings: { kickedMs: 5 },
      prepare: () => {},
    });
    gain();
    await connected();
    await twin.otherProgram();
    await ended();
    expect(platform.health().state).toBe('standby');
    expect(twin.cloud.sockets()).toBe(0);
    gain();
    await connected();
  });

  it('survives frames that are no frames, and frames that nobody knows', async () => {
    const { twin, received, receives, surroundings } = await begin();
    const { cloud } = twin;
    await cloud.raw('{"cmd": "aibot_msg_callback", "secret words');
    await cloud.raw('null');
    await cloud.raw('[]');
    await cloud.raw('{"cmd":"aibot_msg_callback"}');
    await cloud.raw('{"cmd":"aibot_brand_new","headers":{"req_id":"x"},"body":{"text":"secret words"}}');
    await twin.deliver({
      msgtype: 'hologram',
      chatid: 'wrLine1',
      from: { userid: 'zhangsan' },
      text: 'secret words',
    });
    await twin.deliver({
      msgtype: 'event',
      event: { eventtype: 'moon_event' },
      from: { userid: 'zhangsan' },
    });
    await twin.deliver({ msgtype: 'text', text: { content: 5 }, from: null });
    await twin.deliver({
      msgtype: 'event',
      event: { eventtype: 'feedback_event', feedback_event: { id: 'x' } },
    });
    const id = await twin.writes('zhangsan', 'hi');
    await receives(1);
    expect(received.map(({ keys }) => keys[0])).toEqual([id]);
    expect(JSON.stringify(surroundings.logs)).not.toContain('secret words');
    const kinds = surroundings.logs.map(({ fields }) => ('kind' in fields ? fields.kind : undefined));
    expect(kinds).toEqual(
      expect.arrayContaining(['hologram', 'event moon_event', 'text', 'event feedback_event']),
    );
    expect(twin.ledger.connections.opened).toBe(1);
  });

  it('leaves no socket and no hold when it stops', async () => {
    const { twin, platform } = await begin();
    await platform.stop();
    expect(platform.health()).toEqual({ state: 'stopped' });
    await twin.ledger.until(() => twin.cloud.sockets() === 0);
    await platform.stop();
  });
});

describe('connecting again', () => {
  it('gets rarer while connections don\u2019t last: at most ten subscriptions in the first minute', () => {
    const pauses: number[] = [];
    let time = 0;
    const limit = 60_000;
    const { reconnectMs: first, longestReconnectMs: longest } = DEFAULT_TIMINGS;
    for (let failures = 0; time < limit; failures++) {
      time += backoff({ first, longest, jitter }, failures, 0);
      pauses.push(time);
    }
    expect(pauses.length).toBeLessThanOrEqual(10);
    expect(pauses[0]).toBeLessThan(1_000);
  });
});
