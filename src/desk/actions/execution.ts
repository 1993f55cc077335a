import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import type { ArticleService } from '../../knowledge/article-service.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Model } from '../../model/model.ts';
import { newId } from '../../runtime/id.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Collaboration } from '../../tickets/collaboration.ts';
import type { PresenceBook } from '../../tickets/presence.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { TicketService } from '../../tickets/ticket-service.ts';
import type { Agents } from './agents.ts';
import type { Voice } from '../cards/voice.ts';
import { formMeant } from '../commands/command-forms.ts';
import type { DeskCommand } from '../commands/desk-command.ts';
import { createHistory } from '../cards/history.ts';
import { createTicketInWords } from '../cards/ticket-in-words.ts';
import { typeWhyText, type WhyType } from '../cards/type-why.ts';
import { createKnowledgeWork } from './knowledge-work.ts';
import { createLearning, type ArticleShelf } from './learning.ts';
import type { ArticleActs } from './article-acts.ts';
import type { LookUps } from './look-ups.ts';
import { createReplyDrafts } from './reply-drafts.ts';
import { createSummarising } from './summarising.ts';
import type { SynonymActs } from './synonym-acts.ts';
import { createTranslating } from './translating.ts';
import type { Database } from '../../store/database.ts';
import type { Digests } from '../threads/digests.ts';
import { isSolved } from '../cards/learning.ts';
import { createPassingOn } from './passing-on.ts';
import { openQuestion, type Pending, type PendingQuestions } from './pending.ts';
import { createPlans } from './plans.ts';
import type { Replies } from '../threads/replies.ts';
import type { Seat } from '../threads/seat.ts';
import { stepsIn } from '../commands/resolution.ts';
import { createSolving } from './solving.ts';
import { createSpeaking } from './speaking.ts';
import type { Threads } from '../threads/threads.ts';
import { createCollaborating } from './collaborating.ts';
import { createFamily } from './family.ts';
import { createServiceLevels } from './service-levels.ts';

export interface ExecutionOptions {
  db: Database;
  articles: ArticleService;
  shelf: ArticleShelf;
  digests: Digests;
  model: Model | undefined;
  whyType: WhyType;
  lookUps: LookUps;
  acts: ArticleActs;
  synonyms: SynonymActs;
  editorOf: (articleId: string) => string | undefined;
  voice: Voice;
  people: People;
  agents: Agents;
  knowledge: KnowledgeBase;
  tickets: TicketService;
  queries: TicketQueries;
  threads: Threads;
  pending: PendingQuestions;
  replies: Replies;
  collaboration: Collaboration;
  presence: PresenceBook;
}

/** Carries out what agents ask for; each as one plan. */
export function createExecution(options: ExecutionOptions) {
  const { voice, people, queries, pending, replies, whyType } = options;
  const { policy } = voice;
  const plans = createPlans({ ...options, policy });
  const inWords = createTicketInWords({ voice, queries });
  const translating = createTranslating({ ...options, policy, plans });
  const drafts = createReplyDrafts({ ...options, policy, plans, inWords });
  const learning = createLearning({ ...options, policy, plans, inWords });
  const work = createKnowledgeWork({ ...options, plans, learning });
  const summarise = createSummarising({ ...options, plans, inWords, historyOf: createHistory(options) });
  const solving = createSolving({ ...options, policy, plans });
  const passingOn = createPassingOn({ ...options, policy, plans });
  const speaking = createSpeaking({ ...options, plans, translating });
  const collaborating = createCollaborating({ ...options, policy, plans });
  const family = createFamily({ ...options, plans });
  const levels = createServiceLevels({ ...options, policy, plans });
  const { plan, simply, answerAlone, refuseEarly } = plans;

  async function run(seat: Seat, command: DeskCommand): Promise<Plan> {
    const { ticket, say, cause } = seat;
    if (ticket.queue !== seat.queue.id && !IN_OLD_THREADS.has(command.do)) {
      const line = say(`line.${ticket.line}`);
      return answerAlone(seat, say('refused.elsewhere', { line }), 'refused: elsewhere');
    }
    switch (command.do) {
      case 'claim':
      case 'unclaim':
        return simply(seat, { do: command.do });
      case 'assign':
        return passingOn.assign(seat, command.to);
      case 'note':
        return speaking.note(seat, { id: newId(cause.at), text: command.text, files: [], originId: null });
      case 'priority':
        return simply(seat, { do: 'reprioritise', priority: command.priority });
      case 'type':
        return simply(seat, { do: 'retype', type: command.type });
      case 'escalate':
        return passingOn.escalate(seat, command);
      case 'resolve':
        return solving.resolve(seat, command);
      case 'wait':
        return simply(seat, command);
      case 'merge':
        return passingOn.merge(seat, command.number);
      case 'collab':
        return collaborating.run(seat, command);
      case 'split':
      case 'join':
      case 'leave':
      case 'no-incident':
      case 'broadcast':
        return family.run(seat, command);
      case 'snooze':
      case 'continue':
      case 'extend':
      case 'cause':
      case 'agreement':
      case 'breach-reason':
      case 'away':
      case 'back':
        return levels.run(seat, command);
      case 'kb':
      case 'article':
      case 'new-article':
      case 'no-article':
        return work.onTicket(seat, command);
      case 'synonym':
      case 'points':
        return (await work.withoutTicket(seat, command, [seat.queue.department])) ?? { result: 'ignored' };
      case 'procedure':
        return solving.startProcedure(seat, command.articleId);
      case 'done':
        return solving.tick(seat, command.steps);
      case 'draft':
        // Once it is solved there is no reply to draft: what is left to write is the article.
        return isSolved(ticket) ? learning.draft(seat) : drafts.draft(seat);
      case 'draft-reply':
        return drafts.draft(seat);
      case 'why':
        return why(seat);
      case 'why-type':
        return whyTyped(seat);
      case 'summary':
        return summarise(seat);
      case 'translate':
        return translating.turn(seat, command.on);
      case 'recovered':
        return passingOn.recovered(seat, command.note);
      case 'help':
        return answerAlone(seat, helpFor(seat), 'help');
    }
  }

  async function why(seat: Seat): Promise<Plan> {
    const text = `${levels.clocksInWords(seat)}\n\n${await typeWhy(seat)}`;
    return plan(seat, 'why', (tx) => replies.inThread(tx, seat, text));
  }

  async function whyTyped(seat: Seat): Promise<Plan> {
    const text = await typeWhy(seat);
    return plan(seat, 'why type', (tx) => replies.inThread(tx, seat, text));
  }

  /** What the bot read its type from, or who gave it another one. */
  async function typeWhy({ say, ticket, person }: Seat): Promise<string> {
    const changed = (await queries.eventsOf(ticket.id)).findLast(({ kind }) => kind === 'type-changed');
    const by = changed && ((await people.byId(changed.actor))?.name ?? changed.actor);
    return typeWhyText({ say, voice, ticket, locale: person.locale ?? policy.locale, whyType, by });
  }

  async function answerPending(seat: Seat, asked: Pending, words: string): Promise<Plan> {
    if (isCancel(words)) {
      return plan(seat, 'cancelled', async (tx) => {
        await pending.drop(tx, openQuestion(seat));
        await replies.alone(tx, seat, seat.say('desk.dropped'));
      });
    }
    if (words === '') return answerAlone(seat, seat.say(`desk.ask-${asked.ask}`), 'asked again');
    switch (asked.ask) {
      case 'reason':
        return passingOn.escalate(seat, { line: asked.line, reason: words });
      case 'cause':
        return solving.resolve(seat, { cause: words, steps: asked.steps });
      case 'steps':
        return solving.resolve(seat, { cause: asked.cause, steps: stepsIn(words) });
      case 'nothing-reason':
        return learning.nothing(seat, words);
    }
  }

  function refuseOther(seat: Seat, n: number): Plan {
    const text = seat.say('refused.other-ticket', { n, number: seat.ticket.number });
    return answerAlone(seat, text, 'refused: names another ticket');
  }

  /** Said after a question that is gone; no requester is meant to read it. */
  function nothingToCancel(seat: Seat): Plan {
    return answerAlone(seat, seat.say('desk.nothing-to-cancel'), 'nothing to cancel');
  }

  function explain(seat: Seat, word: string): Plan {
    const { say } = seat;
    const meant = formMeant(word);
    const form = meant ? [say('desk.form-is', { form: say(`desk.form.${meant}`) })] : [];
    const parts = [
      say('desk.misused', { word: verbatim(word) }),
      ...form,
      say('desk.commands-are'),
      helpFor(seat),
    ];
    return answerAlone(seat, parts.join('\n\n'), 'help');
  }

  /** Nobody can tell whether he answers what he was asked long ago or talks to the requester. */
  function dropExpired(seat: Seat): Plan {
    return plan(seat, 'question expired', async (tx) => {
      await pending.drop(tx, openQuestion(seat));
      await replies.alone(tx, seat, seat.say('desk.question-expired'));
    });
  }

  const { note, relay, sideRemark, toColleague, withNote, sendArticle } = speaking;
  return {
    run,
    answerPending,
    explain,
    refuseOther,
    nothingToCancel,
    dropExpired,
    note,
    relay,
    sideRemark,
    toColleague,
    withNote,
    sendArticle,
    work,
    tellPart: family.tellPart,
    drafts,
    plan,
    simply,
    refuseEarly,
  };
}

export type Execution = ReturnType<typeof createExecution>;

function helpFor({ say, inThread, at }: Seat): string {
  if (inThread) return say('desk.help');
  return `${say(at.kind === 'direct' ? 'desk.direct-help' : 'desk.group-help')}\n\n${say('desk.help')}`;
}

/** Whether an agent takes back what he began. */
export function isCancel(words: string): boolean {
  return /^(cancel|\u53d6\u6d88)[.\u3002!\uff01]?$/i.test(words.trim());
}

/** Commands that read or remark, and so are answered in a thread the ticket has left. */
const IN_OLD_THREADS: ReadonlySet<DeskCommand['do']> = new Set([
  'note',
  'kb',
  'synonym',
  'points',
  'summary',
  'why',
  'why-type',
  'help',
  'recovered',
  'breach-reason',
  'away',
  'back',
]);
