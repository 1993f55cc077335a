import { and, count, desc, eq, gte, inArray, sql } from 'drizzle-orm';
import { elapsed } from '../../content/duration.ts';
import { isAlike, topicOf, type Features } from '../../language/outages.ts';
import type { Database, Reader, Transaction } from '../../store/database.ts';
import { notApart } from '../../store/index-conditions.ts';
import { prepared, preparedOn, slotsFor } from '../../store/prepared.ts';
import type { Tables } from '../../store/schema.ts';
import type { DeskPolicy } from '../desk-policy.ts';
import type { Ticket } from '../ticket.ts';

export type Report = Tables['incidentReports']['$inferSelect'];

/** What others have reported that is like a report of now. */
export interface Alike {
  /** The incident it belongs to, if there is one already. */
  incident: Ticket | undefined;
  /** How many people reported the like within the window, he himself not among them. */
  others: number;
  /** Whether so many are more than an ordinary day brings, and the next one makes it an incident. */
  isMass: boolean;
}

/** So long after its last report a like one still belongs to an open incident, ms. */
const LASTS_MS = 4 * 3_600_000;
const DAY_MS = 86_400_000;
/** Ordinary days are looked back on, and an hour's share of a day in which people write. */
const DAYS_BACK = 14;
const HOURS_A_DAY = 9;
/** In an outage there may be thousands. The newest few tell mostly; where they are of other causes, more are read. */
const FEW = 24;
const MOST = 500;

export interface IncidentReportsOptions {
  db: Database;
  policy: Pick<DeskPolicy, 'incidents'>;
  now: () => number;
}

/** What was reported, and what of it is alike (requirement Y5). */
export function createIncidentReports({ db, policy, now }: IncidentReportsOptions) {
  const { incidentReports, tickets } = db.tables;
  const windowMs = elapsed(policy.incidents.window);

  /** Those like it among the newest `most` of its topic, the oldest first; `isAll`: there are no more to read. */
  async function alikeSince(
    features: Features,
    { since, most }: { since: number; most: number },
    from: Reader,
  ): Promise<{ rows: Report[]; isAll: boolean }> {
    const query = preparedOn({ db, from }, 'like reports', () =>
      from
        .select()
        .from(incidentReports)
        .where(
          and(
            eq(incidentReports.topic, sql.placeholder('topic')),
            gte(incidentReports.at, sql.placeholder('since')),
            notApart(incidentReports),
          ),
        )
        .orderBy(desc(incidentReports.at))
        .limit(sql.placeholder('most')),
    );
    const read = await query.execute({ topic: topicOf(features), since, most });
    const rows = read.filter((row) => isAlike(features, row.features)).toReversed();
    return { rows, isAll: read.length < most };
  }

  async function openIncident(ids: readonly string[], from: Reader): Promise<Ticket | undefined> {
    if (ids.length === 0) return undefined;
    const rows = await from
      .select()
      .from(tickets)
      .where(inArray(tickets.id, [...ids]));
    return rows.find(({ isIncident, stage }) => isIncident && isBeingSolved(stage));
  }

  /** How many like ones an hour of an ordinary day brings, at the most: three deviations above the mean. */
  async function usualMost(features: Features, from: Reader): Promise<number> {
    const topic = topicOf(features);
    const [row] = await from
      .select({ many: count() })
      .from(incidentReports)
      .where(
        and(
          eq(incidentReports.topic, topic),
          gte(incidentReports.at, now() - DAYS_BACK * DAY_MS),
          sql`${incidentReports.at} < ${now() - DAY_MS}`,
        ),
      );
    const hourly = ((row?.many ?? 0) / (DAYS_BACK - 1) / HOURS_A_DAY) * (windowMs / 3_600_000);
    return hourly + 3 * Math.sqrt(hourly);
  }

  async function toldBy(
    rows: readonly Report[],
    { features, personId }: { features: Features; personId: string },
    from: Reader,
  ): Promise<Alike | undefined> {
    if (rows.length === 0) return undefined;
    const incidents = [...new Set(rows.flatMap(({ incidentId }) => incidentId ?? []))];
    const incident = await openIncident(incidents, from);
    const lately = rows.filter(({ at }) => at >= now() - windowMs);
    const others = new Set(lately.map((row) => row.personId).filter((id) => id !== personId)).size;
    const isMany = incident === undefined && others + 1 >= policy.incidents.from;
    return { incident, others, isMass: isMany && others + 1 >= (await usualMost(features, from)) };
  }

  return {
    /** What is like a report by `personId`; undefined where nothing is. */
    async alike(features: Features, personId: string, from: Reader = db.read): Promise<Alike | undefined> {
      const since = now() - Math.max(LASTS_MS, windowMs);
      const few = await alikeSince(features, { since, most: FEW }, from);
      const told = await toldBy(few.rows, { features, personId }, from);
      if (few.isAll || told?.incident || told?.isMass) return told;
      const { rows } = await alikeSince(features, { since, most: MOST }, from);
      return toldBy(rows, { features, personId }, from);
    },

    /** Those of the window that are like `features`, the oldest first. */
    alikeNow: async (features: Features, from: Reader = db.read): Promise<Report[]> =>
      (await alikeSince(features, { since: now() - windowMs, most: MOST }, from)).rows,

    async byId(id: string, from: Reader = db.read): Promise<Report | undefined> {
      const query = preparedOn({ db, from }, 'report by id', () =>
        from
          .select()
          .from(incidentReports)
          .where(eq(incidentReports.id, sql.placeholder('id'))),
      );
      return (await query.execute({ id }))[0];
    },

    ofTicket: async (ticketId: string, from: Reader = db.read): Promise<Report | undefined> =>
      (await from.select().from(incidentReports).where(eq(incidentReports.ticketId, ticketId)))[0],

    /** A ticket that is no part of its incident any more is counted for none. */
    async leave(tx: Transaction, ticketId: string): Promise<void> {
      await tx
        .update(incidentReports)
        .set({ state: 'apart', incidentId: null })
        .where(eq(incidentReports.ticketId, ticketId));
    },

    /** `id` is the dialogue's in which it was told. */
    async keep(
      tx: Transaction,
      report: Pick<Report, 'id' | 'personId' | 'department' | 'features'> & Partial<Report>,
    ): Promise<void> {
      const row = { at: now(), topic: topicOf(report.features), ...report };
      const { slots, values, shape } = slotsFor(row);
      const query = prepared(db.tables, `keep report ${shape}`, () =>
        tx
          .insert(incidentReports)
          .values(slots)
          .onConflictDoUpdate({ target: incidentReports.id, set: slots }),
      );
      await query.execute(values);
    },

    async settle(tx: Transaction, id: string, set: Pick<Report, 'state'> & Partial<Report>): Promise<void> {
      await tx.update(incidentReports).set(set).where(eq(incidentReports.id, id));
    },

    /** No report of a dissolved incident is joined to anything again. */
    async part(tx: Transaction, incidentId: string): Promise<void> {
      await tx
        .update(incidentReports)
        .set({ state: 'apart', incidentId: null })
        .where(eq(incidentReports.incidentId, incidentId));
    },
  };
}

export type IncidentReports = ReturnType<typeof createIncidentReports>;

/** Whether somebody works on it still: what comes after the solution is something else. */
export function isBeingSolved(stage: Ticket['stage']): boolean {
  return stage === 'intake' || stage === 'diagnosis' || stage === 'solution';
}
