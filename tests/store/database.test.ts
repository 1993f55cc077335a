import { asc, eq, lt, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database, Transaction } from '../../src/store/database.ts';
import { isUniqueViolation, WaitingTransactionError } from '../../src/store/errors.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { insertTickets, noon, seedAnn, ticketRow } from './rows.ts';

const pause = (ms = 2) => new Promise((resolve) => setTimeout(resolve, ms));

onEachDatabase('the store', (create) => {
  let test: TestDatabase;
  let db: Database;

  beforeEach(async () => {
    test = await create();
    db = test.db;
    await seedAnn(db);
  });
  afterEach(() => test.drop());

  const open = (...ids: (string | ReturnType<typeof ticketRow>)[]) =>
    db.transaction({}, (tx) => insertTickets(tx, db, ...ids));
  const find = async (reader: Pick<Transaction, 'select'>, id: string) => {
    const [row] = await reader.select().from(db.tables.tickets).where(eq(db.tables.tickets.id, id));
    return row;
  };
  /** Time passes inside a transaction, as far as the database allows it: on SQLite others take their turn. */
  const dwell = (ms = 2) => (db.kind === 'postgres' ? pause(ms) : Promise.resolve());
  const increment = (on: Database, ms = 2) =>
    on.transaction({ lock: ['counter:n'] }, async (tx) => {
      const { counters } = on.tables;
      const [row] = await tx.select().from(counters).where(eq(counters.name, 'n'));
      await dwell(ms);
      await tx
        .update(counters)
        .set({ value: row!.value + 1 })
        .where(eq(counters.name, 'n'));
    });
  const startCounter = () =>
    db.transaction({}, async (tx) => {
      await tx.insert(db.tables.counters).values({ name: 'n', value: 0 });
    });

  it('returns what was stored: instants, JSON, enums, nothing', async () => {
    const answers = [{ key: 'model', label: { en: 'Model' }, value: '打印机 "坏了" 🙂', shown: 'HP' }];
    await open({ ...ticketRow('a'), answers });
    expect(await find(db.read, 'a')).toEqual({
      ...ticketRow('a'),
      answers,
      stage: 'intake',
      line: 'L1',
      assigneeId: null,
      waitingFor: null,
      resolution: null,
      outcome: null,
      mergedInto: null,
      reopens: 0,
      nextRespondBy: null,
      sla: null,
      department: null,
      agreement: null,
      parentId: null,
      isIncident: false,
      handOvers: 0,
      handBacks: 0,
      reassigns: 0,
      rootCause: null,
      firstResponseAt: null,
      resolvedAt: null,
      closedAt: null,
      version: 0,
    });
  });

  it('returns what was stored: booleans, bytes, sequences, deep JSON', async () => {
    const { dialogues, files, ticketEvents } = db.tables;
    const state = { deep: [1, null, { y: true }], text: '\u{1F600}' };
    await open('a');
    await db.transaction({}, async (tx) => {
      const times = { startedAt: noon, updatedAt: noon };
      await tx
        .insert(dialogues)
        .values({ id: 'd', holder: 'h', personId: 'ann', kind: 'intake', state, open: false, ...times });
      const bytes = Buffer.from([0, 255, 1]);
      await tx
        .insert(files)
        .values({ id: 'f', name: 'x.png', mime: 'image/png', bytes, ownerId: 'ann', at: noon });
      const event = { ticketId: 'a', kind: 'x', actor: 'bot', at: noon, data: state };
      await tx.insert(ticketEvents).values([
        { ...event, n: 1, previousHash: '', hash: '1' },
        { ...event, n: 2, previousHash: '1', hash: '2' },
      ]);
    });
    const [dialogue] = await db.read.select().from(dialogues);
    expect(dialogue).toMatchObject({ state, open: false, ticketId: null });
    const [file] = await db.read.select().from(files);
    expect(Buffer.compare(file!.bytes, Buffer.from([0, 255, 1]))).toBe(0);
    const events = await db.read.select().from(ticketEvents).orderBy(asc(ticketEvents.seq));
    expect(events.map(({ seq, n, sourceEvent }) => ({ seq, n, sourceEvent }))).toEqual([
      { seq: 1, n: 1, sourceEvent: null },
      { seq: 2, n: 2, sourceEvent: null },
    ]);
  });

  it('holds integers beyond 32 bits', async () => {
    const { counters } = db.tables;
    await db.transaction({}, async (tx) => {
      await tx.insert(counters).values({ name: 'big', value: 2 ** 40 });
    });
    expect(await db.read.select().from(counters)).toEqual([{ name: 'big', value: 2 ** 40 }]);
  });

  it('finds late tickets, latest first', async () => {
    await open(
      { ...ticketRow('late'), resolveBy: noon - 1 },
      { ...ticketRow('later'), resolveBy: noon - 2 },
      { ...ticketRow('now'), resolveBy: noon },
    );
    const { tickets } = db.tables;
    const late = await db.read
      .select({ id: tickets.id })
      .from(tickets)
      .where(lt(tickets.resolveBy, noon))
      .orderBy(asc(tickets.resolveBy));
    expect(late.map(({ id }) => id)).toEqual(['later', 'late']);
  });

  it('counts and aggregates as numbers', async () => {
    await open('a', 'b');
    const { tickets } = db.tables;
    expect(await db.read.$count(tickets, eq(tickets.stage, 'intake'))).toBe(2);
    const [row] = await db.read
      .select({
        n: sql`count(*)`.mapWith(Number),
        last: sql`max(${tickets.createdAt})`.mapWith(Number),
      })
      .from(tickets);
    expect(row).toEqual({ n: 2, last: noon });
  });

  it('lets one of two win who change the same version', async () => {
    await open('a');
    const { tickets } = db.tables;
    const save = (title: string) =>
      db.transaction({}, async (tx) => {
        const changed = await tx
          .update(tickets)
          .set({ title, version: 1 })
          .where(sql`${tickets.id} = 'a' and ${tickets.version} = 0`)
          .returning({ id: tickets.id });
        return changed.length === 1;
      });
    expect((await Promise.all([save('first'), save('second')])).filter(Boolean)).toHaveLength(1);
  });

  it('rolls everything back when the work throws', async () => {
    const failing = db.transaction({}, async (tx) => {
      await insertTickets(tx, db, 'a');
      await dwell();
      throw new Error('halfway');
    });
    await expect(failing).rejects.toThrow('halfway');
    expect(await find(db.read, 'a')).toBeUndefined();
  });

  it('keeps readers out of an open transaction', async () => {
    await db.transaction({}, async (tx) => {
      await insertTickets(tx, db, 'a');
      await dwell();
      expect(await find(db.read, 'a')).toBeUndefined();
      expect(await find(tx, 'a')).toBeDefined();
    });
    expect(await find(db.read, 'a')).toBeDefined();
  });

  it('loses no update when transactions with the same key read, wait and write side by side', async () => {
    await startCounter();
    await Promise.all(Array.from({ length: 4 }, () => increment(db)));
    expect(await db.read.select().from(db.tables.counters)).toEqual([{ name: 'n', value: 4 }]);
  });

  it('counts without gaps or doubles by one row update, without any key', async () => {
    await startCounter();
    const { counters } = db.tables;
    const next = () =>
      db.transaction({}, async (tx) => {
        const [row] = await tx
          .update(counters)
          .set({ value: sql`${counters.value} + 1` })
          .where(eq(counters.name, 'n'))
          .returning();
        return row!.value;
      });
    const numbers = await Promise.all(Array.from({ length: 20 }, next));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('tells a duplicate from other failures', async () => {
    await open('a');
    await expect(open('a')).rejects.toSatisfy(isUniqueViolation);
    await expect(open({ ...ticketRow('b'), title: null as never })).rejects.not.toSatisfy(isUniqueViolation);
  });

  it('enforces the partial unique index and the foreign keys', async () => {
    const { dialogues, ticketEvents, tickets } = db.tables;
    const row = { holder: 'h', personId: 'ann', kind: 'intake', state: {}, startedAt: noon, updatedAt: noon };
    const insert = (id: string, isOpen: boolean) =>
      db.transaction({}, async (tx) => {
        await tx.insert(dialogues).values({ ...row, id, open: isOpen });
      });
    await insert('closed', false);
    await insert('open', true);
    await insert('closed too', false);
    await expect(insert('second open', true)).rejects.toSatisfy(isUniqueViolation);

    const orphan = db.transaction({}, async (tx) => {
      const event = { ticketId: 'none', n: 1, kind: 'x', actor: 'bot', at: noon, data: {} };
      await tx.insert(ticketEvents).values({ ...event, previousHash: '', hash: '' });
    });
    await expect(orphan).rejects.toThrow(Error);
    await open('a');
    await db.transaction({}, async (tx) => {
      const event = { ticketId: 'a', n: 1, kind: 'x', actor: 'bot', at: noon, data: {} };
      await tx.insert(ticketEvents).values({ ...event, previousHash: '', hash: '' });
    });
    const orphaning = db.transaction({}, async (tx) => {
      await tx.delete(tickets).where(eq(tickets.id, 'a'));
    });
    await expect(orphaning).rejects.toThrow(Error);
    expect(await db.read.$count(ticketEvents)).toBe(1);
  });

  it('refuses a transaction inside a transaction', async () => {
    const nested = db.transaction({}, () => db.transaction({}, async () => 1));
    await expect(nested).rejects.toThrow(WaitingTransactionError);
  });

  it('lets nothing through of a transaction that waits for something else, whenever that comes', async () => {
    if (db.kind !== 'sqlite') return;
    let come = () => {};
    const came = new Promise<void>((resolve) => {
      come = resolve;
    });
    const waits = db.transaction({}, async (tx) => {
      await insertTickets(tx, db, 'early');
      await came;
      await insertTickets(tx, db, 'late');
    });
    await expect(waits).rejects.toThrow(WaitingTransactionError);
    come();
    await pause(5);
    expect(await find(db.read, 'early')).toBeUndefined();
    expect(await find(db.read, 'late')).toBeUndefined();
  });

  it('lets work started inside a transaction open its own once that one ended', async () => {
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    let later: Promise<void> | undefined;
    await db.transaction({}, async () => {
      later = ended.then(() => open('later'));
    });
    end();
    await later;
    expect(await find(db.read, 'later')).toBeDefined();
  });

  it('leaves readers a connection while many writers wait', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        db.transaction({ lock: ['all'] }, async (tx) => {
          await insertTickets(tx, db, `t${i}`);
          await find(db.read, `t${i}`);
        }),
      ),
    );
    expect(await db.read.$count(db.tables.tickets)).toBe(40);
  });

  it('keeps two processes apart', async () => {
    const other = test.reopen();
    await startCounter();
    await Promise.all([db, other, db, other].map((on) => increment(on, 50)));
    await other.close();
    expect(await db.read.select().from(db.tables.counters)).toEqual([{ name: 'n', value: 4 }]);
  });

  it('lets the next transaction run after a failed one', async () => {
    await expect(db.transaction({}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await open('a');
    expect(await find(db.read, 'a')).toBeDefined();
  });

  it('makes a handle useless once its transaction ended', async () => {
    let leaked: Transaction | undefined;
    await db.transaction({}, async (tx) => {
      leaked = tx;
    });
    expect(() => leaked!.select()).toThrow('revoked');
  });
});
