import type { Logger } from 'pino';
import type { Params } from './content/messages.ts';
import { isResetAction } from './conversations/password-reset/wishes.ts';
import type { Conversations } from './conversations/conversations.ts';
import type { Desk } from './desk/desk.ts';
import { createMentions } from './identity/mentions.ts';
import type { People } from './identity/people.ts';
import type { Profiles } from './identity/profiles.ts';
import type { InboundEvent, Platform } from './platforms/platform.ts';
import { ticketTag } from './platforms/ticket-tag.ts';
import type { Attachments } from './runtime/attachments.ts';
import { asChanged, rememberEarly } from './runtime/early-changes.ts';
import type { StoredEvent } from './runtime/inbox.ts';
import { post } from './runtime/outbox.ts';
import type { TicketQueries } from './tickets/ticket-queries.ts';
import { resolvePress, sentMessage } from './runtime/presses.ts';
import type { Plan } from './runtime/worker.ts';
import type { Database } from './store/database.ts';
import type { Threads } from './desk/threads/threads.ts';

type Inbound = StoredEvent & { payload: InboundEvent };

const NOT_FOR_US = 'ignored: not for the bot';

export interface RoutingOptions {
  db: Database;
  conversations: Conversations;
  desk: Desk;
  threads: Threads;
  people: Pick<People, 'byIdentity' | 'identitiesOf'>;
  queries: Pick<TicketQueries, 'writtenAt'>;
  profiles: Profiles;
  attachments: Attachments;
  platformOf: (name: string) => Platform | undefined;
  /** Words for a shared channel, in the desk's language. */
  say: (key: string, params?: Params) => string;
  /** Whether words are about somebody's own account, of which nothing is said where others read along (rule PR-7). */
  isPersonal: (words: string) => boolean;
  now: () => number;
  log: Pick<Logger, 'info'>;
}

/** Completes an event with what must be looked up, and takes it to those who think about it. */
export function createRouting(options: RoutingOptions) {
  const { db, queries, conversations, desk, threads, profiles, attachments, platformOf, say, now, log } =
    options;
  const mentions = createMentions(options.people);

  return async function route(event: Inbound): Promise<Plan> {
    const { payload } = event;
    switch (payload.kind) {
      case 'message': {
        const come = await asChanged(db, payload);
        if (come === 'taken-back') return { result: 'ignored: taken back before it came' };
        return thinkAbout({ ...event, payload: come });
      }
      case 'edited':
      case 'deleted':
        return rememberedIfEarly(await thinkAbout(await withAuthor(event)), payload);
      default:
        return thinkAbout(event);
    }
  };

  /** Who deletes is not always told; it can only be who wrote. */
  async function withAuthor(event: Inbound): Promise<Inbound> {
    const { payload } = event;
    if (payload.kind !== 'deleted' || payload.sender.userId !== '') return event;
    const [written] = await queries.writtenAt(payload.place, payload.messageId);
    if (!written) return event;
    const { platform, tenant } = payload.place;
    const accounts = await options.people.identitiesOf(written.authorId);
    const account = accounts.find((one) => one.platform === platform && one.tenant === tenant);
    if (!account) return event;
    const sender = { userId: account.userId, name: account.userId, kind: 'member' as const };
    return { ...event, payload: { ...payload, sender } };
  }

  /** A change that changes nothing may have overtaken its message. */
  function rememberedIfEarly(plan: Plan, change: InboundEvent & { kind: 'edited' | 'deleted' }): Plan {
    if (!plan.result.startsWith('ignored') || plan.result === NOT_FOR_US) return plan;
    return { ...plan, apply: (tx) => rememberEarly(tx, db.tables, { event: change, now: now() }) };
  }

  async function thinkAbout(event: Inbound): Promise<Plan> {
    if (!(await isForUs(event.payload))) return { result: NOT_FOR_US };
    const complete = await completed(event);
    const { place } = complete.payload;
    if (place.kind === 'direct') {
      const isResets = complete.payload.kind === 'action' && isResetAction(complete.payload.action);
      return !isResets && (await desk.takes(complete)) ? desk.handleDirect(complete) : talk(complete);
    }
    const isDesks = threads.queueAt(place) !== undefined || desk.concerns(complete.payload);
    return isDesks ? desk.handle(complete) : elsewhere(complete);
  }

  /** What colleagues say to each other in channels is none of our business: nobody is looked up, no file is kept. */
  async function isForUs(payload: InboundEvent): Promise<boolean> {
    const { kind, place } = payload;
    if (place.kind === 'direct' || (kind === 'message' && payload.mention)) return true;
    if (!threads.queueAt(place)) return desk.concerns(payload);
    if (kind !== 'message' || !threads.chats.hasThreads(place.platform)) return true;
    const isTickets =
      place.thread !== undefined && (await threads.ticketAt(place, place.thread)) !== undefined;
    return isTickets || desk.concerns(payload);
  }

  async function completed(event: Inbound): Promise<Inbound> {
    const { payload } = event;
    // Whoever can start nothing is not looked up, and his files are not fetched.
    if (payload.sender.kind !== 'member') return event;
    const pressed = payload.kind === 'pressed' ? await resolvePress(db, payload) : payload;
    const introduced = await profiles.introduce(pressed);
    if (introduced.sender.kind !== 'member') return { ...event, payload: introduced };
    const { event: kept, lost } = await attachments.keep(introduced, event.attempts);
    const whole = kept.kind === 'message' && lost.length > 0 ? { ...kept, lost } : kept;
    return { ...event, payload: await withThreadsTicket(whole) };
  }

  /** Who reads a requester's words may be on another platform, where an account's id says nothing. */
  async function talk(event: Inbound): Promise<Plan> {
    const { payload } = event;
    if (payload.kind !== 'message') return conversations.handle(event);
    const text = await mentions(payload.text, payload);
    return conversations.handle({ ...event, payload: { ...payload, text } });
  }

  /** An answer in the thread of one of our messages is about that message's ticket. */
  async function withThreadsTicket(payload: InboundEvent): Promise<InboundEvent> {
    const { place } = payload;
    if (payload.kind !== 'message' || payload.quotedTicket || place.kind !== 'direct' || !place.thread) {
      return payload;
    }
    const answered = await sentMessage(db, place, place.thread);
    const tag = ticketTag(answered?.text ?? '');
    return tag === undefined ? payload : { ...payload, quotedTicket: tag };
  }

  /** In a channel that isn't the desk's, others read along: who calls the bot there is answered directly. */
  async function elsewhere(event: Inbound): Promise<Plan> {
    const { payload } = event;
    if (payload.kind !== 'message' || !payload.mention) return { result: 'ignored: no desk channel' };
    if (payload.sender.kind !== 'member') return { result: `ignored: ${payload.sender.kind}` };
    const { platform, tenant, channel } = payload.place;
    // How an operator learns the id that DESK_L1 and its like want.
    log.info({ platform, channel }, 'addressed in a channel of no queue');
    const thread = payload.place.thread ?? payload.messageId;
    const point =
      (key: string): NonNullable<Plan['apply']> =>
      async (tx) => {
        const place = { platform, tenant, channel, thread };
        const lane = `thread:${platform}:${tenant}:${channel}:${thread}`;
        await post(tx, db.tables, [{ lane, place, message: { text: say(key) }, notice: true }], now());
      };
    const isPersonal = options.isPersonal(payload.text);
    const direct = isPersonal ? undefined : await platformOf(platform)?.direct?.(payload.sender.userId);
    if (!direct) return { result: 'pointed to the direct chat', apply: point('channel.write-to-me') };
    const place = { ...direct, kind: 'direct' as const };
    const plan = await talk({ ...event, payload: { ...payload, place } });
    const pointer = point('channel.pointer');
    return {
      ...plan,
      apply: async (tx) => {
        await pointer(tx);
        await plan.apply?.(tx);
      },
    };
  }
}
