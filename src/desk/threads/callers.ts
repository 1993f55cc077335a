import type { Identity, People, Person } from '../../identity/people.ts';
import type { InboundEvent } from '../../platforms/platform.ts';
import type { StoredEvent } from '../../runtime/inbox.ts';
import type { Database } from '../../store/database.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import type { Caller } from './seat.ts';

interface CallersOptions {
  db: Database;
  voice: Voice;
  people: People;
  now: () => number;
}

/** Who stands behind the events of desk channels and agents' own chats. */
export function createCallers({ db, voice, people, now }: CallersOptions) {
  return {
    /** Somebody never seen before becomes a new person. */
    async whoSent({
      platform,
      tenant,
      sender,
    }: InboundEvent): Promise<{ person: Person; identity: Identity }> {
      const identity = { platform, tenant, userId: sender.userId };
      const known = await people.byIdentity(identity);
      const person = known ?? (await db.transaction({}, (tx) => people.ensure(tx, identity, sender, now())));
      return { person, identity };
    },

    callerOf: (
      { id, payload }: StoredEvent & { payload: InboundEvent },
      { person, identity }: Pick<Caller, 'person' | 'identity'>,
    ): Caller => ({
      person,
      identity,
      at: payload.place,
      say: speaker(voice, person.locale ?? voice.policy.locale),
      cause: { actor: person.id, at: now(), sourceEvent: id },
    }),
  };
}

export type Callers = ReturnType<typeof createCallers>;
