import type { Database, Transaction } from '../../src/store/database.ts';
import type { AnswerRow } from '../../src/store/schema.ts';

export const noon = Date.UTC(2026, 2, 1, 12, 0, 0, 123);

/** A ticket with everything it must have. */
export function ticketRow(id: string) {
  return {
    id,
    number: `IT-2026-${id}`,
    requesterId: 'ann',
    conversationId: 'ann-web',
    title: `About ${id}`,
    description: '打印机坏了',
    type: 'printer',
    impact: 'person' as const,
    urgency: 'normal' as const,
    priority: 'normal' as const,
    queue: 'l1',
    answers: [] as AnswerRow[],
    tried: [],
    respondBy: noon,
    resolveBy: noon,
    createdAt: noon,
    updatedAt: noon,
  };
}

/** The person and the conversation that `ticketRow` refers to. */
export async function seedAnn(db: Database): Promise<void> {
  const { people, conversations } = db.tables;
  await db.transaction({}, async (tx) => {
    await tx.insert(people).values({ id: 'ann', name: 'Ann', profile: {}, createdAt: noon });
    await tx.insert(conversations).values({
      id: 'ann-web',
      platform: 'web',
      tenant: 'demo',
      channel: 'ann',
      personId: 'ann',
      locale: 'en',
      createdAt: noon,
    });
  });
}

/** Puts tickets in, with `ticketRow`'s values where nothing else is said. */
export async function insertTickets(
  tx: Transaction,
  db: Database,
  ...ids: (string | ReturnType<typeof ticketRow>)[]
): Promise<void> {
  const rows = ids.map((id) => (typeof id === 'string' ? ticketRow(id) : id));
  await tx.insert(db.tables.tickets).values(rows);
}
