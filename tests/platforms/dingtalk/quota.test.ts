import { afterEach, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../../../src/platforms/platform.ts';
import { attempt, failureOf, GROUP, open, placeOf, say, type Opened, type OpenOptions } from './opened.ts';

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
const BATCH = '/oToMessages/batchSend';
const hello: OutboundMessage = { text: 'Hello' };
const ticket: OutboundMessage = {
  text: 'It is stuck',
  card: { title: 'IT-2026-000123 \u00b7 Printer', fields: [] },
  buttons: [{ id: 'claim', label: 'Claim', value: 'T1' }],
};
const withCards = { twin: { cardTemplateId: 'deskline.schema' } };

describe('a month\u2019s quota that is used up', () => {
  it('stops the calls for a minute at a time; who waits looks again after five seconds', async () => {
    const { twin, platform, surroundings, clock } = await start();
    twin.cloud.quota = 'used up';
    expect(await failureOf(platform.send(ANN, hello, attempt('1')))).toMatchObject({
      fate: 'limited',
      retryAfterMs: 5_000,
    });
    const calls = twin.ledger.callsOf(BATCH);
    expect(platform.admit?.(ANN, 'send', hello)).toBe(5_000);
    await failureOf(platform.send(ANN, hello, attempt('1')));
    expect(twin.ledger.callsOf(BATCH)).toBe(calls);
    expect(surroundings.alerts.map(({ code }) => code)).toEqual(['quota-used-up']);
    clock.now += 60_000;
    twin.cloud.quota = 'left';
    expect(platform.admit?.(ANN, 'send', hello)).toBe(0);
    await platform.send(ANN, hello, attempt('1'));
    expect(twin.ledger.posted.map(({ way }) => way)).toEqual(['direct']);
  });

  it('holds back nobody whose webhook lives, from the moment on in which it comes', async () => {
    const { twin, platform } = await start();
    await twin.writes('bob', 'hi');
    twin.cloud.quota = 'used up';
    await failureOf(platform.send(ANN, hello, attempt('1')));
    expect(platform.admit?.(placeOf('bob'), 'send', hello)).toBe(0);
    await platform.send(placeOf('bob'), hello, attempt('2'));
    await twin.writes('ann', 'anybody there?');
    expect(platform.admit?.(ANN, 'send', hello)).toBe(0);
    await platform.send(ANN, hello, attempt('1'));
    await platform.sendPrivately?.(STAFF, 'ann', hello, attempt('3'));
    expect(twin.ledger.posted.map(({ way }) => way)).toEqual(['webhook', 'webhook', 'webhook']);
  });

  it('lets cards go in words where a webhook lives, before and after it is known', async () => {
    const { twin, platform, surroundings } = await start(withCards);
    await twin.writes('ann', 'hi');
    await twin.writes('bob', 'hi', { group: GROUP });
    twin.cloud.quota = 'used up';
    await platform.send(ANN, ticket, attempt('1'));
    expect(platform.admit?.(STAFF, 'send', ticket)).toBe(0);
    await platform.send(STAFF, ticket, attempt('2'));
    expect(twin.ledger.posted.map(({ way, place }) => [way, place])).toEqual([
      ['webhook', 'ann'],
      ['webhook', GROUP],
    ]);
    expect(twin.sent('ann')[0]?.buttons).toEqual(['Claim']);
    expect(twin.ledger.callsOf('createAndDeliver')).toBe(1);
    expect(surroundings.alerts.map(({ code }) => code)).toEqual(['quota-used-up']);
  });

  it('names the files that can\u2019t follow their words', async () => {
    const { twin, platform, surroundings } = await start();
    surroundings.files.set('f', { name: 'f.pdf', mime: 'application/pdf', bytes: Buffer.from('f') });
    await twin.writes('ann', 'hi');
    twin.cloud.quota = 'used up';
    const file = { id: 'f', name: 'f.pdf', mime: 'application/pdf', size: 1 };
    await platform.send(ANN, { ...hello, files: [file] }, attempt('1'));
    expect(twin.sent('ann').map(({ text }) => text)).toEqual([
      'Hello',
      `${say('dingtalk.file-not-sent')} f.pdf`,
    ]);
  });

  it('lets a card stay as it is rather than hold up what is said beside it', async () => {
    const { twin, platform } = await start(withCards);
    const { messageId } = await platform.send(STAFF, ticket, attempt('1'));
    await twin.writes('bob', 'hi', { group: GROUP });
    twin.cloud.quota = 'used up';
    for (let times = 0; times < 2; times++) {
      expect(platform.admit?.(STAFF, 'edit', ticket)).toBe(0);
      await platform.edit?.(STAFF, messageId, ticket);
    }
    expect(twin.sent(GROUP)).toMatchObject([{ edited: false }]);
  });

  it('is no reason to say that something was taken back', async () => {
    const { twin, platform } = await start();
    const { messageId } = await platform.send(ANN, hello, attempt('1'));
    await twin.writes('ann', 'hi');
    twin.cloud.quota = 'used up';
    expect(platform.admit?.(ANN, 'recall')).toBe(0);
    const error = await failureOf(platform.recall?.(ANN, messageId) ?? Promise.resolve());
    expect(error).toMatchObject({ fate: 'permanent', obstacle: 'quota' });
  });

  it('lets an edit wait where there is no other way', async () => {
    const { twin, platform, clock } = await start(withCards);
    const { messageId } = await platform.send(STAFF, ticket, attempt('1'));
    twin.cloud.quota = 'used up';
    const edit = async () => platform.edit?.(STAFF, messageId, ticket);
    expect(await failureOf(edit())).toMatchObject({ fate: 'limited' });
    twin.cloud.quota = 'left';
    clock.now += 60_000;
    await edit();
    expect(twin.sent(GROUP)).toMatchObject([{ edited: true }]);
  });
});

it('an edit waits for nothing where there are no cards to edit', async () => {
  const { twin, platform } = await start();
  twin.fails(BATCH, { status: 429, body: {}, headers: { 'retry-after': '7' } });
  await failureOf(platform.send(ANN, hello, attempt('1')));
  expect(platform.admit?.(STAFF, 'recall')).toBe(7_000);
  expect(platform.admit?.(STAFF, 'edit', ticket)).toBe(0);
});
