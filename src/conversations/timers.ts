import type { DueTimer } from '../store/schema.ts';
import type { StoredEvent } from '../runtime/inbox.ts';
import { setTimer } from '../runtime/timers.ts';
import type { Plan } from '../runtime/worker.ts';
import type { Database, Transaction } from '../store/database.ts';
import { StaleError } from '../store/errors.ts';
import type { Ticket, TicketCommand } from '../tickets/ticket.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import type { TicketService } from '../tickets/ticket-service.ts';
import type { AnswerBook } from './answer-book.ts';
import type { ConversationRepository } from './conversation-repository.ts';
import { conversationLane } from './conversation-repository.ts';
import type { Conversations } from './conversations.ts';
import { idleTimer } from './keeping.ts';
import { text, type Desk } from './scene.ts';
import { talkOf } from './talk.ts';
import { leftInSilence } from './unanswered.ts';
import { verificationQuestion } from './verification.ts';

export interface ConversationTimersOptions {
  db: Database;
  desk: Desk;
  answerBook: AnswerBook;
  repository: ConversationRepository;
  conversations: Conversations;
  tickets: TicketService;
  queries: TicketQueries;
  now: () => number;
}

type TimerEvent = StoredEvent & { payload: DueTimer };

/** What happens in conversations because time has passed. */
export function createConversationTimers(options: ConversationTimersOptions) {
  const { db, desk, answerBook, repository, conversations, tickets, queries, now } = options;

  return {
    async handle(event: TimerEvent): Promise<Plan> {
      switch (event.payload.name) {
        case 'dialogue-idle':
          return onIdleDialogue(event.payload);
        case 'verification-reminder':
          return remind(event.payload);
        case 'verification-close':
          return onTicket(event, 'verification', { do: 'assume' });
        case 'survey-close':
          return onTicket(event, 'feedback', { do: 'finish' });
        default:
          return { result: `ignored: no timer ${event.payload.name}` };
      }
    },
  };

  /** After a day of silence a dialogue is closed, said so, and can be taken up again. */
  async function onIdleDialogue({ subject }: DueTimer): Promise<Plan> {
    const dialogue = await repository.dialogue(subject);
    if (!dialogue?.open) return { result: 'ignored: closed already' };
    const meeting = await repository.byId(dialogue.holder);
    if (!meeting) return { result: 'ignored: no conversation' };
    const { conversation } = meeting;
    const dueAt = dialogue.updatedAt + desk.policy.patience.dialogue;
    const lane = conversationLane(conversation);
    const lock = [`conversation:${conversation.id}`];
    if (dueAt > now()) {
      const timer = { key: idleTimer(subject), name: 'dialogue-idle', subject, lane, dueAt };
      return { result: 'waits on', lock, apply: (tx) => setTimer(tx, db.tables, timer) };
    }
    const isTalk = talkOf(dialogue.state) !== undefined;
    const say = (key: string) => desk.messages.say(conversation.locale, key);
    const words = text(say('dialogue.closed'), [
      { id: 'continue', label: say('button.continue'), value: subject, style: 'primary' },
    ]);
    return {
      result: 'closed after silence',
      lock,
      apply: async (tx) => {
        const outcome = isTalk ? 'abandoned' : null;
        await repository.close(tx, dialogue, { outcome, ticketId: null, now: now() });
        const { state } = dialogue;
        if (state?.kind === 'intake' && state.ask === 'type') {
          const question = leftInSilence(state.talk, { locale: conversation.locale, now: now() });
          const kept = { personId: meeting.person.id, dialogueId: dialogue.id, at: now() };
          if (question) await answerBook.questions.record(tx, { ...question, ...kept });
        }
        if (isTalk && (await repository.spendTurn(tx, conversation.id, desk.policy.limits.botTurns))) {
          await conversations.say(tx, meeting, [words]);
        }
      },
    };
  }

  /** One reminder to confirm a solution; the next time the ticket is closed as assumed. */
  async function remind({ subject }: DueTimer): Promise<Plan> {
    const ticket = await queries.byId(subject);
    const meeting = ticket && (await repository.byId(ticket.conversationId));
    if (!ticket || !meeting || ticket.stage !== 'verification')
      return { result: 'ignored: answered already' };
    const { conversation } = meeting;
    const say = (key: string, params?: Record<string, string | number>) =>
      desk.messages.say(conversation.locale, key, params);
    return {
      result: 'reminded',
      lock: [`conversation:${conversation.id}`, `ticket:${ticket.id}`],
      apply: async (tx) => {
        await refuseMoved(tx, ticket);
        await setTimer(tx, db.tables, closeTimer(ticket, conversationLane(conversation)));
        if (!(await repository.spendTurn(tx, conversation.id, desk.policy.limits.botTurns))) return;
        const reminder = text(say('verification.reminder', { number: ticket.number }));
        await conversations.say(tx, meeting, [reminder, verificationQuestion({ say }, ticket)]);
      },
    };
  }

  /** Its requester may write in another chat by now, which this transaction doesn't hold. */
  async function refuseMoved(tx: Transaction, { id, conversationId }: Ticket): Promise<void> {
    const present = await queries.byId(id, tx);
    if (present?.conversationId !== conversationId) throw new StaleError('The ticket has moved');
  }

  function closeTimer(ticket: Ticket, lane: string) {
    const dueAt = now() + desk.policy.patience.verificationClose;
    return {
      key: `verification-close:${ticket.id}`,
      name: 'verification-close',
      subject: ticket.id,
      lane,
      dueAt,
    };
  }

  async function onTicket(event: TimerEvent, stage: Ticket['stage'], command: TicketCommand): Promise<Plan> {
    const ticket = await queries.byId(event.payload.subject);
    if (ticket?.stage !== stage) return { result: 'ignored: answered already' };
    return {
      result: command.do,
      lock: [`conversation:${ticket.conversationId}`, `ticket:${ticket.id}`],
      apply: async (tx) => {
        await refuseMoved(tx, ticket);
        const cause = { actor: 'bot', at: now(), sourceEvent: event.id };
        const done = await tickets.command(tx, ticket.id, command, cause);
        if ('refused' in done) return;
        const dialogue = await repository.openDialogue(ticket.conversationId, tx);
        const isAbout =
          dialogue?.state && 'ticketId' in dialogue.state && dialogue.state.ticketId === ticket.id;
        if (isAbout) await repository.close(tx, dialogue, { outcome: null, ticketId: ticket.id, now: now() });
      },
    };
  }
}
