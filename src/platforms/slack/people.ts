import { z } from 'zod';
import { clean } from '../../language/clean.ts';
import { DeliveryError, type Obstacle, type Place, type Profile } from '../platform.ts';
import type { SlackApi } from './api.ts';
import { readAnswer } from './errors.ts';
import type { Identity } from './origin.ts';
import { remembered } from './remembered.ts';

const MOST_KEPT = 5_000;
/** `user_not_found`, `user_not_visible`. */
const HIDDEN = new Set<Obstacle | undefined>(['gone', 'unreachable']);

const userInfo = z.looseObject({
  user: z.looseObject({
    id: z.string(),
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
  now: () => number;
  profileMs: number;
}

/** Who somebody is, and where he is written to alone. */
export function createPeople({ api, self, now, profileMs }: PeopleOptions) {
  const profiles = remembered<Profile>({ most: MOST_KEPT, ms: profileMs, now });
  const chats = remembered<string>({ most: MOST_KEPT });

  return {
    async profile(userId: string): Promise<Profile | undefined> {
      const known = profiles.get(userId);
      if (known) return known;
      try {
        const answer = await api.call('users.info', { user: userId, include_locale: true });
        const { user } = readAnswer('users.info', userInfo, answer);
        const profile = profileOf(user, self());
        profiles.set(userId, profile);
        return profile;
      } catch (error) {
        if (!(error instanceof DeliveryError) || !HIDDEN.has(error.obstacle)) throw error;
        // Whom Slack doesn't show us is no full member: without an answer he would be taken for one.
        return { userId, name: userId, kind: 'external' };
      }
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
function profileOf(user: User, self: Identity | undefined): Profile {
  const { profile, locale } = user;
  const name = clean(profile?.display_name || profile?.real_name || user.real_name || user.name || user.id);
  return {
    userId: user.id,
    name,
    kind: kindOf(user, self),
    email: profile?.email ?? undefined,
    locale: locale ? (locale.startsWith('zh') ? 'zh-CN' : 'en') : undefined,
  };
}

function kindOf(user: User, self: Identity | undefined): Profile['kind'] {
  if (user.id === self?.botUserId) return 'self';
  if (user.is_bot) return 'bot';
  if (user.is_stranger || (self && user.team_id && user.team_id !== self.teamId)) return 'external';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}
