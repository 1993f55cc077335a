import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createConnection } from '../../../src/platforms/slack/connection.ts';
import { LIMITS, TIMINGS } from '../../../src/platforms/slack/settings.ts';
import { openSocket } from '../../../src/platforms/slack/socket.ts';
import { openSlackTwin } from '../../twins/slack.ts';
import { fakeSurroundings } from '../surroundings.ts';
import { until } from './setting.ts';
import { virtualClock } from './virtual-clock.ts';

const MINUTE = 60_000;

/** The sockets with the settings of every day, in a time that passes as it is told. */
async function connected() {
  const twin = await openSlackTwin({ echo: false });
  onTestFinished(() => twin.close());
  const { clock, during, pass } = virtualClock();
  const ending = new AbortController();
  const { log, logs } = fakeSurroundings();
  const opens: number[] = [];
  const gaps: number[] = [];
  const connection = createConnection({
    appToken: twin.env['SLACK_APP_TOKEN'] ?? '',
    apiUrl: twin.env['SLACK_API_URL'] ?? '',
    timings: TIMINGS,
    limits: LIMITS,
    log,
    signal: ending.signal,
    onEnvelope: async () => undefined,
    onGap: () => void gaps.push(clock.now()),
    alert: () => undefined,
    clock,
    open(options) {
      opens.push(clock.now());
      return during(openSocket(options));
    },
  });
  onTestFinished(() => ending.abort());
  await connection.start();
  await pass(0);
  expect(twin.sockets.count().live).toBe(2);
  const ended = () => logs.filter(({ message }) => message === 'a socket ended').length;
  return { twin, connection, opens, gaps, ended, pass };
}

/** All sockets end at once; resolves when that is noticed. */
async function cutOff({ twin, connection }: Awaited<ReturnType<typeof connected>>): Promise<void> {
  twin.sockets.cutAll();
  await until(() => connection.health().state !== 'connected');
}

const most = (opens: number[]) =>
  Math.max(...opens.map((from) => opens.filter((at) => at >= from && at < from + MINUTE).length));

describe('an outage', () => {
  it.each([[5_000], [20_000], [90_000], [600_000]])(
    'of %i ms without a way to Slack is over 10 s later',
    async (ms) => {
      const setting = await connected();
      const { twin, pass } = setting;
      await twin.unreachable(true);
      await cutOff(setting);
      await pass(ms);
      await twin.unreachable(false);
      await pass(TIMINGS.longestUnreachedMs);
      await pass(0);
      expect(twin.sockets.count().live).toBe(2);
    },
  );

  it('of 20 s in which Slack drops every call is over 10 s later, with no more calls than it allows', async () => {
    const setting = await connected();
    const { twin, connection, opens, pass } = setting;
    twin.outage(true);
    await until(() => connection.health().state !== 'connected');
    await pass(20_000);
    twin.outage(false);
    await pass(TIMINGS.longestUnreachedMs);
    expect(twin.sockets.count().live).toBeGreaterThan(0);
    await pass(MINUTE);
    expect(twin.sockets.count().live).toBe(2);
    expect(most(opens)).toBeLessThanOrEqual(LIMITS.opens);
  });

  it('that lasts is no reason for more calls than Slack allows', async () => {
    const { twin, opens, pass, connection } = await connected();
    twin.outage(true);
    await until(() => connection.health().state !== 'connected');
    await pass(10 * MINUTE);
    expect(most(opens)).toBeLessThanOrEqual(LIMITS.opens);
    expect(opens.length).toBeGreaterThan(40);
  });
});

describe('a refusal', () => {
  const refusedAt = (opens: number[]) => opens.slice(1).map((at, n) => at - (opens[n] ?? 0));

  it('of the token is asked about again after 10 s at most, then half as often each time', async () => {
    const setting = await connected();
    const { twin, opens, pass } = setting;
    twin.refuse('app', 'invalid_auth');
    opens.length = 0;
    await cutOff(setting);
    await pass(30 * MINUTE);
    const waits = refusedAt(opens);
    const longest = [10, 20, 40, 80, 160, 300, 300].map((seconds) => seconds * 1_000);
    for (const [n, ms] of longest.entries()) {
      expect(waits[n]).toBeGreaterThanOrEqual(ms / 2);
      expect(waits[n]).toBeLessThanOrEqual(ms);
    }
    expect(most(opens)).toBeLessThanOrEqual(LIMITS.opens);
  });

  it('that was a mistake is over 10 s later', async () => {
    const setting = await connected();
    const { twin, connection, pass } = setting;
    twin.refuse('app', 'invalid_auth');
    await cutOff(setting);
    await pass(TIMINGS.retryMs);
    expect(connection.health().state).toBe('refused');
    twin.refuse('app', undefined);
    await pass(TIMINGS.refusedMs);
    expect(connection.health().state).toBe('connected');
  });

  it('of Socket Mode is asked about again after 20 s at most', async () => {
    const { twin, connection, pass } = await connected();
    twin.sockets.disconnect('link_disabled', 0);
    twin.sockets.disconnect('link_disabled', 1);
    await until(() => connection.health().state === 'refused');
    await pass(2 * TIMINGS.refusedMs);
    expect(twin.sockets.count().live).toBe(2);
  });
});

describe('a socket that closes while the other lives', () => {
  it('is a reason to read the histories, one for all that close together', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    const { twin, gaps, ended, pass } = await connected();
    await pass(10 * MINUTE);
    for (let closed = 1; closed <= 3; closed += 1) {
      twin.sockets.cut();
      await until(() => ended() === closed);
      await pass(0);
      expect(twin.sockets.count().live).toBe(2);
    }
    await pass(MINUTE);
    expect(gaps).toEqual([0, 10 * MINUTE + TIMINGS.gatherMs]);
  });

  it('is none where Slack has said before that it would', async () => {
    const { twin, gaps, ended, pass } = await connected();
    await pass(10 * MINUTE);
    twin.sockets.disconnect('warning');
    await until(() => ended() === 1);
    await pass(MINUTE);
    expect(gaps).toEqual([0]);
  });
});
