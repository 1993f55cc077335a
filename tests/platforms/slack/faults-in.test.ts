import { describe, expect, it } from 'vitest';
import { DESK, openSetting, until } from './setting.ts';

describe('what comes from Slack', () => {
  it('has the same keys whenever it comes again', async () => {
    const { twin, deliveries, events, connected } = await openSetting();
    await connected();
    const first = await twin.writes('U0ANN', 'once');
    const second = await twin.writes('U0ANN', '<@U0BOT> twice', { group: DESK });
    await Promise.all([twin.again(first, 0), twin.again(first, 2), twin.again(second, 2)]);
    expect(deliveries.filter((key) => key === `message:D0ANN+${first}`).length).toBeGreaterThanOrEqual(3);
    expect(deliveries.filter((key) => key === `message:${DESK}+${second}`).length).toBeGreaterThanOrEqual(4);
    expect(events.length).toBe(2);
    expect(twin.sockets.unacked()).toEqual([]);
  });

  it('is taken when only the redelivery arrives, and put in order', async () => {
    const { twin, events, received, connected } = await openSetting();
    await connected();
    twin.onlyRetry();
    await twin.writes('U0ANN', 'retried');
    twin.hold();
    await twin.writes('U0ANN', 'A');
    await twin.writes('U0ANN', 'B');
    await twin.release('backward');
    await received(3);
    expect(events.map((event) => event.kind === 'message' && event.text)).toEqual(['retried', 'A', 'B']);
    expect(twin.sockets.delivered.find(({ retry }) => retry === 1)).toBeDefined();
  });

  it('is not acknowledged before it is kept', async () => {
    let broken = 2;
    const { twin, events, connected } = await openSetting({
      receive: async () => {
        if (broken-- > 0) throw new Error('the database is down');
      },
      surroundings: { missed: async () => ({ since: Date.now() + 60_000, places: [] }) },
    });
    await connected();
    await twin.writes('U0ANN', 'kept at last');
    expect(twin.sockets.delivered.map(({ retry }) => retry)).toEqual([0, 1, 2]);
    expect(twin.sockets.acked.length).toBe(1);
    expect(events).toMatchObject([{ text: 'kept at last' }]);
  });

  it('keeps its order within a channel, however long the keeping takes', async () => {
    let slow = true;
    const { twin, events, connected } = await openSetting({
      twin: { redeliverMs: 5_000 },
      receive: async () => {
        const wait = slow ? 30 : 0;
        slow = false;
        await new Promise((resolve) => setTimeout(resolve, wait));
      },
      surroundings: { missed: async () => ({ since: Date.now() + 60_000, places: [] }) },
    });
    await connected();
    const texts = Array.from({ length: 20 }, (_, n) => `${n}`);
    await Promise.all(texts.map((text) => twin.writes('U0ANN', text)));
    expect(events.map((event) => event.kind === 'message' && event.text)).toEqual(texts);
  });

  it('may be nonsense', async () => {
    const { twin, events, surroundings, connected } = await openSetting();
    await connected();
    const { sockets } = twin;
    for (const text of ['{"type":', 'null', '7', '"x"', '[]', '{}', '{"type":"from_the_future"}'])
      sockets.raw(text);
    await sockets.deliver('e-unknown', { type: 'from_the_future', payload: { a: 1 } });
    await sockets.deliver('e-empty', { type: 'events_api', payload: null });
    await sockets.deliver('e-slash', {
      type: 'slash_commands',
      payload: { command: '/x', text: 'my secret' },
    });
    await sockets.deliver('e-broken', {
      type: 'events_api',
      payload: { event: { type: 'message', channel: 1, text: 'my secret' } },
    });
    await sockets.deliver('e-limited', {
      type: 'events_api',
      payload: { type: 'app_rate_limited', team_id: 'T0HOME', minute_rate_limited: 1 },
    });
    await twin.writes('U0ANN', 'still here');
    expect(events).toMatchObject([{ text: 'still here' }]);
    expect(surroundings.alerts.map(({ code }) => code)).toEqual(['events-rate-limited']);
    expect(twin.sockets.count()).toEqual({ live: 2, opened: 2, most: 2 });
    expect(JSON.stringify(surroundings.logs)).not.toMatch(/my secret|xoxb|xapp/);
  });
});

describe('the sockets', () => {
  it('are two again after 200 cuts, and nothing is lost', async () => {
    const { twin, received, connected } = await openSetting({ timings: { retryMs: 2, outageMs: 60_000 } });
    await connected();
    const written: Promise<string>[] = [];
    for (let round = 0; round < 100; round += 1) {
      if (round % 5 === 0) written.push(twin.writes('U0ANN', `${round}`));
      const { opened } = twin.sockets.count();
      twin.sockets.cutAll();
      await twin.when(() => twin.sockets.count().opened === opened + 2);
    }
    await Promise.all(written);
    const events = await received(20);
    expect(events.length).toBe(20);
    expect(twin.sockets.count()).toEqual({ live: 2, opened: 202, most: 2 });
  });

  it('are asked for no faster than allowed', async () => {
    const { twin } = await openSetting({ limits: { opens: 5, opensWindowMs: 300 }, timings: { retryMs: 1 } });
    for (let cut = 0; cut < 12; cut += 1) {
      await twin.when(() => twin.sockets.count().live > 0);
      const { opened } = twin.sockets.count();
      twin.sockets.cutAll();
      await twin.when(() => twin.sockets.count().opened > opened);
    }
    const at = twin.calledAt('apps.connections.open');
    // Half the window, as each call takes its own time to arrive; unpaced all would be in it.
    const inWindow = at.map((from) => at.filter((one) => one >= from && one < from + 150).length);
    expect(at.length).toBeGreaterThan(12);
    expect(Math.max(...inWindow)).toBeLessThanOrEqual(5);
  });

  it('are renewed when Slack wants it, without a gap', async () => {
    const { twin, events, connected } = await openSetting({ timings: { closeMs: 300 } });
    await connected();
    for (const reason of ['warning', 'refresh_requested']) {
      const { opened } = twin.sockets.count();
      twin.sockets.disconnect(reason);
      await twin.writes('U0ANN', reason);
      await twin.when(() => twin.sockets.count().opened > opened && twin.sockets.count().live === 2);
    }
    expect(events).toMatchObject([{ text: 'warning' }, { text: 'refresh_requested' }]);
    expect(twin.sockets.count()).toMatchObject({ live: 2, opened: 4 });
    twin.sockets.disconnect('too_many_websockets');
    await twin.when(() => twin.sockets.count().opened === 5 && twin.sockets.count().live === 2);
  });

  it('are given up when the line is dead, or breaks inside a frame, or Slack says nothing', async () => {
    const { twin, platform, events, connected } = await openSetting({
      timings: { clientPingMs: 60, helloMs: 100 },
    });
    await connected();
    twin.sockets.freeze(0);
    await twin.when(() => twin.sockets.count().opened === 3);
    twin.sockets.cutInsideFrame(1);
    await twin.when(() => twin.sockets.count().opened === 4);
    twin.sockets.silent(true);
    twin.sockets.cutAll();
    await twin.when(() => twin.sockets.count().opened >= 7);
    await until(() => platform.health().state === 'connecting');
    twin.sockets.silent(false);
    await until(() => platform.health().state === 'connected');
    await twin.writes('U0ANN', 'alive');
    expect(events).toMatchObject([{ text: 'alive' }]);
  });

  it('are tried anew when Slack turns one away in place of hello', async () => {
    const { twin, platform } = await openSetting({
      timings: { helloMs: 60_000 },
      prepare: (slack) => slack.sockets.silent(true),
    });
    await twin.when(() => twin.sockets.count().opened === 1);
    twin.sockets.silent(false);
    twin.sockets.disconnect('too_many_websockets');
    await until(() => platform.health().state === 'connected');
    await twin.when(() => twin.sockets.count().live === 2);
    expect(twin.sockets.count()).toMatchObject({ live: 2, opened: 3 });
  });

  it('do not hold up the end while Slack has not said hello', async () => {
    const { twin, platform } = await openSetting({
      timings: { helloMs: 60_000 },
      prepare: (slack) => slack.sockets.silent(true),
    });
    await twin.when(() => twin.sockets.count().opened === 1);
    await platform.stop();
    await twin.when(() => twin.sockets.count().live === 0);
    expect(platform.health()).toEqual({ state: 'stopped' });
  });

  it('do not outlive the platform', async () => {
    const { twin, platform, connected } = await openSetting();
    await connected();
    await platform.stop();
    expect(platform.health()).toEqual({ state: 'stopped' });
    await twin.when(() => twin.sockets.count().live === 0);
  });
});

describe('an outage of Slack', () => {
  it('at the start is waited for', async () => {
    const { twin, platform, events } = await openSetting({ prepare: (slack) => slack.outage(true) });
    expect(platform.health().state).toBe('connecting');
    expect(platform.tenant()).toBeUndefined();
    twin.outage(false);
    await until(() => platform.health().state === 'connected');
    await twin.writes('U0ANN', 'good morning');
    expect(events).toMatchObject([{ text: 'good morning' }]);
  });

  it('loses nothing: the histories are read, each place and who is new', async () => {
    const since = Date.now();
    const { twin, platform, events, desk, direct, received, connected } = await openSetting({
      surroundings: {
        missed: async (name) => ({
          since: since - 1,
          places: name === 'slack' ? [direct('U0ANN'), desk, { ...desk, thread: root }] : [],
        }),
      },
    });
    await connected();
    const root = await twin.writes('U0BOB', 'root', { group: DESK });
    const old = await twin.writes('U0ANN', 'before');
    await received(2);
    await platform.send(desk, { text: 'ours' }, { key: 'ours', again: false });
    twin.outage(true);
    await until(() => platform.health().state === 'connecting');
    for (let n = 0; n < 450; n += 1) await twin.writes('U0ANN', `ann ${n}`);
    await twin.writes('U0BOB', 'top', { group: DESK });
    await twin.writes('U0BOB', 'reply', { group: DESK, thread: root });
    await twin.writes('U0ANN', 'below', { thread: old });
    await twin.edits('U0ANN', old, 'before, corrected');
    await twin.writes('U0NEW', 'first words');
    twin.fail(
      'conversations.history',
      { status: 429, retryAfter: 0 },
      { status: 500 },
      { line: 'cut-after' },
    );
    const before = events.length;
    twin.outage(false);
    await received(before + 455);
    const texts = events.slice(before).map((event) => ('text' in event ? event.text : event.kind));
    expect(texts.filter((text) => text.startsWith('ann'))).toEqual(
      Array.from({ length: 450 }, (_, n) => `ann ${n}`),
    );
    expect(texts).toEqual(expect.arrayContaining(['top', 'reply', 'below', 'first words']));
    expect(events.find(({ kind }) => kind === 'edited')).toMatchObject({
      messageId: old,
      text: 'before, corrected',
    });
    expect(events.some(({ sender }) => sender.kind === 'self')).toBe(false);
    expect(new Set(events.map(({ keys }) => keys[0])).size).toBe(events.length);
  });

  it('is one too where the lines were dead and nobody noticed, whichever is noticed first', async () => {
    const { twin, connected } = await openSetting({ timings: { clientPingMs: 200, outageMs: 150 } });
    await connected();
    await until(() => twin.calledAt('users.conversations').length === 1);
    twin.sockets.freeze(0);
    twin.sockets.freeze(1);
    await until(() => twin.calledAt('users.conversations').length > 1);
    await twin.when(() => twin.sockets.count().opened > 2);
    expect(twin.sockets.count().live).toBeGreaterThan(0);
  });

  it('lets what comes alive wait for what was missed in its channel', async () => {
    const since = Date.now();
    const { twin, platform, events, direct, connected } = await openSetting({
      twin: { redeliverMs: 3_000 },
      timings: { behindMs: 3_000 },
      surroundings: { missed: async () => ({ since: since - 1, places: [direct('U0ANN')] }) },
    });
    await connected();
    await until(() => twin.calledAt('users.conversations').length === 1);
    twin.outage(true);
    await until(() => platform.health().state === 'connecting');
    await twin.writes('U0ANN', 'missed');
    twin.fail('conversations.history', { status: 500 }, { status: 500 });
    twin.outage(false);
    await until(() => platform.health().state === 'connected');
    await twin.writes('U0ANN', 'alive');
    expect(events.map((event) => event.kind === 'message' && event.text)).toEqual(['missed', 'alive']);
  });
});
