import { inArray } from 'drizzle-orm';
import { verbatim } from '../../content/markdown.ts';
import { platformName } from '../../content/platform-name.ts';
import type { People } from '../../identity/people.ts';
import type { Locale, Place, PlatformAlert } from '../../platforms/platform.ts';
import { post } from '../../runtime/outbox.ts';
import type { Database, Transaction } from '../../store/database.ts';
import type { Voice } from '../cards/voice.ts';

export interface AdminAlertsOptions {
  db: Database;
  voice: Voice;
  people: People;
  tenantOf: (platform: string) => string;
  /** Where the desk works, the first line first: for when no administrator can be written to. */
  deskChannels: () => readonly Place[];
  now: () => number;
}

export interface AdminAlert extends PlatformAlert {
  /** Where alone something is wrong; without it, on the whole platform. */
  place?: Place | undefined;
}

export type TellAdmins = (tx: Transaction, alert: AdminAlert) => Promise<void>;

const ACCOUNT = /^([a-z]+):(\S+)$/;
const DAY_MS = 24 * 3_600_000;

/** Tells the administrators, in their own chats, what only they can mend; each thing once a day. */
export function createAdminAlerts(options: AdminAlertsOptions): TellAdmins {
  const { db, voice, people, tenantOf, deskChannels, now } = options;
  const { messages, policy } = voice;
  const { counters, conversations } = db.tables;

  return async function tellAdmins(tx, alert) {
    const { platform, code } = alert;
    const name = `alert:${platform}:${code}:${Math.floor(now() / DAY_MS)}`;
    const first = await tx
      .insert(counters)
      .values({ name, value: 1 })
      .onConflictDoNothing()
      .returning({ name: counters.name });
    if (first.length === 0) return;
    const postings = (await readersOf(tx, alert)).map(({ place, locale }) => ({
      lane: `alerts:${place.platform}:${place.tenant}:${place.channel}`,
      place,
      message: { text: wordsFor(locale, alert) },
      notice: true as const,
    }));
    await post(tx, db.tables, postings, now());
  };

  /** What is known of an alert is said in the reader's language; the details are the platform's own. */
  function wordsFor(locale: Locale, { platform, code, text }: AdminAlert): string {
    const [kind = code] = code.split(/[ :]/);
    const key = `alert.${kind}`;
    const detail = verbatim(text);
    return messages.say(locale, 'alert.platform', {
      platform: platformName(messages, locale, platform).trim(),
      text: messages.has(key) ? messages.say(locale, key, { detail }) : detail,
    });
  }

  /** The administrators' chats with the bot that are not in trouble themselves; else where the desk works. */
  async function readersOf(tx: Transaction, alert: AdminAlert): Promise<{ place: Place; locale: Locale }[]> {
    const admins = await adminIds(tx);
    const chats =
      admins.length === 0
        ? []
        : await tx.select().from(conversations).where(inArray(conversations.personId, admins));
    const readers = chats
      .map(({ platform, tenant, channel, locale }) => ({ place: { platform, tenant, channel }, locale }))
      .filter(({ place }) => !isTroubled(place, alert));
    if (readers.length > 0) return readers;
    const channels = deskChannels();
    // A whole platform may be well again by the time its turn comes; a channel that takes nothing won’t be.
    const spare =
      channels.find((place) => !isTroubled(place, alert)) ?? (alert.place ? undefined : channels[0]);
    return spare ? [{ place: spare, locale: policy.locale }] : [];
  }

  /** Administrators are named in desk.yaml as people, or as `platform:user`. */
  async function adminIds(tx: Transaction): Promise<string[]> {
    const named = policy.roles.admin;
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

function isTroubled({ platform, channel }: Place, alert: AdminAlert): boolean {
  if (platform !== alert.platform) return false;
  return alert.place === undefined || alert.place.channel === channel;
}
