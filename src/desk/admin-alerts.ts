import { and, inArray, ne } from 'drizzle-orm';
import type { People } from '../identity/people.ts';
import type { Place, PlatformAlert } from '../platforms/platform.ts';
import { post } from '../runtime/outbox.ts';
import type { Database, Transaction } from '../store/database.ts';
import { speaker, type Voice } from './card.ts';

export interface AdminAlertsOptions {
  db: Database;
  voice: Voice;
  people: People;
  tenantOf: (platform: string) => string;
  /** Where the first line works, for when no administrator can be written to. */
  deskChannel: () => Place;
  now: () => number;
}

const ACCOUNT = /^([a-z]+):(\S+)$/;
const DAY_MS = 24 * 3_600_000;

/** Tells the administrators, in their own chats, what only they can mend; each thing once a day. */
export function createAdminAlerts({ db, voice, people, tenantOf, deskChannel, now }: AdminAlertsOptions) {
  const { counters, conversations } = db.tables;
  const say = speaker(voice, voice.policy.locale);

  return async function tellAdmins({ platform, code, text }: PlatformAlert): Promise<void> {
    const name = `alert:${platform}:${code}:${Math.floor(now() / DAY_MS)}`;
    await db.transaction({}, async (tx) => {
      const first = await tx
        .insert(counters)
        .values({ name, value: 1 })
        .onConflictDoNothing()
        .returning({ name: counters.name });
      if (first.length === 0) return;
      const message = { text: say('alert.platform', { platform, text }) };
      const places = await placesOf(tx, platform);
      const postings = (places.length > 0 ? places : [deskChannel()]).map((place) => ({
        lane: `alerts:${place.platform}:${place.tenant}:${place.channel}`,
        place,
        message,
        notice: true as const,
      }));
      await post(tx, db.tables, postings, now());
    });
  };

  /** The administrators' chats with the bot on platforms other than the one in trouble. */
  async function placesOf(tx: Transaction, troubled: string): Promise<Place[]> {
    const admins = await adminIds(tx);
    if (admins.length === 0) return [];
    return tx
      .select({
        platform: conversations.platform,
        tenant: conversations.tenant,
        channel: conversations.channel,
      })
      .from(conversations)
      .where(and(inArray(conversations.personId, admins), ne(conversations.platform, troubled)));
  }

  /** Administrators are named in desk.yaml as people, or as `platform:user`. */
  async function adminIds(tx: Transaction): Promise<string[]> {
    const named = voice.policy.roles.admin;
    const known = await people.byIds(named, tx);
    const ids = [...known.keys()];
    for (const name of named) {
      const [, platform, userId] = ACCOUNT.exec(name) ?? [];
      if (!platform || !userId) continue;
      const person = await people.byIdentity({ platform, tenant: tenantOf(platform), userId }, tx);
      if (person) ids.push(person.id);
    }
    return ids;
  }
}
