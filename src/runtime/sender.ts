import type { Logger } from 'pino';
import type { OutboundMessage, Platform } from '../platforms/platform.ts';
import type { Database, Transaction } from '../store/database.ts';
import { causedBy } from './cause.ts';
import { deliver, isRepeatable, REFUSED_FOR_GOOD_MS, type Outcome } from './deliver.ts';
import {
  bookDelivery,
  bookSent,
  giveBackDeliveries,
  holdDeliveries,
  takeDeliveries,
  uncertainReason,
  type Away,
  type Delivery,
  type OutboxRow,
} from './deliveries.ts';
import { keepTrying } from './keep-trying.ts';
import { LEASE_MS, LeaseLostError } from './lease.ts';
import { withoutFiles } from './undelivered-files.ts';
import { stopwatch, type Observer, type SendOutcome } from './observer.ts';
import { createPacing } from './pacing.ts';
import { noProbe, type Probe } from './probe.ts';
import { createPump, type Loop } from './pump.ts';

/** With the pauses between them they cover an outage of half an hour. */
const MOST_ATTEMPTS = 45;
const FIRST_BACKOFF_MS = 1_000;
const BACKOFF_GROWTH = 3;
/** With jitter less than a minute: so soon after an outage everything is on its way again (G10). */
const LONGEST_BACKOFF_MS = 45_000;
const MOST_ALARMS = 100;
/** So often `onDead` and `onSettled` are tried; after that the row is booked without them. */
const MOST_WORDS = 3;

export interface SenderOptions {
  db: Database;
  platforms: ReadonlyMap<string, Platform>;
  /** Unique for each start of each process. */
  owner: string;
  now: () => number;
  log: Logger;
  probe?: Probe | undefined;
  observer?: Observer | undefined;
  /** Runs in the transaction that gives a row up: people must see it. */
  onDead?: ((tx: Transaction, row: OutboxRow) => Promise<void>) | undefined;
  /**
   * Runs in the transaction that books a row with `carries`, or one that a person has had tried again, as sent,
   * unknown or dead (then after `onDead`). What it posts is sent at once.
   */
  onSettled?: ((tx: Transaction, row: OutboxRow) => Promise<void>) | undefined;
  /** Puts in what may be in no row, such as a one-time link. Throws a DeliveryError where it can't be had. */
  complete?: ((row: OutboxRow) => Promise<OutboundMessage | null>) | undefined;
  concurrency?: number | undefined;
  pollMs?: number | undefined;
  /** 0 ≤ x < 1, for jitter. */
  random?: (() => number) | undefined;
}

type Booking = Omit<Parameters<typeof bookDelivery>[2], 'id' | 'owner'>;

/** Sends what is in the outbox: in order within a lane, many lanes at once, and books what became of it. */
export function createSender(options: SenderOptions): Loop {
  const { db, platforms, owner, now, log, onDead, onSettled, complete, observer } = options;
  const { concurrency = 64, pollMs = 1_000, probe = noProbe, random = Math.random } = options;
  const pace = createPacing(now);
  let alarms = 0;

  async function send(delivery: Delivery, signal: AbortSignal): Promise<void> {
    const { row } = delivery;
    const platform = platforms.get(row.place.platform);
    const repeatable = isRepeatable(row, platform);
    const elapsed = stopwatch();
    let booking: Booking;
    if (delivery.exhausted && !repeatable) {
      booking = { state: 'unknown' };
    } else {
      probe('before-send');
      const outcome = await deliver({ ...delivery, complete }, platform, now());
      probe('after-send');
      booking = bookingOf(delivery, { outcome, repeatable });
    }
    const ms = elapsed();
    const seen = { row: row.id, event: row.eventId, op: row.op, platform: row.place.platform, ms };
    observer?.sent?.({ platform: row.place.platform, outcome: outcomeOf(booking), ms });
    if (booking.error) {
      log.warn({ ...seen, ...summary(booking) }, 'not sent');
    }
    const booked = await book(row, { booking, signal });
    if (booked && booking.state === 'sent') log.info({ ...seen, attempts: row.attempts + 1 }, 'sent');
    if (booking.notBefore !== undefined) setAlarm(booking.notBefore);
  }

  /** Short waits end in time, not at the next poll. */
  function setAlarm(at: number): void {
    const ms = at - now();
    if (ms >= pollMs || alarms >= MOST_ALARMS) return;
    alarms++;
    setTimeout(() => {
      alarms--;
      // Node counts from when its loop last looked at the clock, so a timer can ring before its time by ours.
      if (now() < at) setAlarm(at);
      else pump.wake();
    }, ms).unref();
  }

  function bookingOf(
    { row, uncertain }: Delivery,
    { outcome, repeatable }: { outcome: Outcome; repeatable: boolean },
  ): Booking {
    const inDoubt = uncertain && !repeatable;
    switch (outcome.fate) {
      case 'wait':
        return { notBefore: now() + Math.ceil(outcome.queue ? pace(outcome.queue, outcome.ms) : outcome.ms) };
      case 'sent':
        return {
          state: inDoubt || outcome.perhapsTwice ? 'unknown' : 'sent',
          messageId: outcome.messageId ?? null,
          sentAt: now(),
          attempts: row.attempts + 1,
          ...withoutFiles(outcome.lostFiles),
        };
      case 'permanent':
        return {
          state: 'dead',
          attempts: row.attempts + 1,
          error: uncertain ? uncertainReason(outcome.reason) : outcome.reason,
        };
      case 'unknown':
        if (inDoubt) {
          return { state: 'unknown', attempts: row.attempts + 1, error: uncertainReason(outcome.reason) };
        }
        return later(row, { reason: uncertainReason(outcome.reason) });
      case 'transient':
        // Once in doubt, always: the next try must know that it may be the second.
        return later(row, {
          reason: uncertain ? uncertainReason(outcome.reason) : outcome.reason,
          retryAfterMs: outcome.retryAfterMs,
        });
    }
  }

  function later(row: OutboxRow, failed: { reason: string; retryAfterMs?: number | undefined }): Booking {
    const attempts = row.attempts + 1;
    if (attempts >= MOST_ATTEMPTS) return { state: 'dead', attempts, error: failed.reason };
    const backoff = Math.min(FIRST_BACKOFF_MS * BACKOFF_GROWTH ** row.attempts, LONGEST_BACKOFF_MS);
    // Jitter only makes a wait longer: never before the platform said.
    const wait = Math.max(failed.retryAfterMs ?? 0, backoff) * (1 + random() / 4);
    return { attempts, notBefore: now() + Math.ceil(wait), error: failed.reason };
  }

  function write(tx: Transaction, id: number, booking: Booking): Promise<void> {
    if (booking.state !== 'sent' || booking.error)
      return bookDelivery(tx, db.tables, { id, owner, ...booking });
    return bookSent(tx, db.tables, { id, owner, messageId: booking.messageId ?? null, now: now() });
  }

  async function tell(tx: Transaction, row: OutboxRow, booking: Booking): Promise<void> {
    const { state = 'pending' } = booking;
    if (state === 'dead') await onDead?.(tx, { ...row, ...booking });
    if (state !== 'pending' && (row.carries !== null || row.retriedAt !== null))
      await onSettled?.(tx, { ...row, ...booking });
  }

  async function book(
    row: OutboxRow,
    { booking, signal }: { booking: Booking; signal: AbortSignal },
  ): Promise<boolean> {
    try {
      await keepTrying({ log, signal }, (failures) =>
        db.transaction({}, async (tx) => {
          if (row.eventId !== null) causedBy(tx, row.eventId);
          await write(tx, row.id, booking);
          if (failures < MOST_WORDS) await tell(tx, row, booking);
          probe('before-receipt');
        }),
      );
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error;
      observer?.leaseLost?.('sender');
      log.warn({ row: row.id }, 'lease lost while sending; another may send it again');
      return false;
    }
    probe('after-receipt');
    return true;
  }

  const pump = createPump<Delivery>({
    async take(limit, lanes) {
      // On PostgreSQL an older row of a lane can become visible while a younger one is being sent.
      const busyLanes = db.kind === 'postgres' ? lanes : [];
      const taken = await takeDeliveries(db, {
        owner,
        now: now(),
        leaseMs: LEASE_MS,
        limit,
        busyLanes,
        away: awayFrom(platforms, now()),
      });
      if (taken.length > 0) probe('after-take-send');
      return taken;
    },
    run: send,
    renew: (ids) => holdDeliveries(db, { ids, owner, leaseUntil: now() + LEASE_MS }),
    giveBack: (ids) => giveBackDeliveries(db, { ids, owner }),
    abandon: (ids) => holdDeliveries(db, { ids, owner, leaseUntil: now() }),
    concurrency,
    pollMs,
    log,
  });
  return pump;
}

/** Whose rows are left alone: a platform without connection is not worth a try, and none of its rows is spent. */
function awayFrom(platforms: ReadonlyMap<string, Platform>, now: number): Away | undefined {
  const away: Away = { silent: [], refused: [], overdue: now - REFUSED_FOR_GOOD_MS };
  for (const platform of platforms.values()) {
    const { state } = platform.health();
    if (state === 'refused') away.refused.push(platform.name);
    else if (state !== 'connected') away.silent.push(platform.name);
  }
  return away.silent.length + away.refused.length > 0 ? away : undefined;
}

function outcomeOf({ state, attempts }: Booking): SendOutcome {
  if (state === 'sent' || state === 'unknown' || state === 'dead') return state;
  return attempts === undefined ? 'wait' : 'again';
}

function summary({ state = 'pending', attempts, notBefore }: Booking) {
  return { state, attempts, notBefore };
}
