import type { People } from '../../identity/people.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Model } from '../../model/model.ts';
import type { Button } from '../../platforms/platform.ts';
import { newId } from '../../runtime/id.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database } from '../../store/database.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import { articleForRequester } from '../cards/knowledge-replies.ts';
import type { TicketInWords } from '../cards/ticket-in-words.ts';
import type { Voice } from '../cards/voice.ts';
import type { Replies } from '../threads/replies.ts';
import type { Seat } from '../threads/seat.ts';
import { createKeptDrafts } from './kept-drafts.ts';
import type { Plans } from './plans.ts';

export interface ReplyDraftsOptions {
  db: Database;
  voice: Voice;
  policy: DeskPolicy;
  people: People;
  knowledge: KnowledgeBase;
  model: Model | undefined;
  inWords: TicketInWords;
  plans: Plans;
  replies: Replies;
}

const PATIENCE_MS = 15_000;
const MOST_PASSAGES = 3;

/** Drafts of what an agent may answer (X53): the model's, or the article that fits best. Never sent by themselves. */
export function createReplyDrafts(options: ReplyDraftsOptions) {
  const { db, voice, policy, people, knowledge, model, inWords, plans, replies } = options;
  const kept = createKeptDrafts(db);

  return { draft, send, discard };

  async function draft(seat: Seat): Promise<Plan> {
    const { ticket, person, say } = seat;
    const locale = (await people.byId(ticket.requesterId))?.locale ?? policy.locale;
    const hits = await knowledge.search(ticket.description, { locale, limit: MOST_PASSAGES });
    const fitting = hits.filter(({ score }) => score >= policy.certainty.offer).map(({ article }) => article);
    const passages = fitting.map(({ id, title, symptom, steps }) => ({
      id,
      title,
      text: [symptom, ...steps].join('\n'),
    }));
    const facts = model && (await inWords.of(ticket, { inside: false }));
    const who = { personId: person.id, ticketId: ticket.id };
    const made = facts && (await model?.draftReply(facts, passages, locale, { who, within: PATIENCE_MS }));
    if (made) return show(seat, made.value);
    const [best] = fitting;
    if (!best) return plans.answerAlone(seat, say('desk.no-draft'), 'draft: nothing');
    const text = `${say('desk.draft')}\n\n${articleForRequester(voice, best)}`;
    const value = `${ticket.id}:${best.id}`;
    const button = {
      id: 'send-article',
      label: say('button.send-article'),
      value,
      style: 'primary' as const,
    };
    return plans.plan(seat, 'draft', (tx) => replies.alone(tx, seat, text, [button]));
  }

  /** What the model wrote is kept, so that exactly this is sent when it is wanted. */
  function show(seat: Seat, words: string): Plan {
    const { ticket, person, say, cause } = seat;
    const id = newId(cause.at);
    const value = `${ticket.id}:${id}`;
    const buttons: Button[] = [
      { id: 'send-draft', label: say('button.send-article'), value, style: 'primary' },
      { id: 'drop-draft', label: say('button.drop-draft'), value },
    ];
    const text = `${say('desk.draft-by-model')}\n\n${words}`;
    return plans.plan(seat, 'draft by the model', async (tx) => {
      await kept.keep(tx, { id, ticketId: ticket.id, personId: person.id, text: words, at: cause.at });
      await replies.alone(tx, seat, text, buttons);
    });
  }

  /** Sends a draft as the agent's own message, once. */
  function send(seat: Seat, draftId: string): Plan {
    const { cause, say } = seat;
    const draft = draftOf(seat, draftId);
    return plans.plan(seat, 'sent draft', async (tx) => {
      const text = await kept.find(tx, draft);
      if (text === undefined) return replies.alone(tx, seat, say('desk.draft-gone'));
      const message = { id: newId(cause.at), text, files: [], originId: null };
      if (!(await plans.give(tx, seat, { do: 'agent-wrote', message }))) return;
      await kept.close(tx, draft, cause.at);
      await replies.inThread(tx, seat, say('desk.sent-draft', { text }));
    });
  }

  function discard(seat: Seat, draftId: string): Plan {
    const { say, cause } = seat;
    const draft = draftOf(seat, draftId);
    return plans.plan(seat, 'dropped draft', async (tx) => {
      const text = await kept.find(tx, draft);
      if (text !== undefined) await kept.close(tx, draft, cause.at);
      await replies.alone(tx, seat, say(text === undefined ? 'desk.draft-gone' : 'desk.not-sent'));
    });
  }
}

function draftOf({ ticket, person }: Seat, id: string) {
  return { id, ticketId: ticket.id, personId: person.id };
}
