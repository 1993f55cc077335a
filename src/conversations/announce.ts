import { verbatim } from '../content/markdown.ts';
import type { People } from '../identity/people.ts';
import type { Capabilities, OutboundMessage } from '../platforms/platform.ts';
import { newId } from '../runtime/id.ts';
import { cancelTimers, setTimer } from '../runtime/timers.ts';
import type { Database, Transaction } from '../store/database.ts';
import { createRelayedRows, newsRef, relaying } from '../tickets/relayed-rows.ts';
import { whenText } from '../tickets/when.ts';
import type { TicketHappening, TicketListener } from '../tickets/ticket-service.ts';
import { agentsMessage } from './agents-message.ts';
import { conversationLane, type ConversationRepository, type Meeting } from './conversation-repository.ts';
import type { Conversations } from './conversations.ts';
import { createCorrections } from './corrections.ts';
import { text, type Desk } from './scene.ts';
import { verificationButtons } from './verification.ts';

export interface RequesterAnnouncerOptions {
  db: Database;
  desk: Desk;
  people: People;
  repository: ConversationRepository;
  conversations: Conversations;
  capabilitiesOf: (platform: string) => Capabilities | undefined;
  now: () => number;
}

/** Tells the requester what happens to his ticket, in the transaction in which it happens. */
export function createRequesterAnnouncer(options: RequesterAnnouncerOptions): TicketListener {
  const { db, desk, people, repository, conversations } = options;
  const correct = createCorrections({ ...options, relayed: createRelayedRows(options) });

  return async (tx, happening) => {
    const { ticket, cause } = happening;
    await keepTimers(tx, happening);
    const meeting = await repository.byId(ticket.conversationId, tx);
    if (!meeting) return;
    if (happening.change) return correct(tx, happening, meeting);
    const messages = await wordsFor(tx, happening, meeting);
    if (messages.length === 0) return;
    // What people do is always told; what the bot does by itself has a budget (invariant 9).
    const own = cause.actor === 'bot';
    if (own && !(await repository.spendTurn(tx, meeting.conversation.id, desk.policy.limits.botTurns)))
      return;
    const { message } = happening;
    const names = () => (message ? relaying(message.id) : { ref: newsRef(ticket.id, newId(cause.at)) });
    await conversations.tell(
      tx,
      meeting,
      messages.map((one) => ({ ...names(), message: one })),
    );
    if (happening.kind === 'resolved') await openVerification(tx, happening, meeting);
  };

  async function wordsFor(
    tx: Transaction,
    happening: TicketHappening,
    { conversation }: Meeting,
  ): Promise<OutboundMessage[]> {
    const { kind, ticket, data, message, cause } = happening;
    const { number } = ticket;
    const { locale } = conversation;
    const say = (key: string, params?: Record<string, string | number>) =>
      desk.messages.say(locale, key, params);
    const nameOf = async (id: string) => {
      const name = (await people.byId(id, tx))?.name;
      return name === undefined ? say('name.desk') : verbatim(name);
    };
    const actor = () => nameOf(cause.actor);
    const reader = { locale, timeZone: desk.policy.timeZone, now: cause.at };
    switch (kind) {
      case 'claimed':
        return [text(say('news.claimed', { number, agent: await actor() }))];
      case 'assigned': {
        const agent = await nameOf(String(data.to));
        return [text(say('news.claimed', { number, agent }))];
      }
      case 'agent-wrote': {
        const { text: words = '', files = [], translation } = message ?? {};
        return [agentsMessage(say, { agent: await actor(), number, text: words, files, translation })];
      }
      case 'escalated': {
        const queue = desk.policy.queues.find((one) => one.id === ticket.queue);
        return [text(say('news.escalated', { number, who: queue?.who[locale] ?? ticket.line }))];
      }
      case 'waiting':
        if (data.for === 'vendor') return [text(say('news.waiting-vendor', { number }))];
        return [text(say('news.waiting-requester', { number, reason: String(data.reason) }))];
      case 'told': {
        if (data.what !== 'nobody-in') return [];
        return [text(say('news.nobody-in', { number, by: whenText(Number(data.dueAt), reader) }))];
      }
      case 'priority-changed': {
        const by = whenText(ticket.resolveBy, reader);
        return [text(say('news.priority', { number, priority: say(`priority.${ticket.priority}`), by }))];
      }
      case 'resolved':
        return [resolvedMessage(happening, await actor(), say)];
      case 'left':
        return cause.actor === ticket.requesterId ? [] : [text(say('news.apart', { number }))];
      case 'assumed':
        return [text(say('news.assumed', { number }))];
      case 'merged':
        return [text(say('news.merged', { number, into: String(data.into) }))];
      default:
        return [];
    }
  }

  function resolvedMessage(
    { ticket }: TicketHappening,
    agent: string,
    say: (key: string, params?: Record<string, string | number>) => string,
  ): OutboundMessage {
    const { cause = '', steps = [] } = ticket.resolution ?? {};
    const list = steps.map((step, i) => `${i + 1}. ${step}`).join('\n');
    const words = say('news.resolved', { number: ticket.number, agent, cause, steps: list });
    return text(words, verificationButtons({ say }, ticket));
  }

  /** Typed words count as the answer too, unless the requester is in the middle of something else. */
  async function openVerification(
    tx: Transaction,
    { ticket, cause }: TicketHappening,
    { conversation, person }: Meeting,
  ) {
    const state = { kind: 'verification', ticketId: ticket.id } as const;
    const dialogue = { holder: conversation.id, personId: person.id, state, now: cause.at };
    await repository.open(tx, dialogue);
  }

  async function keepTimers(tx: Transaction, { kind, ticket, cause }: TicketHappening): Promise<void> {
    const set = async (name: string, patience: number) => {
      const meeting = await repository.byId(ticket.conversationId, tx);
      if (!meeting) return;
      const lane = conversationLane(meeting.conversation);
      await setTimer(tx, db.tables, {
        key: `${name}:${ticket.id}`,
        name,
        subject: ticket.id,
        lane,
        dueAt: cause.at + patience,
      });
    };
    const { patience } = desk.policy;
    if (kind === 'resolved') await set('verification-reminder', patience.verificationReminder);
    if (kind === 'confirmed') await set('survey-close', patience.surveyClose);
    if (['confirmed', 'verification-failed', 'assumed', 'reopened', 'closed'].includes(kind)) {
      const names = [
        'verification-reminder',
        'verification-close',
        ...(kind === 'confirmed' ? [] : ['survey-close']),
      ];
      await cancelTimers(
        tx,
        db.tables,
        names.map((name) => `${name}:${ticket.id}`),
      );
    }
  }
}
