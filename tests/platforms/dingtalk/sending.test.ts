import { afterEach, describe, expect, it } from 'vitest';
import { DeliveryError, type OutboundMessage } from '../../../src/platforms/platform.ts';
import { attempt, GROUP, open, placeOf, type OpenOptions, type Opened } from './opened.ts';

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

async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DeliveryError)) throw new Error('It did not fail as it should', { cause: error });
  return error;
}

describe('the way', () => {
  it('is the session webhook while it lives, and a push after that', async () => {
    const { twin, platform, clock } = await start();
    await twin.writes('ann', 'hi');
    await twin.writes('ann', 'hi all', { group: GROUP });
    await platform.send(ANN, hello, attempt('1'));
    await platform.send(STAFF, hello, attempt('2'));
    clock.now += 5_400_000;
    await platform.send(ANN, hello, attempt('3'));
    await platform.send(STAFF, hello, attempt('4'));
    expect(twin.ledger.posted.map(({ way, place }) => [way, place])).toEqual([
      ['webhook', 'ann'],
      ['webhook', GROUP],
      ['direct', 'ann'],
      ['group', GROUP],
    ]);
  });

  it('is a push for whoever has not written lately', async () => {
    const { twin, platform } = await start();
    const { messageId } = await platform.send(ANN, hello, attempt('1'));
    expect(messageId).toMatch(/^pqk/);
    expect(twin.sent('ann').map(({ text }) => text)).toEqual(['Hello']);
  });

  it('is a push when the vendor has forgotten the webhook', async () => {
    const { twin, platform } = await start();
    await twin.writes('ann', 'hi');
    twin.cloud.sessions.clear();
    await platform.send(ANN, hello, attempt('1'));
    expect(twin.ledger.posted.map(({ way }) => way)).toEqual(['direct']);
  });

  it('never leads to a webhook on another host', async () => {
    const { twin, platform } = await start();
    const frame = {
      conversationId: 'cidx',
      conversationType: '1',
      msgId: 'm1',
      msgtype: 'text',
      text: { content: 'x' },
      senderStaffId: 'ann',
      senderCorpId: 'dingcorp',
      chatbotCorpId: 'dingcorp',
      senderId: '$:ann',
      sessionWebhook: 'https://evil.example/robot/sendBySession?session=1',
      sessionWebhookExpiredTime: 9e15,
    };
    await twin.stream.push({ topic: 'robot', msgId: 'm1', data: frame });
    await platform.send(ANN, hello, attempt('1'));
    expect(twin.ledger.posted.map(({ way }) => way)).toEqual(['direct']);
  });

  it('to one person out of a group is his own chat', async () => {
    const { twin, platform } = await start();
    await platform.sendPrivately?.(STAFF, 'bob', hello, attempt('1'));
    expect(twin.sent('bob')).toHaveLength(1);
    expect(twin.sent(GROUP)).toEqual([]);
    expect(await platform.direct?.('bob')).toEqual({
      platform: 'dingtalk',
      tenant: 'dingtwin',
      channel: 'bob',
    });
  });

  it('ends for people outside when their webhook has', async () => {
    const { twin, platform, events, clock } = await start();
    twin.account({ id: 'eve', name: 'Eve', kind: 'external' });
    await twin.writes('eve', 'hi');
    const place = placeOf(events[0]?.place.channel ?? '');
    await platform.send(place, hello, attempt('1'));
    clock.now += 5_400_000;
    expect(await failureOf(platform.send(place, hello, attempt('2')))).toMatchObject({
      fate: 'permanent',
      obstacle: 'unreachable',
    });
    expect(twin.ledger.posted).toHaveLength(1);
  });
});

describe('refusals', () => {
  const BATCH = '/oToMessages/batchSend';
  const refusal = (code: string, status = 400) => ({ status, body: { code, message: 'no', requestid: 'r' } });

  it.each([
    [
      '403 of the pace',
      refusal('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 403),
      { fate: 'transient', retryAfterMs: 1_000 },
    ],
    [
      '429',
      { ...refusal('TooManyRequests', 429), headers: { 'retry-after': '7' } },
      { fate: 'transient', retryAfterMs: 7_000 },
    ],
    ['too fast', refusal('send.too.fast'), { fate: 'transient', retryAfterMs: 10_000 }],
    ['500', refusal('ServiceUnavailable', 500), { fate: 'transient' }],
    ['200 with an errcode', { status: 200, body: { errcode: -1, errmsg: 'busy' } }, { fate: 'transient' }],
    [
      'an IP that is blocked',
      { status: 200, body: { status: 1111 } },
      { fate: 'transient', retryAfterMs: 300_000 },
    ],
    [
      'a quota that is used up',
      refusal('Forbidden.AccessDenied.ApiCountLimitForOrg', 403),
      { fate: 'transient', obstacle: 'quota' },
    ],
    [
      'a content that is refused',
      { status: 200, body: { errcode: 430102, errmsg: 'no' } },
      { fate: 'permanent', obstacle: 'content' },
    ],
    [
      'a robot that is not ours',
      refusal('invalidParameter.robotCode.auth'),
      { fate: 'permanent', obstacle: 'not-permitted' },
    ],
    ['a group that is gone', refusal('invalid.openConversationId'), { fate: 'permanent', obstacle: 'gone' }],
    ['something new', refusal('something.new'), { fate: 'permanent' }],
    ['an answer that is no JSON', { raw: '<html>' }, { fate: 'unknown' }],
    ['a cut after accepting', { accepts: true, cuts: true }, { fate: 'unknown' }],
  ])('%s', async (_, fault, expected) => {
    const { twin, platform } = await start();
    twin.fails(BATCH, fault);
    expect(await failureOf(platform.send(ANN, hello, attempt('1')))).toMatchObject(expected);
    expect(twin.ledger.callsOf(BATCH)).toBe(1);
  });

  it('hide in lists: who is there got nothing', async () => {
    const { twin, platform, clock } = await start();
    expect(await failureOf(platform.send(placeOf('nobody'), hello, attempt('1')))).toMatchObject({
      fate: 'permanent',
      obstacle: 'unreachable',
    });
    twin.cloud.filtered.add('bob');
    expect(await failureOf(platform.send(placeOf('bob'), hello, attempt('2')))).toMatchObject({
      fate: 'permanent',
    });
    twin.cloud.flowControlled.add('ann');
    const held = await failureOf(platform.send(ANN, hello, attempt('3')));
    expect(held).toMatchObject({ fate: 'transient', retryAfterMs: 30_000 });
    twin.cloud.flowControlled.clear();
    clock.now += 30_000;
    await platform.send(ANN, hello, attempt('3'));
    expect(twin.ledger.posted.map(({ place }) => place)).toEqual(['ann']);
  });

  it('of a permission name it to the administrators', async () => {
    const { twin, platform, surroundings } = await start();
    twin.cloud.permitted = false;
    const error = await failureOf(platform.send(ANN, hello, attempt('1')));
    expect(error).toMatchObject({ fate: 'permanent', obstacle: 'not-permitted' });
    expect(surroundings.alerts).toMatchObject([{ code: 'permission-missing' }]);
    expect(surroundings.alerts[0]?.text).toContain('qyapi_robot_sendmsg');
  });

  it('of the quota stop the calls until it is time to look again, webhooks excepted', async () => {
    const { twin, platform, surroundings, clock } = await start();
    await twin.writes('bob', 'hi');
    twin.cloud.quota = 'used up';
    await failureOf(platform.send(ANN, hello, attempt('1')));
    const calls = twin.ledger.callsOf(BATCH);
    expect(platform.admit?.(ANN, 'send')).toBe(3_600_000);
    await failureOf(platform.send(ANN, hello, attempt('1')));
    expect(twin.ledger.callsOf(BATCH)).toBe(calls);
    expect(surroundings.alerts.map(({ code }) => code)).toEqual(['quota-used-up']);
    await platform.send(placeOf('bob'), hello, attempt('2'));
    clock.now += 3_600_000;
    twin.cloud.quota = 'left';
    expect(platform.admit?.(ANN, 'send')).toBe(0);
    await platform.send(ANN, hello, attempt('1'));
    expect(twin.ledger.posted.map(({ way }) => way)).toEqual(['webhook', 'direct']);
  });

  it('of the pace let nothing pass before the time is over', async () => {
    const { twin, platform, clock } = await start();
    twin.fails(BATCH, { status: 429, headers: { 'retry-after': '7' }, body: { code: 'TooMany' } });
    await failureOf(platform.send(ANN, hello, attempt('1')));
    const refusedAt = clock.now;
    expect(platform.admit?.(ANN, 'send')).toBe(7_000);
    expect(platform.admit?.(STAFF, 'recall')).toBe(7_000);
    clock.now += 6_999;
    expect(platform.admit?.(ANN, 'send')).toBe(1);
    clock.now += 1;
    expect(platform.admit?.(ANN, 'send')).toBe(0);
    await platform.send(ANN, hello, attempt('1'));
    const [first, second] = twin.ledger.calls.filter(({ path }) => path.endsWith(BATCH));
    expect([first?.at, second?.at]).toEqual([refusedAt, refusedAt + 7_000]);
  });
});

describe('an answer that does not come', () => {
  it('leaves it unknown whether the message arrived; nothing is repeated by itself', async () => {
    const { twin, platform } = await start({ platform: { timings: { request: 250 } } });
    twin.fails('batchSend', { accepts: true, hangs: true });
    expect((await failureOf(platform.send(ANN, hello, attempt('1')))).fate).toBe('unknown');
    twin.fails('batchSend', { accepts: true, cuts: true });
    expect((await failureOf(platform.send(ANN, hello, attempt('2')))).fate).toBe('unknown');
    expect(twin.ledger.posted).toHaveLength(2);
    expect(twin.ledger.callsOf('batchSend')).toBe(2);
  });

  it('through a webhook is not made up for by a push', async () => {
    const { twin, platform } = await start({ platform: { timings: { request: 250 } } });
    await twin.writes('ann', 'hi');
    twin.fails('sendBySession', { accepts: true, hangs: true });
    expect((await failureOf(platform.send(ANN, hello, attempt('1')))).fate).toBe('unknown');
    expect(twin.ledger.posted).toHaveLength(1);
  });

  it('because nobody is there is no doubt: nothing was sent', async () => {
    const { twin, platform } = await start();
    await twin.close();
    expect((await failureOf(platform.send(ANN, hello, attempt('1')))).fate).toBe('transient');
    await platform.stop();
    opened = undefined;
  });

  it('in an outage is over with it', async () => {
    const { twin, platform } = await start();
    await platform.send(ANN, { text: 'one' }, attempt('1'));
    twin.goesDown();
    await failureOf(platform.send(ANN, { text: 'two' }, attempt('2')));
    twin.comesBack();
    await platform.send(ANN, { text: 'two' }, attempt('2', true));
    expect(twin.sent('ann').map(({ text }) => text)).toEqual(['one', 'two']);
  });
});

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
    twin.cloud.secret = 'twin-secret';
    await platform.send(ANN, hello, attempt('1'));
    expect(platform.health()).toEqual({ state: 'connected' });
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

describe('long messages', () => {
  const long: OutboundMessage = {
    text: Array.from({ length: 400 }, (_, index) => `Line ${index} of a long story about a printer.`).join(
      '\n\n',
    ),
    buttons: [{ id: 'solved', label: 'Solved', value: 't' }],
  };

  it('come in parts, the buttons under the last; what has arrived is not repeated', async () => {
    const { twin, platform } = await start();
    await platform.send(ANN, hello, attempt('0'));
    const before = twin.ledger.posted.length;
    const parts = twin.cloud;
    parts.faults.push(
      { ending: 'batchSend', fault: { accepts: true } },
      { ending: 'batchSend', fault: { status: 500, body: {} } },
    );
    expect((await failureOf(platform.send(ANN, long, attempt('1')))).fate).toBe('transient');
    expect(twin.ledger.posted).toHaveLength(before + 1);
    await platform.send(ANN, long, attempt('1'));
    const sent = twin.sent('ann').slice(before);
    expect(sent.length).toBeGreaterThan(2);
    expect(sent.map(({ buttons }) => buttons.length)).toEqual([...sent.slice(1).map(() => 0), 1]);
    const lines = sent.flatMap(({ text }) =>
      [...text.matchAll(/Line (\d+) /g)].map(([, line]) => Number(line)),
    );
    expect(lines).toEqual([...Array(400).keys()]);
  });

  it('are not sent again at all once all is there', async () => {
    const { twin, platform } = await start();
    const first = await platform.send(ANN, long, attempt('1'));
    const posted = twin.ledger.posted.length;
    expect(await platform.send(ANN, long, attempt('1', true))).toEqual(first);
    expect(twin.ledger.posted).toHaveLength(posted);
  });
});

describe('taking back', () => {
  it('works for pushes, in chats and groups, and is silent otherwise', async () => {
    const { twin, platform } = await start();
    const direct = await platform.send(ANN, hello, attempt('1'));
    const group = await platform.send(STAFF, hello, attempt('2'));
    const buttons = [{ id: 'yes', label: 'Yes', value: 't' }];
    const pressed = await platform.send(ANN, { text: 'Sure?', buttons }, attempt('3'));
    await twin.writes('ann', 'hi');
    const webhook = await platform.send(ANN, hello, attempt('4'));
    await platform.recall?.(ANN, direct.messageId);
    await platform.recall?.(STAFF, group.messageId);
    await platform.recall?.(ANN, pressed.messageId);
    await platform.recall?.(ANN, webhook.messageId);
    expect(twin.all().map(({ deleted }) => deleted)).toEqual([true, true, true, false]);
    expect(twin.ledger.calls.filter(({ path }) => /recall/i.test(path))).toHaveLength(3);
  });
});
