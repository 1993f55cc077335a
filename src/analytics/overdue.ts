import { and, desc, eq, gte, inArray, lt } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { breachCauses, type BreachCause, type Tables } from '../store/schema.ts';
import type { Period } from './periods.ts';

export type Breach = Tables['slaBreaches']['$inferSelect'] & { number: string; title: string };

export interface OverdueReport {
  breaches: Breach[];
  byCause: Record<BreachCause, number>;
}

/** More are in the table file, not on a page. */
export const MOST_BREACHES = 2_000;

/** The clocks that were missed in a period, with why (requirement 15.4). */
export async function overdueIn(
  db: Database,
  {
    period,
    queues,
    agreement,
  }: { period: Period; queues: readonly string[]; agreement?: string | undefined },
): Promise<OverdueReport> {
  const { slaBreaches: b, tickets } = db.tables;
  const rows = await db.read
    .select({ breach: b, number: tickets.number, title: tickets.title })
    .from(b)
    .innerJoin(tickets, eq(tickets.id, b.ticketId))
    .where(
      and(
        gte(b.at, period.from),
        lt(b.at, period.to),
        inArray(b.queue, [...queues]),
        agreement === undefined ? undefined : eq(b.agreement, agreement),
      ),
    )
    .orderBy(desc(b.at))
    .limit(MOST_BREACHES);
  const breaches = rows.map(({ breach, number, title }) => ({ ...breach, number, title }));
  const byCause = Object.fromEntries(breachCauses.map((cause) => [cause, 0])) as Record<BreachCause, number>;
  for (const { cause } of breaches) byCause[cause] += 1;
  return { breaches, byCause };
}
