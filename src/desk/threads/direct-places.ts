import { desc, eq } from 'drizzle-orm';
import type { Identity, People } from '../../identity/people.ts';
import type { Capabilities, Locale, Place } from '../../platforms/platform.ts';
import { chatOf } from './agent-chats.ts';
import type { Database } from '../../store/database.ts';

interface DirectPlacesOptions {
  db: Database;
  people: People;
  locale: Locale;
  capabilitiesOf: (platform: string) => Capabilities | undefined;
  /** An account's direct chat; asks the platform. */
  directOf: (identity: Identity) => Promise<Place | undefined>;
}

export interface DirectPlace {
  place: Place;
  locale: Locale;
}

/** Where somebody can be told something alone. */
export function createDirectPlaces({ db, people, locale, capabilitiesOf, directOf }: DirectPlacesOptions) {
  const { conversations } = db.tables;
  const runs = ({ platform }: { platform: string }) => capabilitiesOf(platform) !== undefined;

  return {
    /** Asks platforms, so not within a transaction. */
    async of(personId: string): Promise<DirectPlace | undefined> {
      const person = await people.byId(personId);
      if (!person) return undefined;
      const known = await db.read
        .select()
        .from(conversations)
        .where(eq(conversations.personId, personId))
        .orderBy(desc(conversations.createdAt));
      const spoken = known.find(runs);
      if (spoken) {
        const { platform, tenant, channel } = spoken;
        return { place: { platform, tenant, channel }, locale: spoken.locale };
      }
      for (const identity of (await people.identitiesOf(personId)).filter(runs)) {
        const hasThreads = capabilitiesOf(identity.platform)?.threads ?? true;
        const place = hasThreads ? await directOf(identity) : chatOf(identity);
        if (place) return { place, locale: person.locale ?? locale };
      }
      return undefined;
    },
  };
}

export type DirectPlaces = ReturnType<typeof createDirectPlaces>;
