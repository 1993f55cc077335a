// Compiled, never run: each line below must be an error.
import type { Database } from '../../src/store/database.ts';

export async function mistakes(db: Database) {
  const { tickets, ticketEvents } = db.tables;
  // @ts-expect-error a reader cannot write
  db.read.insert(tickets);
  // @ts-expect-error no dialect-specific raw statements
  await db.transaction({}, (tx) => tx.execute('select 1'));
  // @ts-expect-error transactions do not nest
  await db.transaction({}, (tx) => tx.transaction(async () => 1));
  // @ts-expect-error the drivers disagree on what a bare insert answers
  await db.transaction({}, async (tx) => (await tx.insert(tickets).values({} as never)).rowCount);
  const event = { ticketId: 'a', n: 1, kind: 'x', actor: 'bot', at: 0, data: {}, previousHash: '', hash: '' };
  await db.transaction({}, async (tx) => {
    // @ts-expect-error unknown stage
    await tx.update(tickets).set({ stage: 'nonsense' });
    // @ts-expect-error the database numbers rows itself
    await tx.insert(ticketEvents).values({ ...event, seq: 1 });
    // @ts-expect-error `answers` is AnswerRow[]
    await tx.update(tickets).set({ answers: [{ nope: 1 }] });
    // @ts-expect-error instants are numbers, not dates
    await tx.update(tickets).set({ closedAt: new Date() });
  });
  // @ts-expect-error `closedAt` may be null
  (await db.read.select().from(tickets))[0]?.closedAt.toFixed();
}
