import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropLetter, retryLetter } from '../../src/runtime/dead-letters.ts';
import { LATE_MS } from '../../src/runtime/letter-list.ts';
import { openOffice, type Office } from '../support/office.ts';
import { claiming, openTicket } from './setting.ts';

const QUARTER = 15 * 60_000;

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const outbox = () => office.deskline.db.tables.outbox;
const order = () => ({ actor: 'zhou-lan', now: office.now() });
const texts = async (agent: { messages(): Promise<{ text: string }[]> }) =>
  (await agent.messages()).map(({ text }) => text);

/** Puts a row into the outbox as it stands there after its last try; gives its id. */
async function row(values: Partial<ReturnType<typeof outbox>['$inferInsert']>): Promise<number> {
  const place = { platform: 'web', tenant: 'local', channel: 'dm:li-lei' };
  const base = { key: 'lost', lane: 'test', op: 'send' as const, place, notBefore: 0, createdAt: 0 };
  return office.deskline.db.transaction({}, async (tx) => {
    const [added] = await tx
      .insert(outbox())
      .values({ ...base, ...values })
      .returning();
    return added!.id;
  });
}

describe('a message that arrives after it was retried', () => {
  it('is told on the ticket’s thread, which had heard that it did not', async () => {
    await openTicket(office);
    const wang = await claiming(office);
    const id = await row({ body: { text: '请重启' }, state: 'dead', error: 'gone: x' });
    await retryLetter(office.deskline.db, { of: 'outbox', id }, order());
    await office.deskline.settle();
    expect(await texts(wang)).toContain('✅ 之前没能送到报修人的消息，重试后已送达：“请重启”');
  });

  it('is told to the agent whose words it carries', async () => {
    const { db } = office.deskline;
    await openTicket(office);
    const wang = await claiming(office);
    await wang.says('请重启电脑');
    const [carrying] = (await db.read.select().from(outbox())).filter(({ carries }) => carries !== null);
    await db.transaction({}, async (tx) => {
      const dead = { state: 'dead' as const, sentAt: null, messageId: null, error: 'gone: x' };
      await tx.update(outbox()).set(dead).where(eq(outbox().id, carrying!.id));
    });
    expect(await texts(wang)).not.toContainEqual(expect.stringContaining('重试后已送达'));
    await retryLetter(db, { of: 'outbox', id: carrying!.id }, order());
    await office.deskline.settle();
    expect(await texts(wang)).toContainEqual(expect.stringMatching(/“请重启电脑”重试后已送达报修人/));
  });
});

it('a message that waited until it was dropped is told on the ticket’s thread', async () => {
  const { db, services } = office.deskline;
  await openTicket(office);
  const wang = await claiming(office);
  const id = await row({ body: { text: '请重启' }, notBefore: office.now() * 2 });
  await dropLetter(
    db,
    { of: 'outbox', id },
    {
      ...order(),
      reason: '已电话告知',
      onDropped: (tx, dropped) => services.dropped(tx, { ...dropped, error: 'dropped: 已电话告知' }),
    },
  );
  await office.deskline.settle();
  const told = '⚠️ 这条消息没能送到报修人：“请重启”。原因：`dropped: 已电话告知`';
  expect(await texts(wang)).toContain(told);
});

describe('the administrators', () => {
  const alerts = async () =>
    (await office.deskline.db.read.select().from(outbox()).orderBy(outbox().id))
      .filter(({ lane }) => lane.startsWith('alerts:'))
      .map(({ place, body }) => `${place.channel}: ${body?.text}`);

  it('are told once a day of events that were given up', async () => {
    const { db, services } = office.deskline;
    await office.person('zhou-lan').says('你好');
    const payload = { kind: 'timer', key: 'k', name: 'sla', subject: 's', dueAt: 0 } as const;
    for (const id of [7, 8]) {
      const event = { id, lane: 'x', payload, attempts: 5, receivedAt: 0 };
      const plan = services.alerts.given(event, await services.apologise(event));
      await db.transaction({}, async (tx) => plan.apply?.(tx));
    }
    const told = await alerts();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^dm:zhou-lan: ⚠️ \*\*Deskline\*\* .*已经放弃.*e7 \(timer sla\)/);
  });

  it('are told once a day that something waits for more than five minutes', async () => {
    await office.person('zhou-lan').says('你好');
    await office.pass(QUARTER);
    expect(await alerts()).toEqual([]);
    const place = { platform: 'nowhere', tenant: 'local', channel: 'c' };
    await row({ place, createdAt: office.now(), notBefore: office.now() * 2, body: { text: 'x' } });
    await office.pass(LATE_MS);
    await office.pass(QUARTER);
    await office.pass(QUARTER);
    const told = await alerts();
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('超过五分钟');
  });
});
