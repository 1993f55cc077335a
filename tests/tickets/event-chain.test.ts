import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { append, eventsOf, firstBroken, type TicketEvent } from '../../src/tickets/event-chain.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { createTicketDesk, MORNING } from './setting.ts';

const json = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null));
const data = fc
  .dictionary(
    fc.stringMatching(/^[a-zA-Z0-9_]{1,8}$/),
    fc.oneof(json, fc.array(json), fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), json)),
  )
  // jsonb can't hold U+0000, and nothing that reaches the chain contains it.
  .filter((value) => !JSON.stringify(value).includes('\\u0000'));

const entry = fc.record({
  kind: fc.constantFrom('claimed', 'note', 'resolved'),
  actor: fc.constantFrom('wang', 'tom', 'bot'),
  at: fc.integer({ min: 0, max: 8_000_000_000_000 }),
  sourceEvent: fc.option(fc.nat()),
  data,
});

onEachDatabase('the chain of a ticket’s events', (create) => {
  let database: TestDatabase;
  let desk: Awaited<ReturnType<typeof createTicketDesk>>;
  beforeAll(async () => {
    database = await create();
    desk = await createTicketDesk(database.db);
  });
  afterAll(() => database.drop());

  async function chainOf(entries: readonly Omit<Parameters<typeof append>[2], 'ticketId'>[]) {
    const { db } = database;
    const { id } = await desk.open(MORNING);
    await db.transaction({ lock: [`ticket:${id}`] }, async (tx) => {
      for (const one of entries) await append(tx, db.tables, { ...one, ticketId: id });
    });
    return eventsOf(db.read, db.tables, id);
  }

  it('is intact as it comes back from the database, and shows every edit, deletion, insertion and swap', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 2, maxLength: 6 }), fc.nat(), async (entries, seed) => {
        const events = await chainOf(entries);
        const count = events.length;
        expect(firstBroken(events, count)).toBeUndefined();
        const i = seed % count;

        for (const edited of editsOf(events[i]!)) {
          expect(firstBroken(events.with(i, edited))).toBe(i + 1);
        }
        expect(firstBroken(events.toSpliced(i, 1), count)).toBe(i + 1);
        expect(firstBroken(events.slice(0, i), count)).toBe(i + 1);
        expect(firstBroken(events.toSpliced(i, 0, events[i]!))).toBe(i + 2);
        expect(firstBroken(events.toSpliced(i, 0, { ...events[i]!, kind: 'forged' }))).toBe(i + 1);
        const j = (i + 1) % count;
        const swapped = events.with(i, events[j]!).with(j, events[i]!);
        expect(firstBroken(swapped)).toBe(Math.min(i, j) + 1);
      }),
      { numRuns: 30 },
    );
  });

  it('shows an event added at the end by who knows how hashes are made', async () => {
    const events = await chainOf([{ kind: 'claimed', actor: 'wang', at: 1, sourceEvent: null, data: {} }]);
    const longer = await chainOf([
      { kind: 'claimed', actor: 'wang', at: 1, sourceEvent: null, data: {} },
      { kind: 'unclaimed', actor: 'wang', at: 2, sourceEvent: null, data: {} },
    ]);
    expect(firstBroken(longer)).toBeUndefined();
    expect(firstBroken(longer, events.length)).toBe(events.length + 1);
  });
});

function editsOf(event: TicketEvent): TicketEvent[] {
  return [
    { ...event, kind: `${event.kind}!` },
    { ...event, actor: `${event.actor}!` },
    { ...event, at: event.at + 1 },
    { ...event, sourceEvent: (event.sourceEvent ?? 0) + 1 },
    { ...event, data: { ...event.data, added: 1 } },
    { ...event, ticketId: 'another' },
    { ...event, hash: '0'.repeat(64) },
  ];
}
