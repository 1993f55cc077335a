import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { InboundEvent, Place } from '../../src/platforms/platform.ts';
import { acceptEvent } from '../../src/runtime/inbox.ts';
import { missedSince } from '../../src/runtime/missed.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { message } from './setting.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NOW = Date.UTC(2026, 2, 10);

onEachDatabase('what may have been missed', (create) => {
  let test: TestDatabase;
  let db: Database;
  let n = 0;

  beforeAll(async () => {
    test = await create();
    db = test.db;
  });
  afterEach(async () => {
    await db.transaction({}, async (tx) => {
      await tx.delete(db.tables.inbox);
      await tx.delete(db.tables.inboxKeys);
    });
  });
  afterAll(() => test.drop());

  const event = (platform: string, channel: string, kind: 'direct' | 'channel' = 'direct'): InboundEvent => ({
    ...message(`k${n++}`),
    platform,
    place: { platform, tenant: 'demo', channel, kind, thread: 't1' },
  });
  const received = (ago: number, what: InboundEvent) =>
    acceptEvent(db, what, { lane: `lane ${what.place.channel}`, now: NOW - ago });
  const missed = (platform = 'slack', also: Place[] = []) => missedSince(db, { platform, now: NOW, also });
  const since = async () => NOW - (await missed()).since;

  it('is what came after the last event of the platform, and a minute for what came out of order', async () => {
    await received(50 * MINUTE, event('slack', 'D1'));
    await received(20 * MINUTE, event('slack', 'D1'));
    await received(5 * MINUTE, event('wecom', 'ann'));
    expect(await since()).toBe(21 * MINUTE);
  });

  it('is not hidden by what the new connection has brought already', async () => {
    await received(20 * MINUTE, event('slack', 'D1'));
    await received(30_000, event('slack', 'D1'));
    expect(await since()).toBe(21 * MINUTE);
  });

  it('is what came in ten minutes where there never was an event', async () => {
    await received(20 * MINUTE, event('wecom', 'ann'));
    expect(await since()).toBe(10 * MINUTE);
    await received(0, event('slack', 'D1'));
    expect(await since()).toBe(10 * MINUTE);
  });

  it('never lies more than three days back', async () => {
    await received(30 * DAY, event('slack', 'D1'));
    expect(await since()).toBe(3 * DAY);
  });

  it('is three days where the last event lies far behind those of other platforms', async () => {
    await received(DAY, event('slack', 'D1'));
    await db.transaction({}, async (tx) => {
      await tx.delete(db.tables.inbox);
    });
    expect(await since()).toBe(3 * DAY);
  });

  it('may be in the latest direct chats of the platform, each once, and where the caller says', async () => {
    for (const channel of ['D1', 'D2', 'D1']) await received(MINUTE, event('slack', channel));
    await received(MINUTE, event('slack', 'C1', 'channel'));
    await received(MINUTE, event('wecom', 'ann'));
    const desk: Place = { platform: 'slack', tenant: 'demo', channel: 'C1' };
    const places = (await missed('slack', [desk])).places;
    expect(places).toEqual([
      { platform: 'slack', tenant: 'demo', channel: 'D1' },
      { platform: 'slack', tenant: 'demo', channel: 'D2' },
      desk,
    ]);
  });

  it('is looked for in two hundred chats and in the latest events only', async () => {
    await received(DAY, event('slack', 'too old'));
    const rows = Array.from({ length: 5_000 }, (_, i) => ({
      lane: 'x',
      payload: event('slack', `D${i % 250}`),
      notBefore: 0,
      receivedAt: NOW - DAY,
    }));
    await db.transaction({}, async (tx) => {
      for (let i = 0; i < rows.length; i += 1_000) {
        await tx.insert(db.tables.inbox).values(rows.slice(i, i + 1_000));
      }
    });
    const { places } = await missed();
    expect(places).toHaveLength(200);
    expect(places[0]).toMatchObject({ channel: 'D249' });
  });

  it('passes over timers', async () => {
    await received(20 * MINUTE, event('slack', 'D1'));
    const payload = { kind: 'timer' as const, key: 'k', name: 'n', subject: 's', dueAt: 0 };
    await db.transaction({}, async (tx) => {
      await tx
        .insert(db.tables.inbox)
        .values({ lane: 'x', payload, notBefore: 0, receivedAt: NOW - 2 * MINUTE });
    });
    expect(await since()).toBe(21 * MINUTE);
  });
});
