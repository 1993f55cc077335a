import { and, asc, count, desc, inArray, isNull, min, sql, type SQL } from 'drizzle-orm';
import type { Database, Reader } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';
import type { OutboxRow } from './deliveries.ts';
import { isPending } from './lanes.ts';
import { letterId, type LetterName } from './letter-name.ts';

export type InboxRow = Tables['inbox']['$inferSelect'];

/** Messages given up or of unknown outcome; events given up; what waits for longer than it should (rule G10). */
export const letterKinds = ['message', 'event', 'waiting'] as const;
export type LetterKind = (typeof letterKinds)[number];

/** So long something may be on its way before people see it, ms. */
export const LATE_MS = 5 * 60_000;

/** Why something waits. `due`: it could be taken at once, so its platform or the program isn't there. */
export type Wait =
  | { why: 'behind'; letter: string }
  | { why: 'in-hand' }
  | { why: 'later'; until: number }
  | { why: 'due' };

export type Letter = {
  /** `m12` or `e12`. */
  id: string;
  kind: LetterKind;
  /** When it was posted or received, UTC ms. */
  since: number;
  /** Said of what waits. */
  wait?: Wait | undefined;
} & ({ of: 'outbox'; row: OutboxRow } | { of: 'inbox'; row: InboxRow });

export interface LetterFilter {
  kind?: LetterKind | undefined;
  platform?: string | undefined;
  /** What else must hold of a row to be listed. */
  within?: { messages: SQL; events: SQL } | undefined;
}

export interface LetterPage {
  letters: Letter[];
  /** How many there are of each kind, whatever kind the filter names. */
  counts: Record<LetterKind, number>;
}

/** One page of what needs somebody's eye, at `now` (UTC ms): each kind the newest first, what waits the oldest first. */
export async function deadLetters(
  db: Database,
  filter: LetterFilter,
  { now, limit, skip = 0 }: { now: number; limit: number; skip?: number },
): Promise<LetterPage> {
  const counts = { message: 0, event: 0, waiting: 0 };
  const letters: Letter[] = [];
  let before = 0;
  for (const shelf of shelvesOf(db.tables, filter, now)) {
    const many = await countOf(db.read, shelf);
    counts[shelf.kind] += many;
    if (filter.kind !== undefined && shelf.kind !== filter.kind) continue;
    const from = Math.max(0, skip - before);
    const most = limit - letters.length;
    if (most > 0 && from < many)
      letters.push(...(await lettersOf(db, shelf, { now, skip: from, limit: most })));
    before += many;
  }
  return { letters, counts };
}

/** Names of all that were given up and may be tried again without a second look: no message of unknown outcome. */
export async function givenUp(db: Database, filter: LetterFilter): Promise<LetterName[]> {
  const names: LetterName[] = [];
  for (const { of, queue, kind, isDead, where } of shelvesOf(db.tables, filter, 0)) {
    if (!isDead || (filter.kind !== undefined && kind !== filter.kind)) continue;
    const rows = await db.read.select({ id: queue.id }).from(queue).where(where).orderBy(asc(queue.id));
    names.push(...rows.map(({ id }) => ({ of, id })));
  }
  return names;
}

/** How many wait for longer than they should. */
export async function countLate(read: Pick<Reader, 'select'>, tables: Tables, now: number): Promise<number> {
  const late = shelvesOf(tables, {}, now).filter(({ kind }) => kind === 'waiting');
  let many = 0;
  for (const shelf of late) many += await countOf(read, shelf);
  return many;
}

/** What is read by one index. */
interface Shelf extends Pick<LetterName, 'of'> {
  queue: Tables['inbox'] | Tables['outbox'];
  kind: LetterKind;
  isDead: boolean;
  where: SQL | undefined;
}

function shelvesOf({ outbox, inbox }: Tables, { platform, within }: LetterFilter, now: number): Shelf[] {
  const named = (json: typeof outbox.place | typeof inbox.payload) =>
    platform === undefined ? undefined : sql`${json} ->> 'platform' = ${platform}`;
  const messages = and(named(outbox.place), within?.messages);
  const events = and(named(inbox.payload), within?.events);
  const lateSince = now - LATE_MS;
  const post = { of: 'outbox', queue: outbox } as const;
  const arrived = { of: 'inbox', queue: inbox } as const;
  // The states are written out, not as parameters: SQLite uses a partial index only where the text says so.
  const isUnknown = and(sql`${outbox.state} = 'unknown'`, isNull(outbox.sentAt));
  return [
    { ...post, kind: 'message', isDead: true, where: and(sql`${outbox.state} = 'dead'`, messages) },
    // What was sent has arrived, perhaps twice: nothing is to be done about it.
    { ...post, kind: 'message', isDead: false, where: and(isUnknown, messages) },
    { ...arrived, kind: 'event', isDead: true, where: and(sql`${inbox.state} = 'dead'`, events) },
    { ...post, kind: 'waiting', isDead: false, where: and(isLate(outbox, lateSince), messages) },
    { ...arrived, kind: 'waiting', isDead: false, where: and(isLate(inbox, lateSince), events) },
  ];
}

function isLate(queue: Tables['inbox'] | Tables['outbox'], since: number): SQL | undefined {
  return and(isPending(queue), sql`${sinceOf(queue)} <= ${since}`);
}

/** From when on it counts as on its way. */
function sinceOf(queue: Tables['inbox'] | Tables['outbox']): SQL {
  const first = 'createdAt' in queue ? queue.createdAt : queue.receivedAt;
  return sql`coalesce(${queue.retriedAt}, ${first})`;
}

async function countOf(read: Pick<Reader, 'select'>, { queue, where }: Shelf): Promise<number> {
  const [found] = await read.select({ many: count() }).from(queue).where(where);
  return found?.many ?? 0;
}

async function lettersOf(
  { read, tables }: Database,
  { of, kind, isDead, where }: Shelf,
  { now, skip, limit }: { now: number; skip: number; limit: number },
): Promise<Letter[]> {
  const { outbox, inbox } = tables;
  if (of === 'outbox') {
    const since = sinceOf(outbox);
    const order = kind === 'waiting' ? [since, asc(outbox.id)] : [desc(outbox.id)];
    const rows = await read
      .select()
      .from(outbox)
      .where(where)
      .orderBy(...order)
      .limit(limit)
      .offset(skip);
    const waits = kind === 'waiting' ? await waitsOf(read, outbox, { of, rows, now }) : undefined;
    return rows.map((row) => ({
      id: letterId({ of, id: row.id }),
      kind,
      of,
      row,
      since: row.retriedAt ?? row.createdAt,
      wait: waits?.get(row.id),
    }));
  }
  const order = isDead ? [desc(inbox.id)] : [sinceOf(inbox), asc(inbox.id)];
  const rows = await read
    .select()
    .from(inbox)
    .where(where)
    .orderBy(...order)
    .limit(limit)
    .offset(skip);
  const waits = isDead ? undefined : await waitsOf(read, inbox, { of, rows, now });
  return rows.map((row) => ({
    id: letterId({ of, id: row.id }),
    kind,
    of,
    row,
    since: row.retriedAt ?? row.receivedAt,
    wait: waits?.get(row.id),
  }));
}

/** Why each of the rows waits: a lane's oldest for itself, the others for it. */
async function waitsOf(
  read: Pick<Reader, 'select'>,
  queue: Tables['inbox'] | Tables['outbox'],
  { of, rows, now }: { of: LetterName['of']; rows: readonly (OutboxRow | InboxRow)[]; now: number },
): Promise<Map<number, Wait>> {
  if (rows.length === 0) return new Map();
  const lanes = [...new Set(rows.map(({ lane }) => lane))];
  const heads = await read
    .select({ lane: queue.lane, id: min(queue.id) })
    .from(queue)
    .where(and(isPending(queue), inArray(queue.lane, lanes)))
    .groupBy(queue.lane);
  const headOf = new Map(heads.map(({ lane, id }) => [lane, id]));
  return new Map(
    rows.map(({ id, lane, notBefore, leaseUntil }): [number, Wait] => {
      const head = headOf.get(lane) ?? id;
      if (head < id) return [id, { why: 'behind', letter: letterId({ of, id: head }) }];
      if ((leaseUntil ?? 0) > now) return [id, { why: 'in-hand' }];
      return [id, notBefore > now ? { why: 'later', until: notBefore } : { why: 'due' }];
    }),
  );
}
