import { DeliveryError, type InboundEvent, type Platform, type Profile } from '../platforms/platform.ts';
import type { Identity } from './people.ts';

export interface ProfilesOptions {
  platformOf: (name: string) => Pick<Platform, 'profile'> | undefined;
  now: () => number;
  log: { warn(fields: object, message: string): void };
  /** So long (ms) an answer holds: a member who has become a guest is one after this time at the latest. */
  ttlMs?: number | undefined;
  /** Called with what is said of a member before it counts, so that it is kept. */
  learnt?: ((identity: Identity, profile: Profile) => Promise<void>) | undefined;
}

interface Answer {
  /** Nothing where the platform doesn't say. */
  profile: Profile | undefined;
  /** We may not ask. */
  refused?: true;
  until: number;
}

const TTL_MS = 15 * 60_000;
/** So long (ms) nobody is asked again who the platform said nothing of: it may say more soon. */
const SILENCE_MS = 60_000;
const MOST_KEPT = 20_000;

/** Who senders are, beyond what their events say: asked of the platform, and remembered for a while. */
export function createProfiles(options: ProfilesOptions) {
  const { platformOf, now, log, ttlMs = TTL_MS, learnt } = options;
  const kept = new Map<string, Answer>();
  const asking = new Map<string, Promise<Answer>>();
  const warned = new Set<string>();

  async function answerFor(identity: Identity): Promise<Answer> {
    const key = JSON.stringify([identity.platform, identity.tenant, identity.userId]);
    const known = kept.get(key);
    if (known && known.until > now()) return known;
    let running = asking.get(key);
    if (!running) {
      running = ask(identity).finally(() => asking.delete(key));
      asking.set(key, running);
    }
    const answer = await running;
    keep(key, answer);
    return answer;
  }

  async function ask(identity: Identity): Promise<Answer> {
    const { platform, userId } = identity;
    const said = await lookUp(platform, userId);
    // Strangers leave no trace.
    const isTold = said.profile !== undefined && !said.profile.unverified;
    if (isTold && said.profile?.kind === 'member') await learnt?.(identity, said.profile);
    return { ...said, until: now() + (isTold ? ttlMs : Math.min(ttlMs, SILENCE_MS)) };
  }

  async function lookUp(platform: string, userId: string): Promise<Omit<Answer, 'until'>> {
    try {
      const profile = await platformOf(platform)?.profile?.(userId);
      warned.delete(platform);
      return { profile };
    } catch (error) {
      // Whoever can't be looked up for now must wait: he may be a guest.
      if (!(error instanceof DeliveryError) || error.fate !== 'permanent') throw error;
      if (!warned.has(platform)) log.warn({ platform, obstacle: error.obstacle }, 'profiles can’t be had');
      warned.add(platform);
      return { profile: undefined, ...(error.obstacle === 'not-permitted' ? { refused: true } : {}) };
    }
  }

  /** The oldest answer makes room. */
  function keep(key: string, answer: Answer): void {
    kept.delete(key);
    kept.set(key, answer);
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) return;
      kept.delete(oldest);
    }
  }

  return {
    /**
     * The event with its sender as the platform knows him: a guest or a stranger is no member any more (rule I-2).
     * Throws the DeliveryError of a look-up that may succeed later.
     */
    async introduce<Event extends InboundEvent>(event: Event): Promise<Event> {
      const { platform, tenant, sender } = event;
      if (sender.kind !== 'member' || !platformOf(platform)?.profile) return event;
      const { profile, refused } = await answerFor({ platform, tenant, userId: sender.userId });
      if (refused) return { ...event, sender: { ...sender, unverified: true } };
      if (!profile) return event;
      // In a channel he may be an agent or a guest: what he writes waits till that is known, and is not lost.
      if (profile.unverified && event.place.kind === 'channel') {
        throw new DeliveryError('transient', `${platform} does not say now who somebody is`);
      }
      const { userId } = sender;
      const { kind, unverified } = profile;
      const name = profile.name || sender.name;
      return { ...event, sender: { userId, name, kind, ...(unverified ? { unverified } : {}) } };
    },
  };
}

export type Profiles = ReturnType<typeof createProfiles>;
