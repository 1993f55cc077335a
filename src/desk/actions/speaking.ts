import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { newId } from '../../runtime/id.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Transaction } from '../../store/database.ts';
import type { Ticket, WrittenMessage } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import { articleForRequester } from '../cards/knowledge-replies.ts';
import type { Plans } from './plans.ts';
import { INTERNAL, type Replies } from '../threads/replies.ts';
import type { Seat } from '../threads/seat.ts';
import type { Threads } from '../threads/threads.ts';
import type { Translating } from './translating.ts';

export interface SpeakingOptions {
  voice: Voice;
  people: People;
  knowledge: KnowledgeBase;
  queries: TicketQueries;
  threads: Threads;
  plans: Plans;
  replies: Replies;
  translating: Translating;
}

/** What agents write: to the requester, or for themselves. */
export function createSpeaking(options: SpeakingOptions) {
  const { voice, people, knowledge, queries, threads, plans, replies, translating } = options;
  const { policy } = voice;

  async function writeNote(tx: Transaction, seat: Seat, message: WrittenMessage): Promise<void> {
    const noted = await plans.give(tx, seat, { do: 'note', message });
    if (!noted) return;
    if (message.originId !== null) await replies.mark(tx, seat, message.originId, INTERNAL);
    const ticket = await queries.byId(seat.ticket.id, tx);
    if (!ticket || isSeen(seat, ticket)) return;
    const say = speaker(voice, policy.locale);
    const text = say('desk.note-from', {
      name: verbatim(seat.person.name),
      line: say(`line.${seat.queue.line}`),
      text: verbatim(message.text),
    });
    await threads.write(tx, ticket, [{ message: { text, files: message.files } }], seat.cause.at);
  }

  /** Not where it was written beside the ticket's thread, or in one that the ticket has left. */
  function isSeen({ queue, person, inThread }: Seat, ticket: Ticket): boolean {
    if (ticket.queue !== queue.id) return false;
    if (inThread || !threads.isApart(queue.id)) return inThread;
    return ticket.assigneeId === null || ticket.assigneeId === person.id;
  }

  function note(seat: Seat, message: WrittenMessage): Plan {
    return plans.plan(seat, 'note', (tx) => writeNote(tx, seat, message));
  }

  /** What somebody says who doesn't hold the ticket stays inside; he is told how to reach the requester. */
  function sideRemark(seat: Seat, message: WrittenMessage): Plan {
    const { ticket, queue, say } = seat;
    return plans.plan(seat, 'note', async (tx) => {
      await writeNote(tx, seat, message);
      if (ticket.queue !== queue.id) {
        await replies.alone(tx, seat, say('refused.elsewhere', { line: say(`line.${ticket.line}`) }));
      } else if (ticket.assigneeId === null && ticket.stage !== 'closed') {
        await replies.alone(tx, seat, say('desk.claim-first'));
      }
    });
  }

  /** What begins with a colleague's name is said to him; who meant it otherwise is told. */
  function toColleague(seat: Seat, message: WrittenMessage, name: string): Plan {
    return plans.plan(seat, 'note', async (tx) => {
      await writeNote(tx, seat, message);
      await replies.alone(tx, seat, seat.say('desk.to-colleague', { name: verbatim(name) }));
    });
  }

  /** What becomes of it on the other side is told by its receipt. */
  async function relay(seat: Seat, written: WrittenMessage): Promise<Plan> {
    const { message, failed } = await translating.forRequester(seat, written);
    const plan = plans.simply(seat, { do: 'agent-wrote', message }, 'relay');
    if (!failed) return plan;
    return {
      ...plan,
      apply: async (tx) => {
        await plan.apply?.(tx);
        await replies.alone(tx, seat, seat.say('translate.failed'));
      },
    };
  }

  /** `plan`, and what belongs to the same message but stays inside, as a note before it. */
  function withNote(plan: Plan, seat: Seat, message: WrittenMessage | undefined): Plan {
    if (!message) return plan;
    return {
      ...plan,
      apply: async (tx) => {
        await writeNote(tx, seat, message);
        await plan.apply?.(tx);
      },
    };
  }

  /** Sends an article to the requester in his language, as the agent's own message. */
  async function sendArticle(seat: Seat, articleId: string): Promise<Plan> {
    const article = knowledge.byId(articleId, await localeOfRequester(seat));
    if (!article) {
      return plans.answerAlone(
        seat,
        seat.say('refused.no-article', { id: articleId }),
        'refused: no article',
      );
    }
    const text = articleForRequester(voice, article);
    const message = { id: newId(seat.cause.at), text, files: [], originId: null };
    return plans.plan(seat, 'sent article', async (tx) => {
      const sent = await plans.give(tx, seat, { do: 'agent-wrote', message });
      if (sent) await replies.inThread(tx, seat, seat.say('desk.sent-article', { title: article.title }));
    });
  }

  async function localeOfRequester({ ticket }: Seat) {
    return (await people.byId(ticket.requesterId))?.locale ?? policy.locale;
  }

  return { note, sideRemark, toColleague, relay, withNote, sendArticle };
}
