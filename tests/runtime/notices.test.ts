import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { takeDeliveries } from '../../src/runtime/deliveries.ts';
import { post, type Posting } from '../../src/runtime/outbox.ts';
import { createSender } from '../../src/runtime/sender.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { fakePlatform, log, place, postAll, posting, standingClock } from './setting.ts';

onEachDatabase('notices', (create) => {
  let test: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    test = await create();
    db = test.db;
  });
  afterEach(async () => {
    await db.transaction({}, async (tx) => {
      await tx.delete(db.tables.outbox);
    });
  });
  afterAll(() => test.drop());

  const notice = (text: string, more: Partial<Posting> = {}) => posting(text, { notice: true, ...more });
  const rows = () => db.read.select().from(db.tables.outbox).orderBy(db.tables.outbox.id);
  const texts = async () => (await rows()).map(({ body }) => body?.text);

  it('become few messages where nothing may be sent; none is lost, and their order stays', async () => {
    const now = standingClock();
    const { platform, calls } = fakePlatform(now);
    let wait = 60_000;
    const sender = createSender({
      db,
      platforms: new Map([['web', { ...platform, admit: () => wait }]]),
      owner: 'one',
      now,
      log,
      pollMs: 3_600_000,
    });
    sender.start();
    const said = Array.from(
      { length: 100 },
      (_, i) => `#IT-2026-${String(i).padStart(6, '0')} has been claimed by Lin`,
    );
    for (const text of said) await postAll(db, [notice(text)], now());
    await sender.idle();
    expect((await rows()).length).toBeLessThan(5);
    expect(calls).toEqual([]);
    now.advance(wait);
    wait = 0;
    await sender.idle();
    await sender.stop(1_000);
    expect(calls.flatMap(({ text }) => text!.split('\n\n'))).toEqual(said);
    expect(calls.every(({ text }) => text!.length <= 3_000)).toBe(true);
  });

  it('are joined within one commit as well, and keep the first one’s ticket', async () => {
    await postAll(db, [notice('a', { ticketId: 't1' }), notice('b', { ticketId: 't2' })]);
    expect(await rows()).toMatchObject([{ body: { text: 'a\n\nb' }, ticketId: 't1', notice: true }]);
  });

  it('never overtake what was said after them', async () => {
    await postAll(db, [notice('a'), posting('words'), notice('b')]);
    await postAll(db, [notice('c')]);
    await postAll(db, [posting('more words')]);
    await postAll(db, [notice('d')]);
    expect(await texts()).toEqual(['a', 'words', 'b\n\nc', 'more words', 'd']);
  });

  it('stay alone where they are more than a remark, or go elsewhere', async () => {
    const alone: Posting[] = [
      notice('named', { ref: 'r' }),
      notice('told of', { carries: 'm' }),
      notice('private', { op: 'private', privateTo: 'bob' }),
      notice('', { message: { text: 'pressed', buttons: [{ id: 'a', label: 'A', value: '1' }] } }),
      notice('', { message: { text: 'card', card: { title: 'x', fields: [] } } }),
      notice('in a thread', { threadRef: 'card' }),
      notice('there', { place: { ...place, thread: 'm9' } }),
    ];
    for (const one of alone) {
      await postAll(db, [notice('before')]);
      await postAll(db, [one, notice('after', { lane: one.lane })]);
      expect(await rows()).toHaveLength(3);
      await db.transaction({}, async (tx) => {
        await tx.delete(db.tables.outbox);
      });
    }
  });

  it('are joined in a thread too, and nowhere near 3,000 characters', async () => {
    const long = 'x'.repeat(2_000);
    await postAll(db, [notice(long, { threadRef: 'card' }), notice('b', { threadRef: 'card' })]);
    await postAll(db, [notice(long, { threadRef: 'card' })]);
    expect((await texts()).map((text) => text!.length)).toEqual([2_003, 2_000]);
  });

  it('leave alone what is in flight or was tried already', async () => {
    await postAll(db, [notice('a')]);
    await takeDeliveries(db, { owner: 'one', now: 1, leaseMs: 1_000, limit: 1, busyLanes: [] });
    await postAll(db, [notice('b')]);
    expect(await texts()).toEqual(['a', 'b']);
    await db.transaction({}, async (tx) => {
      await tx.update(db.tables.outbox).set({ attempts: 1, leaseOwner: null });
    });
    await postAll(db, [notice('c')]);
    expect(await texts()).toEqual(['a', 'b', 'c']);
  });

  it('are all there when two commit at once', async () => {
    await postAll(db, [notice('0')]);
    const said = Array.from({ length: 8 }, (_, i) => `n${i}`);
    await Promise.all(said.map((text) => postAll(db, [notice(text)])));
    const all = (await texts()).flatMap((text) => text!.split('\n\n'));
    expect(all.toSorted()).toEqual(['0', ...said].toSorted());
  });

  it('leave the order of everything that is said as it was, whatever it is', async () => {
    const kinds = fc.constantFrom('notice', 'words', 'other lane') satisfies fc.Arbitrary<string>;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(kinds, { maxLength: 4 }), { maxLength: 6 }), async (commits) => {
        let n = 0;
        const said: string[] = [];
        for (const commit of commits) {
          const postings = commit.map((kind) => {
            const text = `${kind} ${n++}`;
            if (kind !== 'other lane') said.push(text);
            if (kind === 'other lane') return notice(text, { lane: 'bob' });
            return kind === 'notice' ? notice(text) : posting(text);
          });
          await postAll(db, postings);
        }
        const lane = (await rows()).filter((row) => row.lane === 'ann');
        expect(lane.flatMap(({ body }) => body!.text.split('\n\n'))).toEqual(said);
        await db.transaction({}, async (tx) => {
          await tx.delete(db.tables.outbox);
        });
      }),
      { numRuns: 15 },
    );
  });

  it('cost others nothing: what is no notice asks the database nothing more', async () => {
    await db.transaction({}, async (tx) => {
      const asked = new Proxy(tx, {
        get(target, method, receiver) {
          expect(method).not.toBe('select');
          return Reflect.get(target, method, receiver) as unknown;
        },
      });
      await post(asked, db.tables, [posting('a'), posting('b')], 0);
    });
    expect(await texts()).toEqual(['a', 'b']);
  });
});
