import { and, count, eq, gte, lt, sql, type Column } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import type { Agreement } from '../tickets/sla/agreements.ts';
import { overdueIn, type Breach } from './overdue.ts';
import type { Period } from './periods.ts';

/** What was promised and kept in one month (requirement 15.1). Attainment is in percent, null where nothing ended. */
export interface Statement {
  tickets: number;
  response: Attainment;
  resolution: Attainment;
  breaches: Breach[];
  urgentOverruns: number;
  waiver: Waiver;
}

export interface Attainment {
  met: number;
  missed: number;
  percent: number | null;
  standard: number;
  isKept: boolean;
}

/** What of the month's fee is waived, and by which of the agreement's rules. */
export interface Waiver {
  percent: number;
  amount: number;
  because: ('urgent-overrun' | 'below-standard')[];
}

/** The statement of an agreement for a month. */
export async function statementOf(db: Database, agreement: Agreement, period: Period): Promise<Statement> {
  const { tickets: t } = db.tables;
  const own = eq(t.agreement, agreement.id);
  const within = (column: Column) => and(own, gte(column, period.from), lt(column, period.to));
  const met = (by: Column, due: Column) => sql`count(case when ${by} <= ${due} then 1 end)`.mapWith(Number);
  const [opened] = await db.read.select({ many: count() }).from(t).where(within(t.createdAt));
  const [answered] = await db.read
    .select({ many: count(), met: met(t.firstResponseAt, t.respondBy) })
    .from(t)
    .where(within(t.firstResponseAt));
  const [solved] = await db.read
    .select({ many: count(), met: met(t.resolvedAt, t.resolveBy) })
    .from(t)
    .where(within(t.resolvedAt));
  const { breaches } = await overdueIn(db, { period, queues: await queuesOf(db), agreement: agreement.id });
  // What is late and still open has no end yet, but was missed in this month.
  const stillOpen = (clock: string, ended: (breach: Breach) => boolean) =>
    breaches.filter((breach) => breach.clock === clock && !ended(breach)).length;
  const open = await openOf(db, breaches);
  const response = attainment(
    answered,
    stillOpen('response', ({ ticketId }) => !open.unanswered.has(ticketId)),
    agreement.standard.response,
  );
  const resolution = attainment(
    solved,
    stillOpen('resolution', ({ ticketId }) => !open.unsolved.has(ticketId)),
    agreement.standard.resolution,
  );
  const urgentOverruns = breaches.filter(({ priority }) => priority === 'urgent').length;
  return {
    tickets: opened?.many ?? 0,
    response,
    resolution,
    breaches,
    urgentOverruns,
    waiver: waiverOf(agreement, { urgentOverruns, isKept: response.isKept && resolution.isKept }),
  };
}

/** Of the rules that apply the one that waives most. Pure. */
export function waiverOf(
  { compensation, fee }: Pick<Agreement, 'compensation' | 'fee'>,
  { urgentOverruns, isKept }: { urgentOverruns: number; isKept: boolean },
): Waiver {
  const applying = compensation.filter(({ when }) =>
    when === 'urgent-overrun' ? urgentOverruns > 0 : !isKept,
  );
  const percent = Math.max(0, ...applying.map(({ waive }) => waive));
  const amount = Math.round((fee?.amount ?? 0) * percent) / 100;
  return { percent, amount, because: applying.map(({ when }) => when) };
}

function attainment(
  ended: { many: number; met: number } | undefined,
  stillOpen: number,
  standard: number,
): Attainment {
  const { many, met } = ended ?? { many: 0, met: 0 };
  const missed = many - met + stillOpen;
  const percent = met + missed === 0 ? null : (100 * met) / (met + missed);
  return { met, missed, percent, standard, isKept: percent === null || percent >= standard };
}

async function queuesOf(db: Database): Promise<string[]> {
  const { slaBreaches } = db.tables;
  const rows = await db.read.selectDistinct({ queue: slaBreaches.queue }).from(slaBreaches);
  return rows.map(({ queue }) => queue);
}

async function openOf(db: Database, breaches: readonly Breach[]) {
  const { tickets: t } = db.tables;
  const [unanswered, unsolved] = [new Set<string>(), new Set<string>()];
  for (const id of new Set(breaches.map(({ ticketId }) => ticketId))) {
    const [row] = await db.read
      .select({ answered: t.firstResponseAt, solved: t.resolvedAt })
      .from(t)
      .where(eq(t.id, id));
    if (row?.answered === null) unanswered.add(id);
    if (row?.solved === null) unsolved.add(id);
  }
  return { unanswered, unsolved };
}
