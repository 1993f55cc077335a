import { createHash } from 'node:crypto';
import { and, asc, eq, gt, ne } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Database, Transaction } from '../store/database.ts';
import { notClosed } from '../store/index-conditions.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { DeskPolicy } from '../tickets/desk-policy.ts';
import { eventsOf } from '../tickets/event-chain.ts';
import { slaColumns, type SlaColumns } from '../tickets/sla/columns.ts';
import { historyOf } from '../tickets/sla/history.ts';
import { createTerms } from '../tickets/sla/terms.ts';
import type { SlaWatch } from '../tickets/sla/watch.ts';
import type { StandingJob } from './jobs.ts';

const NAME = 'clock-upkeep';
const BATCH = 100;
const SOON = 50;
const DAY = 24 * 3_600_000;
/** Calendars are compared by the spans of the days around now. */
const DAYS_COMPARED = 400;

export interface ClockUpkeepOptions {
  db: Database;
  policy: DeskPolicy;
  watch: SlaWatch;
  log: Pick<Logger, 'info'>;
}

/**
 * After a change of targets, agreements or calendars the clocks of open tickets are derived anew from their events,
 * in small parts; tickets from before there were clocks get theirs.
 */
export function createClockUpkeep({ db, policy, watch, log }: ClockUpkeepOptions): StandingJob {
  const { tickets, counters } = db.tables;
  const termsOf = createTerms(policy);
  const firstQueue = policy.queues.find(({ line }) => line === 'L1')?.id ?? '';
  let after = '';
  let changed = 0;

  async function fresh(tx: Transaction, ticket: Ticket): Promise<void> {
    const history = historyOf(await eventsOf(tx, db.tables, ticket.id), firstQueue);
    const columns = slaColumns(history, termsOf);
    if (ticket.sla !== null && isSame(ticket, columns)) return;
    const here = and(eq(tickets.id, ticket.id), eq(tickets.version, ticket.version));
    await tx.update(tickets).set(columns).where(here);
    await watch.rewind(tx, { id: ticket.id, sla: history });
    changed += 1;
  }

  async function done(tx: Transaction, at: number): Promise<void> {
    const value = { name: NAME, value: rulesFingerprint(policy, at) };
    await tx.insert(counters).values(value).onConflictDoUpdate({ target: counters.name, set: value });
  }

  return {
    name: NAME,
    firstAfter: 0,
    async isWanted(tx, at) {
      const [known] = await tx.select().from(counters).where(eq(counters.name, NAME));
      if (known?.value === rulesFingerprint(policy, at)) return false;
      const [open] = await tx.select({ id: tickets.id }).from(tickets).where(notClosed(tickets)).limit(1);
      if (!open) await done(tx, at);
      return open !== undefined;
    },
    async run(tx, at) {
      const some = await tx
        .select()
        .from(tickets)
        .where(and(ne(tickets.stage, 'closed'), gt(tickets.id, after)))
        .orderBy(asc(tickets.id))
        .limit(BATCH);
      for (const ticket of some) await fresh(tx, ticket);
      after = some.at(-1)?.id ?? '';
      if (some.length === BATCH) return SOON;
      if (changed > 0) log.info({ tickets: changed }, 'clocks were derived anew after a change of the rules');
      [after, changed] = ['', 0];
      await done(tx, at);
      return undefined;
    },
  };
}

function isSame(ticket: Ticket, { respondBy, resolveBy, nextRespondBy }: SlaColumns): boolean {
  return (
    ticket.respondBy === respondBy && ticket.resolveBy === resolveBy && ticket.nextRespondBy === nextRespondBy
  );
}

/** A number that changes with everything that clocks are measured by. */
function rulesFingerprint({ targets, agreements, queues, calendars }: DeskPolicy, at: number): number {
  const today = Math.floor(at / DAY / 30) * 30;
  const days = calendars.names.map((name) => {
    const calendar = calendars.named(name);
    const spans = Array.from({ length: DAYS_COMPARED }, (_, i) => calendar.spansOn(today + i));
    return [name, calendar.timeZone, calendar.dayLength, calendar.always ? [] : spans];
  });
  const text = JSON.stringify([targets, agreements, queues.map(({ id, calendar }) => [id, calendar]), days]);
  return Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 12), 16);
}
