import type { Logger } from 'pino';
import { DeliveryError } from '../platforms/platform.ts';
import type { Database, Transaction } from '../store/database.ts';
import { StaleError } from '../store/errors.ts';
import { causedBy } from './cause.ts';
import { failure, reasonOf } from './failure.ts';
import {
  buryEvent,
  finishEvent,
  giveBackEvents,
  postponeEvent,
  renewEvents,
  takeEvents,
  type StoredEvent,
} from './inbox.ts';
import { keepTrying } from './keep-trying.ts';
import { LEASE_MS, LeaseLostError } from './lease.ts';
import { stopwatch, type Observer } from './observer.ts';
import { noProbe, type Probe } from './probe.ts';
import { createPump, type Loop } from './pump.ts';

const MOST_ATTEMPTS = 5;
/** While a vendor is down its events wait, up to a quarter of an hour. */
const MOST_ATTEMPTS_IN_OUTAGE = 26;
/** With jitter less than a minute: so soon after an outage everything is worked on again (G10). */
const LONGEST_BACKOFF_MS = 45_000;
const MOST_STALE = 5;
const FIRST_BACKOFF_MS = 1_000;
/** So often the words of `onBuried` are tried; after that the event is buried without them. */
const MOST_WORDS = 3;

/** What thinking about an event came to; takes effect entirely, together with the event's end, or not at all. */
export interface Plan {
  /** What became of the event, e.g. `answered`, `ignored: bot`. */
  result: string;
  /** What `apply` changes, e.g. `ticket:01J…` (see TransactionOptions). */
  lock?: readonly string[] | undefined;
  apply?: ((tx: Transaction) => Promise<void>) | undefined;
}

/** Thinks about one event. No transaction is open, so it may take its time. */
export type Handler = (event: StoredEvent) => Promise<Plan>;

export interface WorkerOptions {
  db: Database;
  handle: Handler;
  /** What else happens when an event is given up. */
  onBuried?: ((event: StoredEvent, error: unknown) => Promise<Plan>) | undefined;
  /** Called after each commit: there may be something to send. */
  onCommitted?: (() => void) | undefined;
  /** Unique for each start of each process. */
  owner: string;
  now: () => number;
  log: Logger;
  concurrency?: number | undefined;
  probe?: Probe | undefined;
  observer?: Observer | undefined;
  pollMs?: number | undefined;
  /** 0 ≤ x < 1, for jitter. */
  random?: (() => number) | undefined;
}

/** Works on the stored events: one at a time of each lane, many lanes at once, one commit an event. */
export function createWorker(options: WorkerOptions): Loop {
  const { db, handle, onBuried, onCommitted, owner, now, log, observer } = options;
  const { concurrency = 64, pollMs = 1_000, probe = noProbe, random = Math.random } = options;
  const { tables } = db;

  async function work(event: StoredEvent, signal: AbortSignal): Promise<void> {
    for (let stale = 0; ; stale++) {
      try {
        return await thinkAndCommit(event);
      } catch (error) {
        if (error instanceof StaleError && stale < MOST_STALE) continue;
        if (error instanceof LeaseLostError) {
          observer?.leaseLost?.('worker');
          log.warn({ event: event.id }, 'lease lost, nothing written');
          return;
        }
        return giveUpOrPostpone(event, { error, signal });
      }
    }
  }

  async function thinkAndCommit(event: StoredEvent): Promise<void> {
    const elapsed = stopwatch();
    probe('before-think');
    const plan = await handle(event);
    probe('after-think');
    await db.transaction({ lock: plan.lock ?? [] }, async (tx) => {
      causedBy(tx, event.id);
      await finishEvent(tx, tables, { id: event.id, owner, result: plan.result, now: now() });
      await plan.apply?.(tx);
      probe('before-commit');
    });
    probe('after-commit');
    const ms = elapsed();
    observer?.handled?.({ kind: event.payload.kind, ms });
    log.info({ event: event.id, ...origin(event), result: plan.result, ms }, 'event done');
    onCommitted?.();
  }

  async function giveUpOrPostpone(
    event: StoredEvent,
    { error, signal }: { error: unknown; signal: AbortSignal },
  ): Promise<void> {
    const attempts = event.attempts + 1;
    const held = { id: event.id, owner, reason: reasonOf(error) };
    log.error({ ...failure(error), event: event.id, attempts }, 'event failed');
    await keepTrying({ log, signal }, async (failures) => {
      if (attempts >= (isOutage(error) ? MOST_ATTEMPTS_IN_OUTAGE : MOST_ATTEMPTS)) {
        return bury(event, { error, held, plan: failures < MOST_WORDS ? onBuried : undefined });
      }
      // Those who failed together don't come back together.
      const notBefore = now() + Math.ceil(pauseAfter(error, event.attempts) * (1 + random() / 4));
      await db.transaction({}, (tx) => postponeEvent(tx, tables, { ...held, notBefore }));
    });
  }

  async function bury(
    event: StoredEvent,
    last: {
      error: unknown;
      held: { id: number; owner: string; reason: string };
      plan: WorkerOptions['onBuried'];
    },
  ): Promise<void> {
    const plan = await last.plan?.(event, last.error);
    await db.transaction({ lock: plan?.lock ?? [] }, async (tx) => {
      causedBy(tx, event.id);
      await buryEvent(tx, tables, { ...last.held, now: now() });
      await plan?.apply?.(tx);
    });
    onCommitted?.();
  }

  return createPump<StoredEvent>({
    async take(limit) {
      const events = await takeEvents(db, { owner, now: now(), leaseMs: LEASE_MS, limit });
      if (events.length > 0) probe('after-take');
      return events;
    },
    run: work,
    renew: (ids) => renewEvents(db, { ids, owner, leaseUntil: now() + LEASE_MS }),
    giveBack: (ids) => giveBackEvents(db, { ids, owner }),
    abandon: (ids) => giveBackEvents(db, { ids, owner }),
    concurrency,
    pollMs,
    log,
  });
}

/** What the log may say of where an event comes from; never what somebody wrote. */
function origin({ payload }: StoredEvent) {
  if (payload.kind === 'timer') return { kind: payload.kind, timer: payload.name };
  return { kind: payload.kind, platform: payload.platform };
}

/** A look-up that the vendor may answer later. */
function isOutage(error: unknown): error is DeliveryError {
  return error instanceof DeliveryError && (error.fate === 'transient' || error.fate === 'limited');
}

function pauseAfter(error: unknown, failures: number): number {
  const asked = isOutage(error) ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(asked, Math.min(FIRST_BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS));
}
