import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTypeLearning } from '../../src/tickets/type-learning.ts';
import { createTypeLessons, type Lesson, type TypeLessons } from '../../src/tickets/type-lessons.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { createTicketDesk, MORNING, type TicketDesk } from './setting.ts';

onEachDatabase('what people say about a type', (create) => {
  let database: TestDatabase;
  let desk: TicketDesk;
  let lessons: TypeLessons;
  beforeEach(async () => {
    database = await create();
    desk = await createTicketDesk(database.db);
    lessons = createTypeLessons(database.db);
    desk.service.listen(lessons.listener);
  });
  afterEach(() => database.drop());

  async function solve(id: string): Promise<void> {
    await desk.give(id, { do: 'claim' });
    await desk.give(id, { do: 'resolve', resolution: { cause: 'x', steps: [] } });
    await desk.give(id, { do: 'confirm' }, 'ann');
    await desk.give(id, { do: 'finish' }, 'bot');
  }

  it('is kept when an agent corrects it, the last word counting', async () => {
    const { id, description: text } = await desk.open();
    await desk.give(id, { do: 'retype', type: 'printer' });
    await desk.give(id, { do: 'retype', type: 'account' });
    expect(await lessons.latest(10)).toEqual([{ text, type: 'account', via: 'corrected' }]);
  });

  it('is kept when a solution held; a correction stays one', async () => {
    const first = await desk.open();
    const second = await desk.open();
    await solve(first.id);
    await desk.give(second.id, { do: 'retype', type: 'account' });
    await solve(second.id);
    const { description: text } = first;
    const kept = await lessons.latest(10);
    expect(kept).toHaveLength(2);
    expect(kept).toContainEqual({ text, type: 'network', via: 'confirmed' });
    expect(kept).toContainEqual({ text, type: 'account', via: 'corrected' });
  });

  it('is no lesson while a ticket is open, nor when it was withdrawn', async () => {
    const { id } = await desk.open();
    await desk.give(id, { do: 'claim' });
    expect(await lessons.latest(10)).toEqual([]);
  });

  it("is kept without secrets and without what is the requester's own", async () => {
    const { id } = await desk.open(MORNING, 'VPN: my password is Sommer2026!, call 13800138000');
    await desk.give(id, { do: 'retype', type: 'printer' });
    expect((await lessons.latest(10)).map(({ text }) => text)).toEqual(['VPN: my password is •••, call •••']);
  });

  it('is learnt once the agents are quiet, once, and again when something is gone', async () => {
    let now = MORNING;
    const learnt: (readonly Lesson[])[] = [];
    const learnIfNew = createTypeLearning({
      lessons,
      learn: async (all) => void learnt.push(all),
      now: () => now,
    });
    expect(await learnIfNew()).toBe(false);
    const { id } = await desk.open();
    await desk.give(id, { do: 'retype', type: 'printer' });
    now = MORNING + 5_000;
    expect(await learnIfNew()).toBe(false);
    now = MORNING + 60_000;
    expect([await learnIfNew(), await learnIfNew()]).toEqual([true, false]);
    expect(learnt).toEqual([[{ text: expect.any(String), type: 'printer', via: 'corrected' }]]);
    const { typeLessons } = database.db.tables;
    await database.db.transaction({}, (tx) => tx.delete(typeLessons).where(eq(typeLessons.ticketId, id)));
    expect(await learnIfNew()).toBe(true);
    expect(learnt[1]).toEqual([]);
  });
});
