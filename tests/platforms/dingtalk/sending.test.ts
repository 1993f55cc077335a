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

  it('to somebody whose id begins like a group\u2019s is a push to him', async () => {
    const { twin, platform } = await start();
    twin.account({ id: 'cidong', name: 'Ci Dong' });
    await platform.send(placeOf('cidong'), hello, attempt('1'));
    await twin.writes('cidong', 'hi', { group: GROUP });
    await platform.send(placeOf('cidong'), hello, attempt('2'));
    expect(twin.ledger.posted.map(({ way }) => way)).toEqual(['direct', 'direct']);
  });

  it('to a group with an id of another shape is a push to the group, once it is known as one', async () => {
    const { twin, platform } = await start({ platform: { groups: ['cidDesk'] } });
    twin.group('cidDesk', 'Desk');
    twin.group('cidGroup1', 'Group');
    await twin.writes('ann', 'hi', { group: 'cidGroup1' });
    twin.cloud.sessions.clear();
    await platform.send(placeOf('cidDesk'), hello, attempt('1'));
    await platform.send(placeOf('cidGroup1'), hello, attempt('2'));
    expect(twin.ledger.posted.map(({ way, place }) => [way, place])).toEqual([
      ['group', 'cidDesk'],
      ['group', 'cidGroup1'],
    ]);
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
  it('what the vendor does not take back any more is no error', async () => {
    const { twin, platform } = await start();
    const { messageId } = await platform.send(ANN, hello, attempt('1'));
    twin.fails('batchRecall', { status: 400, body: { code: 'resource.unavailable', message: 'too old' } });
    await platform.recall?.(ANN, messageId);
    twin.fails('batchRecall', { status: 500, body: {} });
    await expect(platform.recall?.(ANN, messageId)).rejects.toMatchObject({ fate: 'transient' });
  });

  it('that the vendor says has failed is not taken for done', async () => {
    const { twin, platform } = await start();
    const { messageId } = await platform.send(ANN, hello, attempt('1'));
    twin.fails('batchRecall', { body: { successResult: [], failedResult: { [messageId]: 'too late' } } });
    const error = await failureOf(platform.recall?.(ANN, messageId) ?? Promise.resolve());
    expect(error).toMatchObject({
      fate: 'permanent',
      message: expect.stringContaining('too late') as string,
    });
  });

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
