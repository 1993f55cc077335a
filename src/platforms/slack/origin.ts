import type { InboundEvent, Place, Sender } from '../platform.ts';

/** Who we are on Slack, as `auth.test` tells. */
export interface Identity {
  teamId: string;
  botUserId: string;
  botId: string;
}

/** What is known of an event beside its own words. */
export interface Context {
  self: Identity;
  /** UTC ms, for events without a time of their own. */
  now: number;
  eventId?: string | undefined;
  /** The workspace that the envelope names. */
  teamId?: string | undefined;
}

/** What an envelope means: an event, nothing that concerns us (with the reason), or something we can't read. */
export type Decoded =
  | { event: InboundEvent }
  | { ignored: string; event?: undefined }
  | { broken: string; event?: undefined };

/** Slack's own bot has a user and no `bot_id`. */
const SLACKBOT = 'USLACKBOT';

type Kind = 'direct' | 'channel';
type Base = Pick<InboundEvent, 'platform' | 'tenant' | 'keys' | 'place' | 'sender' | 'at'>;

/** What all events have in common; the event's id is one more key, as it stays the same in every redelivery. */
export function base(
  { self, eventId }: Context,
  event: {
    keys: [string];
    place: { channel: string; thread?: string | undefined; kind: Kind };
    sender: Sender;
    at: number;
  },
): Base {
  const { channel, thread, kind } = event.place;
  const place: Place & { kind: Kind } = { platform: 'slack', tenant: self.teamId, channel, kind };
  if (thread !== undefined) place.thread = thread;
  return {
    platform: 'slack',
    tenant: self.teamId,
    keys: eventId === undefined ? event.keys : [...event.keys, `event:${eventId}`],
    place,
    sender: event.sender,
    at: event.at,
  };
}

/** `D…` is a direct chat; everything else is shared, chats of several people too. */
export function kindOfPlace(channel: string, type?: string | null): Kind {
  if (type === 'im') return 'direct';
  return type === undefined || type === null ? (channel.startsWith('D') ? 'direct' : 'channel') : 'channel';
}

/** Slack's `seconds.microseconds` in ms. */
export function millisOf(ts: string): number {
  return Math.floor(Number(ts) * 1000);
}

/** Milliseconds as Slack's `seconds.microseconds`. */
export function tsOf(millis: number): string {
  return (millis / 1000).toFixed(6);
}

/** Only a reply stands in a thread: the root carries its own time as `thread_ts` once there are replies. */
export function threadOf(post: {
  ts?: string | null | undefined;
  thread_ts?: string | null | undefined;
}): string | undefined {
  return post.thread_ts && post.thread_ts !== post.ts ? post.thread_ts : undefined;
}

/** Somebody of whom only the account is told (events carry no names): a person, unless it is our own account or another organisation's. */
export function person(
  { id, name, team }: { id: string; name?: string | null | undefined; team?: string | null | undefined },
  { self, teamId }: Context,
): Sender {
  const home = team ?? teamId ?? self.teamId;
  const sender = { userId: id, name: name || id };
  if (id === self.botUserId) return { ...sender, kind: 'self' };
  if (id === SLACKBOT) return { ...sender, kind: 'bot' };
  return { ...sender, kind: home === self.teamId ? 'member' : 'external' };
}
