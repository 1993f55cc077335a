import { desc, eq, sql } from 'drizzle-orm';
import type { InboundEvent, Place } from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';

const LATEST_EVENTS = 5_000;
const MOST_PLACES = 200;
const MINUTE_MS = 60_000;
const OVERLAP_MS = MINUTE_MS;
/** What came in the last minute may have come over the new connection, and says nothing of the time before it. */
const NEW_CONNECTION_MS = MINUTE_MS;
const NEVER_CONNECTED_MS = 10 * MINUTE_MS;
const LONGEST_MS = 3 * 24 * 60 * MINUTE_MS;

export interface MissedOptions {
  platform: string;
  now: number;
  /** Places to look at beside the direct chats: desk channels, threads of open tickets. */
  also: Place[];
}

/**
 * Where events of a platform may have been missed, and since when (UTC ms): since the last one that came before the
 * present connection, at most three days. To be asked within a minute after the connection is back.
 */
export async function missedSince(
  db: Database,
  { platform, now, also }: MissedOptions,
): Promise<{ since: number; places: Place[] }> {
  const events = await latestEvents(db, platform);
  const last = events.find(({ receivedAt }) => receivedAt <= now - NEW_CONNECTION_MS);
  const since = last ? last.receivedAt - OVERLAP_MS : await withoutEvents(db, platform, now);
  return { since: Math.max(since, now - LONGEST_MS), places: [...directPlaces(events), ...also] };
}

/** Among the latest of all platforms, the newest first. */
async function latestEvents(db: Database, platform: string) {
  const { inbox } = db.tables;
  const { id, payload, receivedAt } = inbox;
  const newest = db.read
    .select({ id, payload, receivedAt })
    .from(inbox)
    .orderBy(desc(id))
    .limit(LATEST_EVENTS)
    .as('newest');
  const rows = await db.read
    .select({ payload: newest.payload, receivedAt: newest.receivedAt })
    .from(newest)
    .where(eq(sql`${newest.payload} ->> 'platform'`, platform))
    .orderBy(desc(newest.id));
  return rows.flatMap(({ payload: event, receivedAt: at }) =>
    event.kind === 'timer' ? [] : [{ event, receivedAt: at }],
  );
}

/** A platform that has been quiet for long is looked at as far back as we look; a new one has no past with us. */
async function withoutEvents(db: Database, platform: string, now: number): Promise<number> {
  const { inboxKeys } = db.tables;
  const known = await db.read
    .select({ at: inboxKeys.at })
    .from(inboxKeys)
    .where(eq(inboxKeys.platform, platform))
    .limit(1);
  const isOld = known[0] !== undefined && known[0].at <= now - NEW_CONNECTION_MS;
  return now - (isOld ? LONGEST_MS : NEVER_CONNECTED_MS);
}

function directPlaces(events: { event: InboundEvent }[]): Place[] {
  const places = new Map<string, Place>();
  for (const { event } of events) {
    if (places.size === MOST_PLACES) break;
    const { kind, platform, tenant, channel } = event.place;
    if (kind === 'direct') places.set(`${tenant}\n${channel}`, { platform, tenant, channel });
  }
  return [...places.values()];
}
