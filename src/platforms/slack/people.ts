import { z } from 'zod';
import { clean } from '../../language/clean.ts';
import { DeliveryError, type Obstacle, type Place, type Profile, type Surroundings } from '../platform.ts';
import { remembered } from '../remembered.ts';
import type { SlackApi } from './api.ts';
import { isWithheld, readAnswer } from './errors.ts';
import type { Identity } from './origin.ts';
import { pause, within } from './pause.ts';
import type { Timings } from './settings.ts';
import { retryWait } from './waits.ts';

const MOST_KEPT = 5_000;
const MOST_TRIES = 3;
/** `user_not_found`, `user_not_visible`. */
const HIDDEN = new Set<Obstacle | undefined>(['gone', 'unreachable']);

const userInfo = z.looseObject({
  user: z.looseObject({
    id: z.string().nullish(),
    team_id: z.string().nullish(),
    name: z.string().nullish(),
    real_name: z.string().nullish(),
    locale: z.string().nullish(),
    is_bot: z.boolean().nullish(),
    is_restricted: z.boolean().nullish(),
    is_ultra_restricted: z.boolean().nullish(),
    is_stranger: z.boolean().nullish(),
    profile: z
      .looseObject({
        display_name: z.string().nullish(),
        real_name: z.string().nullish(),
        email: z.string().nullish(),
      })
      .nullish(),
  }),
});
type User = z.infer<typeof userInfo>['user'];
const opened = z.looseObject({ channel: z.looseObject({ id: z.string() }) });

export interface PeopleOptions {
  api: Pick<SlackApi, 'call'>;
  self: () => Identity | undefined;
  surroundings: Pick<Surroundings, 'now' | 'log'>;
  timings: Timings;
  signal: AbortSignal;
}

/** Who somebody is, and where he is written to alone. */
export function createPeople({ api, self, surroundings, timings, signal }: PeopleOptions) {
  const { now, log } = surroundings;
  const profiles = remembered<Profile>({ most: MOST_KEPT, ms: timings.profileMs, now });
  const chats = remembered<string>({ most: MOST_KEPT });
  let isSilent = false;

  /** Just now: who is to be trusted as a member has to wait. */
  function untold(userId: string, reason: string): Profile {
    unsaid(reason);
    return { userId, name: '', kind: 'member', unverified: true };
  }

  function unsaid(reason: string): undefined {
    if (!isSilent) log.warn({ platform: 'slack', reason }, 'Slack does not say who people are');
    isSilent = true;
  }

  /** Undefined where Slack doesn't say. Throws a DeliveryError. */
  async function asked(userId: string): Promise<Profile | undefined> {
    // Who waits for an answer isn't to wait for others' tries as well.
    const mostTries = isSilent ? 1 : MOST_TRIES;
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await api.call('users.info', { user: userId, include_locale: true });
        const { data } = userInfo.safeParse(answer);
        if (!data) return unsaid('an answer that can not be read');
        isSilent = false;
        const profile = profileOf(data.user, { userId, self: self() });
        profiles.set(userId, profile);
        return profile;
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        // Whom Slack doesn't show us is no full member: without an answer he would be taken for one.
        if (HIDDEN.has(error.obstacle)) return { userId, name: userId, kind: 'external' };
        if (isWithheld(error, ['missing_scope'])) return unsaid(error.message);
        if (error.fate !== 'transient' || error.retryAfterMs !== undefined) throw error;
        if (tries >= mostTries) return untold(userId, error.message);
        await pause(retryWait(tries, timings), signal);
        signal.throwIfAborted();
      }
    }
  }

  return {
    async profile(userId: string): Promise<Profile | undefined> {
      const known = profiles.get(userId);
      if (known) return known;
      const answered = asked(userId).then((profile) => ({ profile }));
      const answer = await within(timings.introduceMs, answered);
      return answer ? answer.profile : untold(userId, 'no answer in time');
    },

    async direct(userId: string): Promise<Place> {
      const tenant = self()?.teamId;
      if (tenant === undefined) throw new DeliveryError('transient', 'Slack is not connected yet');
      const known = chats.get(userId);
      if (known !== undefined) return { platform: 'slack', tenant, channel: known };
      const answer = await api.call('conversations.open', { users: userId });
      const { channel } = readAnswer('conversations.open', opened, answer);
      chats.set(userId, channel.id);
      return { platform: 'slack', tenant, channel: channel.id };
    },
  };
}

/** Names and e-mail are shown and never trusted; who is no full member of this workspace is none of ours (rule I-6). */
function profileOf(user: User, { userId, self }: { userId: string; self: Identity | undefined }): Profile {
  const { profile, locale } = user;
  const id = user.id ?? userId;
  const name = clean(profile?.display_name || profile?.real_name || user.real_name || user.name || id);
  return {
    userId: id,
    name,
    kind: id === self?.botUserId ? 'self' : kindOf(user, self),
    email: profile?.email ?? undefined,
    locale: locale ? (locale.startsWith('zh') ? 'zh-CN' : 'en') : undefined,
  };
}

function kindOf(user: User, self: Identity | undefined): Profile['kind'] {
  if (user.is_bot) return 'bot';
  if (user.is_stranger || (self && user.team_id && user.team_id !== self.teamId)) return 'external';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}
