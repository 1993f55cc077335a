import { and, eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstBroken } from '../../src/tickets/event-chain.ts';
import { createTicketService } from '../../src/tickets/ticket-service.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { createTicketDesk, MORNING, policy, type TicketDesk } from './setting.ts';

onEachDatabase('tickets', (create) => {
  let database: TestDatabase;
  let desk: TicketDesk;
  beforeEach(async () => {
    database = await create();
    desk = await createTicketDesk(database.db);
  });
  afterEach(() => database.drop());

  it('are claimed by exactly one of twenty at once; the others learn by whom', async () => {
    const { id } = await desk.open();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => desk.give(id, { do: 'claim' }, `agent-${i}`)),
    );
    const winners = results.filter((result) => !('refused' in result));
    expect(winners).toHaveLength(1);
    const owner = (await desk.queries.byId(id))?.assigneeId;
    const refusals = results.flatMap((result) => ('refused' in result ? [result.refused] : []));
    expect(refusals).toEqual(Array.from({ length: 19 }, () => ({ because: 'taken', by: owner })));
    const claims = (await desk.queries.eventsOf(id)).filter(({ kind }) => kind === 'claimed');
    expect(claims.map(({ actor }) => actor)).toEqual([owner]);
  });

  it('are claimed by exactly one of two processes', async () => {
    const other = database.reopen();
    try {
      const there = createTicketService(other, policy);
      const { id } = await desk.open();
      const cause = { actor: 'tom', at: MORNING, sourceEvent: null };
      const [here, elsewhere] = await Promise.all([
        desk.give(id, { do: 'claim' }, 'wang'),
        other.transaction({ lock: [`ticket:${id}`] }, (tx) => there.command(tx, id, { do: 'claim' }, cause)),
      ]);
      expect(['refused' in here, 'refused' in elsewhere].toSorted((a, b) => Number(a) - Number(b))).toEqual([
        false,
        true,
      ]);
    } finally {
      await other.close();
    }
  });

  it('get numbers without gaps or doubles under fifty openings at once', async () => {
    const opened = await Promise.all(Array.from({ length: 50 }, () => desk.open()));
    const numbers = opened.map(({ number }) => number).toSorted((a, b) => (a < b ? -1 : 1));
    expect(numbers).toEqual(
      Array.from({ length: 50 }, (_, i) => `IT-2026-${String(i + 1).padStart(6, '0')}`),
    );
  });

  it('are numbered by the year it is at the desk', async () => {
    await desk.open(Date.parse('2026-12-31T15:59:59Z'));
    const next = await desk.open(Date.parse('2026-12-31T23:30:00Z'));
    expect(next.number).toBe('IT-2027-000001');
    expect((await desk.open(MORNING)).number).toBe('IT-2026-000002');
  });

  it('keep of every change who, when, what and from which event', async () => {
    const { id } = await desk.open();
    await desk.give(id, { do: 'claim' });
    await desk.give(id, { do: 'resolve', resolution: { cause: 'c', steps: ['s'] } }, 'wang', MORNING + 2_000);
    expect(await desk.queries.eventsOf(id)).toMatchObject([
      { n: 1, kind: 'opened', actor: 'ann', at: MORNING, sourceEvent: 7 },
      { n: 2, kind: 'claimed', actor: 'wang', at: MORNING + 1_000, sourceEvent: 8 },
      { n: 3, kind: 'resolved', actor: 'wang', at: MORNING + 2_000, data: { cause: 'c', steps: ['s'] } },
    ]);
  });

  it('keep no event of what was refused', async () => {
    const { id } = await desk.open();
    await desk.give(id, { do: 'resolve', resolution: { cause: 'c', steps: ['s'] } });
    await desk.give(id, { do: 'tick-step', articleId: 'none', n: 1 });
    expect(await desk.queries.eventsOf(id)).toHaveLength(1);
    expect((await desk.queries.byId(id))?.version).toBe(0);
  });

  it('have an intact history after much was done, whatever order the database gives keys in', async () => {
    const { id } = await desk.open();
    await desk.give(id, { do: 'claim' });
    await desk.give(id, { do: 'reprioritise', priority: 'high' });
    await desk.give(id, { do: 'start-procedure', articleId: 'a', steps: ['b', 'a'] });
    await desk.give(id, { do: 'tick-step', articleId: 'a', n: 2 });
    await desk.give(id, { do: 'escalate', line: 'L2', queue: 'it-l2', reason: '😀 “r”' });
    const events = await desk.queries.eventsOf(id);
    expect(events).toHaveLength(6);
    expect(firstBroken(events, 6)).toBeUndefined();
    expect(await desk.queries.chainIntact(id)).toBe(true);
  });

  it('have a broken history once a row was changed or cut off behind our back', async () => {
    const { id } = await desk.open();
    await desk.give(id, { do: 'claim' });
    await desk.give(id, { do: 'unclaim' });
    const { ticketEvents } = database.db.tables;
    await database.db.transaction({}, async (tx) => {
      await tx.delete(ticketEvents).where(and(eq(ticketEvents.ticketId, id), eq(ticketEvents.n, 3)));
    });
    expect(await desk.queries.chainIntact(id)).toBe(false);
  });

  it('tick a step once, by one of many at once', async () => {
    const { id } = await desk.open();
    await desk.give(id, { do: 'claim' });
    await desk.give(id, { do: 'start-procedure', articleId: 'a', steps: ['one', 'two'] });
    const results = await Promise.all(
      ['wang', 'tom', 'zhou'].map((actor) => desk.give(id, { do: 'tick-step', articleId: 'a', n: 1 }, actor)),
    );
    expect(results.filter((result) => !('refused' in result))).toHaveLength(1);
    const [one, two] = await desk.queries.stepsOf(id);
    expect(['wang', 'tom', 'zhou']).toContain(one?.doneBy);
    expect(one?.doneAt).toBe(MORNING + 1_000);
    expect(two?.doneAt).toBeNull();
  });

  it('keep a call-back open until it is done, once', async () => {
    const { id } = await desk.open();
    await desk.give(id, { do: 'open-recovery', owner: 'zhou', reason: '1 / 1 / 1', dueAt: MORNING + 5 });
    const [task] = await desk.queries.openRecoveryTasks();
    expect(task).toMatchObject({ ticketId: id, ownerId: 'zhou', dueAt: MORNING + 5 });
    const done = { do: 'close-recovery', taskId: task!.id, note: 'called' } as const;
    expect(await desk.give(id, done, 'zhou')).not.toHaveProperty('refused');
    expect(await desk.give(id, done, 'zhou')).toHaveProperty('refused', { because: 'task-done' });
    expect(await desk.queries.openRecoveryTasks()).toEqual([]);
  });

  it('are rolled back entirely with the transaction they were changed in', async () => {
    const { id } = await desk.open();
    const failing = database.db.transaction({ lock: [`ticket:${id}`] }, async (tx) => {
      await desk.service.command(tx, id, { do: 'claim' }, { actor: 'wang', at: MORNING, sourceEvent: 1 });
      throw new Error('power cut');
    });
    await expect(failing).rejects.toThrow('power cut');
    expect((await desk.queries.byId(id))?.assigneeId).toBeNull();
    expect(await desk.queries.eventsOf(id)).toHaveLength(1);
  });
});

describe('a new ticket', () => {
  it('has the priority of the matrix', () => {
    expect(policy.priorities.department.normal).toBe('high');
    expect(policy.priorities.person.critical).toBe('urgent');
  });
});
