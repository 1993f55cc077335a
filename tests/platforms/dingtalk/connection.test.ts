import { afterEach, describe, expect, it } from 'vitest';
import { open, type OpenOptions, type Opened } from './opened.ts';

let opened: Opened | undefined;

async function start(options?: OpenOptions): Promise<Opened> {
  opened = await open(options);
  return opened;
}

async function connected(options?: OpenOptions): Promise<Opened> {
  const it = await start(options);
  await it.twin.ledger.until(() => it.platform.health().state === 'connected');
  return it;
}

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

const GATEWAY = '/gateway/connections/open';

describe('what is delivered', () => {
  it('is acknowledged once it is stored, and not before', async () => {
    const { twin, events, tries, database } = await connected({ twin: { ackTimeoutMs: 20 } });
    database.down = true;
    const id = twin.posts('ann', 'printer dead');
    await twin.ledger.until(() => tries.length >= 2);
    expect(twin.ledger.acked).toEqual([]);
    database.down = false;
    await twin.ledger.until(() => twin.ledger.acked.length > 0);
    expect(events.map(({ keys }) => keys)).toEqual([[id]]);
  });

  it('comes again when it was not acknowledged, and takes effect once', async () => {
    const { twin, events, database, platform } = await connected({ twin: { ackTimeoutMs: 20 } });
    database.down = true;
    const id = twin.posts('ann', 'printer dead');
    await twin.ledger.until(() => twin.ledger.delivered.length >= 2);
    database.down = false;
    await twin.ledger.until(() => twin.ledger.acked.length >= 2);
    expect(events.map(({ keys }) => keys)).toEqual([[id]]);
    expect(platform.health()).toEqual({ state: 'connected' });
  });

  it('is kept while nothing can be stored, however long that takes and wherever the clock goes', async () => {
    const { twin, events, tries, database, clock } = await connected();
    database.down = true;
    twin.posts('ann', 'printer dead');
    await twin.ledger.until(() => tries.length === 1);
    clock.now += 2 * 3_600_000;
    await twin.ledger.until(() => tries.length === 4);
    database.down = false;
    await twin.ledger.until(() => twin.ledger.acked.length === 1);
    expect(events).toHaveLength(1);
    expect(twin.ledger.delivered).toHaveLength(1);
  });

  it('may come twice at once, and later, under another transport id', async () => {
    const { twin, events, clock } = await connected();
    twin.stream.duplicates = true;
    const id = await twin.writes('ann', 'printer dead');
    await twin.ledger.until(() => twin.ledger.acked.length === 2);
    for (const later of [10 * 60_000, 30 * 86_400_000]) {
      clock.now += later;
      twin.stream.again(id);
    }
    await twin.ledger.until(() => twin.ledger.acked.length === 4);
    expect(new Set(twin.ledger.delivered.map(({ messageId }) => messageId)).size).toBe(4);
    expect(events).toHaveLength(1);
  });

  it('is received in the order in which it comes, the first of a conversation first', async () => {
    const { twin, events, tries, database } = await connected();
    twin.stream.hold();
    const [first, second] = [twin.posts('ann', 'one'), twin.posts('ann', 'two')];
    database.down = true;
    twin.stream.release();
    await twin.ledger.until(() => tries.length >= 3);
    database.down = false;
    await twin.ledger.until(() => twin.ledger.acked.length === 2);
    expect(events.map(({ keys: [key] }) => key)).toEqual([second, first]);
  });

  it('reaches everybody else while one conversation waits', async () => {
    const { twin, events, database, tries } = await connected();
    database.down = true;
    twin.posts('ann', 'one');
    await twin.ledger.until(() => tries.length > 0);
    database.down = false;
    await twin.writes('bob', 'two');
    expect(events.some(({ sender }) => sender.userId === 'bob')).toBe(true);
  });
});

describe('the socket', () => {
  it('is there again after 200 cuts: one socket, one call to the gateway each, nothing lost', async () => {
    const { twin, events } = await connected({ platform: { timings: { longestReconnect: 2 } } });
    const { sockets } = twin.ledger;
    for (let cuts = 1; cuts <= 200; cuts++) {
      if (cuts % 20 === 0) twin.posts('ann', `message ${cuts}`);
      twin.stream.cut();
      await twin.ledger.until(() => sockets.opened === cuts + 1 && sockets.open === 1);
    }
    await twin.writes('ann', 'the last');
    expect(sockets).toEqual({ opened: 201, open: 1, most: 1 });
    expect(twin.ledger.callsOf(GATEWAY)).toBe(201);
    // What was cut off before its acknowledgement comes again after a minute.
    const delivered = new Set(twin.ledger.delivered.map(({ msgId }) => msgId));
    expect(delivered.size).toBe(11);
    expect(events.map(({ keys: [key] }) => key)).toEqual([...delivered]);
  });

  it('does not storm the gateway while handshakes are refused', async () => {
    const { twin, platform } = await connected();
    twin.cloud.handshakes = 'refused';
    twin.stream.cut();
    await twin.ledger.until(() => twin.ledger.callsOf(GATEWAY) >= 8);
    expect(platform.health()).toMatchObject({ state: 'connecting' });
    const calls = twin.ledger.callsOf(GATEWAY);
    twin.cloud.handshakes = 'open';
    await twin.ledger.until(() => twin.ledger.sockets.opened === 2);
    expect(twin.ledger.callsOf(GATEWAY)).toBeLessThanOrEqual(calls + 1);
    expect(twin.ledger.sockets).toEqual({ opened: 2, open: 1, most: 1 });
  });

  it('is replaced when it is silent, and what came meanwhile is not lost', async () => {
    const { twin, events } = await connected({
      twin: { pingMs: 10, ackTimeoutMs: 350 },
      platform: { timings: { quiet: 100, silent: 200 } },
    });
    twin.stream.freeze();
    await twin.writes('ann', 'printer dead');
    expect(events).toHaveLength(1);
    expect(twin.ledger.delivered.map(({ socket }) => socket)).toEqual([1, 2]);
    // The new one was there before the old one went.
    expect(twin.ledger.sockets).toMatchObject({ opened: 2, most: 2 });
    await twin.ledger.until(() => twin.ledger.sockets.open === 1);
  });

  it('stays while frames come', async () => {
    const { twin } = await connected({
      twin: { pingMs: 10 },
      platform: { timings: { quiet: 200, silent: 250 } },
    });
    await twin.ledger.until(() => twin.ledger.pongs === 40);
    expect(twin.ledger.sockets.opened).toBe(1);
  });

  it('stays where the server never pings, but answers when it is asked', async () => {
    const { twin, events } = await connected({
      twin: { pingMs: 0 },
      platform: { timings: { quiet: 5, silent: 300 } },
    });
    // As many as take longer than a silent socket is left alone.
    await twin.ledger.until(() => twin.ledger.pings === 100);
    await twin.writes('ann', 'printer dead');
    expect(events).toHaveLength(1);
    expect(twin.ledger.sockets).toEqual({ opened: 1, open: 1, most: 1 });
  });

  it('is replaced before it closes when the server wants it to go', async () => {
    const { twin, events, platform } = await connected();
    const { sockets } = twin.ledger;
    twin.stream.retire(5_000);
    await twin.ledger.until(() => sockets.opened === 2);
    expect(sockets.most).toBe(2);
    await twin.writes('ann', 'in the middle');
    await twin.ledger.until(() => sockets.open === 1);
    expect(events).toHaveLength(1);
    expect(sockets).toEqual({ opened: 2, open: 1, most: 2 });
    expect(twin.ledger.callsOf(GATEWAY)).toBe(2);
    expect(platform.health()).toEqual({ state: 'connected' });
  });

  it('is not replaced at once again and again by a server that sends everybody away', async () => {
    const { twin, platform } = await start({
      platform: { timings: { reconnect: 60_000, longestReconnect: 60_000 } },
      prepare: ({ stream }) => void (stream.sendsAway = true),
    });
    await twin.ledger.until(() => twin.ledger.sockets.opened === 2);
    for (let calls = 0; calls < 20; calls++) await platform.profile?.(`nobody ${calls}`);
    expect(twin.ledger.callsOf(GATEWAY)).toBe(2);
  });

  it('takes the acknowledgement of what came just before it was told to go', async () => {
    const { twin, tries, database } = await connected({ platform: { timings: { linger: 200 } } });
    database.down = true;
    twin.posts('ann', 'printer dead');
    await twin.ledger.until(() => tries.length > 0);
    twin.stream.retire(5_000);
    await twin.ledger.until(() => twin.ledger.sockets.opened === 2);
    database.down = false;
    await twin.ledger.until(() => twin.ledger.acked.length === 1);
    expect(twin.ledger.delivered).toHaveLength(1);
  });

  it('survives what it does not understand', async () => {
    const { twin, events, surroundings } = await connected();
    const frame = (topic: string, type = 'CALLBACK', data: unknown = '{}') =>
      JSON.stringify({ type, headers: { topic, messageId: 'x' }, data });
    for (const raw of [
      '{"bad',
      '[]',
      'null',
      JSON.stringify({ type: 'CALLBACK' }),
      frame('/v1.0/graph/api/invoke'),
      frame('error'),
      frame('stream-error', 'EVENT'),
      frame('/v1.0/im/bot/messages/get', 'CALLBACK', '{"conversationId":7}'),
      frame('/v1.0/im/bot/messages/get', 'CALLBACK', 'no json'),
      frame('/v1.0/card/instances/callback', 'CALLBACK', '{"outTrackId":"t42","userId":"u","content":"{}"}'),
    ]) {
      twin.stream.raw(raw);
    }
    for (const topic of ['REGISTERED', 'KEEPALIVE', 'CONNECTED', 'something new']) twin.stream.system(topic);
    await twin.writes('ann', 'still there?');
    expect(events).toHaveLength(1);
    expect(twin.ledger.sockets.opened).toBe(1);
    expect(surroundings.logs.filter(({ level }) => level === 'warn').length).toBeGreaterThanOrEqual(8);
    expect(JSON.stringify(surroundings.logs)).not.toContain('no json');
  });

  it('answers a ping without data, and takes frames whose ids are numbers', async () => {
    const { twin, events } = await connected();
    const ping = { type: 'SYSTEM', headers: { topic: 'ping', messageId: 7 }, data: null };
    twin.stream.raw(JSON.stringify(ping));
    await twin.ledger.until(() => twin.ledger.pongs === 1);
    const data = {
      conversationId: 'cid7',
      conversationType: 1,
      msgId: 123,
      msgtype: 'text',
      text: { content: 'hi' },
      senderStaffId: 'ann',
    };
    const headers = { topic: '/v1.0/im/bot/messages/get', messageId: 12 };
    twin.stream.raw(JSON.stringify({ type: 'CALLBACK', headers, data: JSON.stringify(data) }));
    await twin.ledger.until(() => events.length === 1);
    expect(events).toMatchObject([{ messageId: '123', sender: { userId: 'ann', kind: 'member' } }]);
  });

  it('tells of a used-up quota of pushes and goes on', async () => {
    const { twin, events, surroundings } = await connected();
    await twin.quotaFrame();
    await twin.writes('ann', 'hello');
    expect(surroundings.alerts.map(({ code }) => code)).toEqual(['quota-used-up']);
    expect(events).toHaveLength(1);
  });
});

describe('a vendor that is down', () => {
  it('is found when it comes back, without having kept anybody waiting', async () => {
    const { twin, platform, events } = await start({ prepare: (twin) => twin.goesDown() });
    expect(platform.health().state).toBe('connecting');
    twin.comesBack();
    await twin.writes('ann', 'printer dead');
    expect(events).toHaveLength(1);
    expect(platform.health()).toEqual({ state: 'connected' });
  });

  it('may fail at the gateway', async () => {
    const { twin, platform, events } = await start({
      prepare: ({ cloud }) => void (cloud.gateway = 'fails'),
    });
    await twin.ledger.until(() => twin.ledger.callsOf(GATEWAY) >= 2);
    expect(platform.health().state).toBe('connecting');
    twin.cloud.gateway = 'open';
    await twin.writes('ann', 'printer dead');
    expect(events).toHaveLength(1);
  });

  it('says which variable is wrong when the credentials are refused, and is asked again slowly', async () => {
    const { twin, platform, surroundings } = await start({ platform: { clientSecret: 'wrong' } });
    await twin.ledger.until(() => platform.health().state === 'refused');
    expect(platform.health().reason).toMatch(/DINGTALK_CLIENT_ID.*DINGTALK_CLIENT_SECRET/);
    expect(surroundings.alerts).toMatchObject([{ platform: 'dingtalk', code: 'credentials-refused' }]);
    expect(twin.ledger.callsOf(GATEWAY)).toBe(1);
    expect(JSON.stringify([surroundings.alerts, surroundings.logs])).not.toContain('wrong');
  });
});

describe('stopping', () => {
  it('closes the socket and keeps no timer', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const { twin, platform } = await connected();
    await platform.stop();
    await twin.ledger.until(() => twin.ledger.sockets.open === 0);
    expect(platform.health()).toEqual({ state: 'stopped' });
    expect(timers()).toBe(before);
  });

  it('works in the middle of connecting, and it can be started again', async () => {
    const { twin, platform } = await start();
    await platform.stop();
    expect(twin.ledger.sockets.open).toBe(0);
    await platform.start(async () => {});
    await twin.writes('ann', 'hello');
    expect(twin.ledger.sockets.open).toBe(1);
  });
});
