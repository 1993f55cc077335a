import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DeliveryError, type Platform } from '../../src/platforms/platform.ts';
import { filesMissing } from '../../src/runtime/undelivered-files.ts';
import { expireDeliveries, takeDeliveries } from '../../src/runtime/deliveries.ts';
import { messageTarget, post, type Posting } from '../../src/runtime/outbox.ts';
import type { Loop } from '../../src/runtime/pump.ts';
import { createSender, type SenderOptions } from '../../src/runtime/sender.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { fakePlatform, gate, log, place, postAll, posting, standingClock } from './setting.ts';

onEachDatabase('the sender', (create) => {
  let test: TestDatabase;
  let db: Database;
  let now: ReturnType<typeof standingClock>;
  let senders: Loop[];

  beforeEach(async () => {
    test = await create();
    db = test.db;
    now = standingClock();
    senders = [];
  });
  afterEach(async () => {
    await Promise.all(senders.map((sender) => sender.stop(1_000)));
    await test.drop();
  });

  const start = (platform: Platform, more: Partial<SenderOptions> = {}) => {
    const sender = createSender({
      db,
      platforms: new Map([['web', platform]]),
      owner: 'one',
      now,
      log,
      pollMs: 3_600_000,
      random: () => 0,
      ...more,
    });
    senders.push(sender);
    sender.start();
    return sender;
  };
  const postNow = (...postings: Posting[]) => postAll(db, postings, now());
  const rows = () => db.read.select().from(db.tables.outbox).orderBy(db.tables.outbox.id);
  const states = async () => (await rows()).map(({ state }) => state);

  it('sends a lane in the order of posting and books the receipts', async () => {
    await postNow(posting('1'), posting('2'));
    await postNow(posting('3'));
    const { platform, texts } = fakePlatform(now);
    await start(platform).idle();
    expect(texts()).toEqual(['1', '2', '3']);
    expect(await rows()).toMatchObject([
      { state: 'sent', messageId: 'm1', attempts: 1, sentAt: now(), leaseOwner: null },
      { state: 'sent', messageId: 'm2' },
      { state: 'sent', messageId: 'm3' },
    ]);
  });

  it('sends other lanes while one waits for its platform', async () => {
    await postNow(posting('slow'), posting('after'), posting('other', { lane: 'bob' }));
    const held = gate();
    const other = gate();
    const { platform, texts } = fakePlatform(now, ({ text }) => {
      if (text === 'other') other.open();
      return text === 'slow' ? held.opened : undefined;
    });
    const sender = start(platform);
    await other.opened;
    expect(texts()).toEqual(['slow', 'other']);
    held.open();
    await sender.idle();
    expect(texts()).toEqual(['slow', 'other', 'after']);
  });

  it('tries again after a passing failure with the same key, and never before Retry-After', async () => {
    await postNow(posting('1'), posting('2'));
    const { platform, calls } = fakePlatform(now, (_call, n) =>
      n === 1 ? new DeliveryError('transient', 'rate limited', { retryAfterMs: 30_000 }) : undefined,
    );
    const sender = start(platform);
    const began = now();
    await sender.idle();
    now.advance(29_999);
    await sender.idle();
    expect(calls).toHaveLength(1);
    now.advance(1);
    await sender.idle();
    expect(calls.map(({ text, at }) => [text, at - began])).toEqual([
      ['1', 0],
      ['1', 30_000],
      ['2', 30_000],
    ]);
    expect(calls[1]!.key).toBe(calls[0]!.key);
  });

  it('waits as long as a limit says, however often, and counts no try for it', async () => {
    await postNow(posting('1'), posting('2'));
    const { platform, calls } = fakePlatform(now, (_call, n) =>
      n <= 30 ? new DeliveryError('limited', 'too many', { retryAfterMs: 60_000 }) : undefined,
    );
    const sender = start(platform);
    for (let i = 0; i < 32; i++) {
      await sender.idle();
      now.advance(61_000);
    }
    const first = calls.slice(0, 31).map(({ at }) => at);
    expect(first.slice(1).every((at, i) => at - first[i]! >= 60_000)).toBe(true);
    expect(await rows()).toMatchObject([
      { state: 'sent', attempts: 1 },
      { state: 'sent', attempts: 1 },
    ]);
  });

  it('gives up on a limit that never ends', async () => {
    await postNow(posting('1'));
    const { platform } = fakePlatform(now, () => new DeliveryError('limited', 'x', { retryAfterMs: 60_000 }));
    const sender = start(platform);
    for (let i = 0; i < 12; i++) {
      await sender.idle();
      now.advance(3_600_000);
    }
    for (let i = 0; i < 50; i++) {
      await sender.idle();
      now.advance(2 * 60_000);
    }
    expect(await states()).toEqual(['dead']);
  });

  it('gives up after half an hour of passing failures, and tries at least once a minute till then', async () => {
    await postNow(posting('1'), posting('2'));
    const { platform, calls } = fakePlatform(now, ({ text }) =>
      text === '1' ? new DeliveryError('transient', 'no') : undefined,
    );
    const sender = start(platform);
    const began = now();
    for (let quarters = 0; quarters < 50 * 4; quarters++) {
      await sender.idle();
      now.advance(15_000);
    }
    const tries = calls.filter(({ text }) => text === '1').map(({ at }) => at - began);
    expect(tries.at(-1)).toBeGreaterThan(30 * 60_000);
    const pauses = tries.slice(1).map((at, n) => at - tries[n]!);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(60_000);
    expect(await states()).toEqual(['dead', 'sent']);
  });

  it('gives up at once what can never be sent, tells, and goes on with the lane', async () => {
    await postNow(posting('1', { ticketId: 't' }), posting('2'));
    const { platform, texts } = fakePlatform(now, ({ text }) =>
      text === '1' ? new DeliveryError('permanent', 'channel is gone') : undefined,
    );
    const sender = start(platform, {
      onDead: async (tx, row) => {
        const told = posting(`not delivered: ${row.ticketId} ${row.error} ${row.state}`, { lane: 'desk' });
        await post(tx, db.tables, [told], now());
      },
    });
    await sender.idle();
    expect(new Set(texts())).toEqual(new Set(['1', '2', 'not delivered: t channel is gone dead']));
    expect(await rows()).toMatchObject([
      { state: 'dead', error: 'channel is gone' },
      { state: 'sent' },
      { state: 'sent' },
    ]);
  });

  it('lets a row die also when telling fails, and writes nothing of the telling', async () => {
    await postNow(posting('1'));
    const { platform } = fakePlatform(now, () => new DeliveryError('permanent', 'gone'));
    const sender = start(platform, {
      onDead: async (tx) => {
        await tx.insert(db.tables.counters).values({ name: 'told', value: 1 });
        throw new Error('no');
      },
    });
    await sender.idle();
    expect(await states()).toEqual(['dead']);
    expect(await db.read.$count(db.tables.counters)).toBe(0);
  });

  it('repeats once what may have arrived, with the same key, and then leaves it as unknown', async () => {
    await postNow(posting('1'), posting('2'));
    const { platform, calls } = fakePlatform(now, ({ text }) =>
      text === '1' ? new Error('socket hang up') : undefined,
    );
    const sender = start(platform);
    for (let i = 0; i < 4; i++) {
      await sender.idle();
      now.advance(10_000);
    }
    expect(calls.map(({ text }) => text)).toEqual(['1', '1', '2']);
    expect(calls[1]!.key).toBe(calls[0]!.key);
    expect(await rows()).toMatchObject([{ state: 'unknown', messageId: null }, { state: 'sent' }]);
  });

  it('calls a repeat that succeeds unknown where it may be the second, and keeps its id', async () => {
    await postNow(posting('1'));
    const { platform } = fakePlatform(now, (_call, n) =>
      n === 1 ? new DeliveryError('unknown', 'timeout') : undefined,
    );
    const sender = start(platform);
    await sender.idle();
    now.advance(10_000);
    await sender.idle();
    expect(await rows()).toMatchObject([{ state: 'unknown', messageId: 'm2', attempts: 2 }]);
  });

  it('calls unknown what a platform sent again without being able to look', async () => {
    await postNow(posting('1'));
    const { platform } = fakePlatform(now);
    const blind = async () => ({ messageId: 'm', perhapsTwice: true as const });
    await start({ ...platform, looksUp: true, send: blind }).idle();
    expect(await rows()).toMatchObject([{ state: 'unknown', messageId: 'm' }]);
  });

  it('keeps with a row which of its files were refused', async () => {
    await postNow(posting('1'));
    const { platform } = fakePlatform(now);
    const send = async () => ({ messageId: 'm', lostFiles: ['a, b.pdf', 'c.pdf'] });
    await start({ ...platform, send }).idle();
    const [row] = await rows();
    expect(row).toMatchObject({ state: 'sent', messageId: 'm' });
    expect(filesMissing(row?.error)).toEqual(['a, b.pdf', 'c.pdf']);
  });

  it('stays in doubt when a passing failure comes between', async () => {
    await postNow(posting('1'));
    const { platform } = fakePlatform(now, (_call, n) => {
      if (n === 1) return new DeliveryError('unknown', 'timeout');
      return n === 2 ? new DeliveryError('transient', 'busy') : undefined;
    });
    const sender = start(platform);
    for (let i = 0; i < 3; i++) {
      await sender.idle();
      now.advance(10_000);
    }
    expect(await rows()).toMatchObject([{ state: 'unknown', messageId: 'm3', attempts: 3 }]);
  });

  it('repeats without doubt where the platform refuses repeats, or where twice is as once', async () => {
    await postNow(posting('1', { ref: 'card' }), posting('2', { op: 'edit', target: 'card' }));
    let failing = 2;
    const { platform, calls } = fakePlatform(now, () =>
      failing-- > 0 ? new DeliveryError('unknown', 'timeout') : undefined,
    );
    const sender = start({ ...platform, idempotent: true });
    for (let i = 0; i < 3; i++) {
      await sender.idle();
      now.advance(10_000);
    }
    expect(calls.map(({ op }) => op)).toEqual(['send', 'send', 'send', 'edit']);
    expect(await states()).toEqual(['sent', 'sent']);
  });

  it('shows an answer for one alone at most twice, also where the rest can be looked up', async () => {
    await postNow(posting('1', { op: 'private', privateTo: 'ann' }));
    const { platform, calls } = fakePlatform(now, () => new DeliveryError('unknown', 'timeout'));
    const sender = start({ ...platform, looksUp: true });
    for (let i = 0; i < 4; i++) {
      await sender.idle();
      now.advance(10_000);
    }
    expect(calls).toHaveLength(2);
    expect(await states()).toEqual(['unknown']);
  });

  it('looks for what was in flight only once it must have arrived', async () => {
    await postNow(posting('1'));
    const crashed = { owner: 'dead', now: now(), leaseMs: 30_000, limit: 10, busyLanes: [] };
    await takeDeliveries(db, crashed);
    const { platform, calls } = fakePlatform(now);
    const sender = start({ ...platform, looksUp: true });
    await expireDeliveries(db, { platforms: ['web'], until: now() + 10_000 });
    now.advance(9_999);
    await sender.idle();
    expect(calls).toEqual([]);
    now.advance(1);
    await sender.idle();
    expect(calls).toMatchObject([{ again: true }]);
  });

  it('repeats once what was in flight when the process died', async () => {
    await postNow(posting('1'));
    const crashed = { owner: 'dead', now: now(), leaseMs: 30_000, limit: 10, busyLanes: [] };
    expect(await takeDeliveries(db, crashed)).toHaveLength(1);
    const { platform, calls } = fakePlatform(now);
    const sender = start(platform);
    await sender.idle();
    expect(calls).toEqual([]);
    await expireDeliveries(db);
    await sender.idle();
    expect(calls).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'unknown', messageId: 'm1' }]);
  });

  it('leaves it as unknown when the process died a second time over the same row', async () => {
    await postNow(posting('1'), posting('2'));
    const lease = { now: now(), leaseMs: 30_000, limit: 10, busyLanes: [] };
    await takeDeliveries(db, { ...lease, owner: 'dead' });
    await expireDeliveries(db);
    await takeDeliveries(db, { ...lease, owner: 'dead too' });
    await expireDeliveries(db);
    const { platform, texts } = fakePlatform(now);
    await start(platform).idle();
    expect(texts()).toEqual(['2']);
    expect(await rows()).toMatchObject([
      { state: 'unknown', error: 'unknown: the sender ended while sending' },
      { state: 'sent' },
    ]);
  });

  it('lets the receipt of one who was slow, and lost the row meanwhile, take no effect', async () => {
    await postNow(posting('1'));
    const held = gate();
    const sending = gate();
    const slow = fakePlatform(now, () => {
      sending.open();
      return held.opened;
    });
    const old = start(slow.platform);
    await sending.opened;
    now.advance(31_000);
    const { platform } = fakePlatform(now);
    await start(platform, { owner: 'two' }).idle();
    const before = await rows();
    now.advance(1);
    held.open();
    await old.idle();
    expect(await rows()).toEqual(before);
  });

  it('writes into the thread of an earlier message, edits it, reacts to it and recalls it', async () => {
    await postNow(
      posting('card', { ref: 'card' }),
      posting('in thread', { threadRef: 'card' }),
      posting('card 2', { op: 'edit', target: 'card' }),
      posting('', { op: 'react', target: 'card', reaction: 'ok', message: undefined }),
      posting('', { op: 'react', target: messageTarget('x9'), reaction: 'eyes', message: undefined }),
      posting('', { op: 'recall', target: 'card', message: undefined }),
      posting('only you', { op: 'private', privateTo: 'bob' }),
    );
    const { platform, calls } = fakePlatform(now);
    await start(platform).idle();
    const at = now();
    const key = expect.any(String);
    expect(calls).toEqual([
      { op: 'send', to: place, text: 'card', key, at },
      { op: 'send', to: { ...place, thread: 'm1' }, text: 'in thread', key, at },
      { op: 'edit', to: place, messageId: 'm1', text: 'card 2', at },
      { op: 'react', to: place, messageId: 'm1', text: 'ok', at },
      { op: 'react', to: place, messageId: 'x9', text: 'eyes', at },
      { op: 'recall', to: place, messageId: 'm1', at },
      { op: 'private', to: place, messageId: 'bob', text: 'only you', key, at },
    ]);
  });

  it('does silently what the platform cannot do, and answers openly where it cannot whisper', async () => {
    await postNow(
      posting('card', { ref: 'card' }),
      posting('card 2', { op: 'edit', target: 'card' }),
      posting('', { op: 'react', target: 'card', reaction: 'ok' }),
      posting('only you', { op: 'private', privateTo: 'bob' }),
    );
    const { platform, calls } = fakePlatform(now);
    for (const method of ['edit', 'react', 'sendPrivately'] as const) delete platform[method];
    await start(platform).idle();
    expect(calls.map(({ op, text }) => `${op} ${text}`)).toEqual(['send card', 'send only you']);
    expect(await states()).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  it('waits for the message of another lane that it belongs to', async () => {
    const failing = new DeliveryError('transient', 'busy', { retryAfterMs: 5_000 });
    await postNow(posting('root', { lane: 'desk', ref: 'root' }), posting('reply', { threadRef: 'root' }));
    const { platform, calls } = fakePlatform(now, (_call, n) => (n === 1 ? failing : undefined));
    const sender = start(platform);
    await sender.idle();
    now.advance(1_000);
    await sender.idle();
    expect(calls.map(({ text }) => text)).toEqual(['root']);
    now.advance(5_000);
    await sender.idle();
    now.advance(1_000);
    await sender.idle();
    expect(calls.map(({ text }) => text)).toEqual(['root', 'root', 'reply']);
    expect((await rows())[1]).toMatchObject({ state: 'sent', attempts: 1 });
  });

  it('lets a message die with the one it belongs to', async () => {
    await postNow(
      posting('root', { ref: 'root' }),
      posting('reply', { threadRef: 'root' }),
      posting('edited', { op: 'edit', target: 'never posted' }),
      posting('next'),
    );
    const { platform, texts } = fakePlatform(now, ({ text }) =>
      text === 'root' ? new DeliveryError('permanent', 'gone') : undefined,
    );
    await start(platform).idle();
    expect(texts()).toEqual(['root', 'next']);
    expect(await states()).toEqual(['dead', 'dead', 'dead', 'sent']);
    expect((await rows())[1]!.error).toBe('the message it belongs to was never sent (root)');
  });

  it('sends only the latest of the edits that wait', async () => {
    await postNow(posting('card', { ref: 'card' }), posting('other', { ref: 'other' }));
    const edit = (text: string, target = 'card') => posting(text, { op: 'edit', target });
    await postNow(edit('v1'), edit('v2'), edit('o1', 'other'));
    await postNow(edit('v3'));
    const { platform, texts } = fakePlatform(now);
    await start(platform).idle();
    expect(texts()).toEqual(['card', 'other', 'v3', 'o1']);
  });

  it('does not touch an edit that is in flight or was tried already', async () => {
    await postNow(posting('card', { ref: 'card' }));
    const { platform, texts } = fakePlatform(now, ({ text }) =>
      text === 'v1' ? new DeliveryError('transient', 'busy') : undefined,
    );
    const sender = start(platform);
    await sender.idle();
    await postNow(posting('v1', { op: 'edit', target: 'card' }));
    await sender.idle();
    await postNow(posting('v2', { op: 'edit', target: 'card' }));
    const [, first, second] = await rows();
    expect([first!.body!.text, second!.body!.text]).toEqual(['v1', 'v2']);
    expect(texts()).toEqual(['card', 'v1']);
  });

  it('waits for a platform that is not running', async () => {
    await postNow(posting('1', { place: { ...place, platform: 'slack' } }));
    const { platform } = fakePlatform(now);
    await start(platform).idle();
    expect(await rows()).toMatchObject([
      { state: 'pending', attempts: 1, error: 'no platform slack is running' },
    ]);
  });

  it('stops within its time; what was in flight then is known to be in doubt', async () => {
    await postNow(posting('1'), posting('2'));
    const sending = gate();
    const never = gate();
    const { platform } = fakePlatform(now, () => {
      sending.open();
      return never.opened;
    });
    const sender = start(platform);
    await sending.opened;
    const began = Date.now();
    await sender.stop(50);
    expect(Date.now() - began).toBeLessThan(2_000);
    const next = fakePlatform(now);
    await start(next.platform, { owner: 'two' }).idle();
    expect(next.texts()).toEqual(['1', '2']);
    expect(await states()).toEqual(['unknown', 'sent']);
    never.open();
  });

  it('books a receipt as soon as the database is back, without sending again', async () => {
    await postNow(posting('1'));
    let failures = 0;
    const flaky: Database = Object.assign(Object.create(db) as Database, {
      transaction: async (...args: Parameters<Database['transaction']>) => {
        if (failures-- > 0) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
        return db.transaction(...args);
      },
    });
    const { platform, calls } = fakePlatform(now, () => {
      failures = 2;
      return undefined;
    });
    await start(platform, { db: flaky }).idle();
    expect(calls).toHaveLength(1);
    expect(await states()).toEqual(['sent']);
  });

  it('gives each posting a key of its own', async () => {
    await postNow(...Array.from({ length: 20 }, (_, i) => posting(`${i}`)));
    const keys = (await rows()).map(({ key }) => key);
    expect(new Set(keys).size).toBe(20);
    const { outbox } = db.tables;
    expect(await db.read.$count(outbox, eq(outbox.state, 'pending'))).toBe(20);
  });
});
