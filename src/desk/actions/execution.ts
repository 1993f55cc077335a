import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { newId } from '../../runtime/id.ts';
import type { Plan } from '../../runtime/worker.ts';
import { targetsOf } from '../../tickets/priority.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { TicketService } from '../../tickets/ticket-service.ts';
import type { Agents } from './agents.ts';
import type { Voice } from '../cards/voice.ts';
import { commandByWord } from '../commands/command-words.ts';
import type { DeskCommand } from '../commands/desk-command.ts';
import { articleList } from '../cards/knowledge-replies.ts';
import { createPassingOn } from './passing-on.ts';
import { openQuestion, type Pending, type PendingQuestions } from './pending.ts';
import { createPlans } from './plans.ts';
import type { Replies } from '../threads/replies.ts';
import type { Seat } from '../threads/seat.ts';
import { stepsIn } from '../commands/resolution.ts';
import { createSolving } from './solving.ts';
import { createSpeaking } from './speaking.ts';
import type { Threads } from '../threads/threads.ts';
import { whyText } from '../cards/why.ts';

export interface ExecutionOptions {
  voice: Voice;
  people: People;
  agents: Agents;
  knowledge: KnowledgeBase;
  tickets: TicketService;
  queries: TicketQueries;
  threads: Threads;
  pending: PendingQuestions;
  replies: Replies;
}

/** Carries out what agents ask for; each as one plan. */
export function createExecution(options: ExecutionOptions) {
  const { voice, knowledge, pending, replies } = options;
  const { policy } = voice;
  const plans = createPlans({ ...options, policy });
  const solving = createSolving({ ...options, policy, plans });
  const passingOn = createPassingOn({ ...options, policy, plans });
  const speaking = createSpeaking({ ...options, plans });
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
      case 'priority': {
        const targets = targetsOf(command.priority, ticket.createdAt, policy);
        return simply(seat, { do: 'reprioritise', priority: command.priority, ...targets });
      }
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
      case 'kb': {
        const found = articleList({ say, knowledge, policy, ticket, query: command.query });
        return plan(seat, 'kb', (tx) => replies.inThread(tx, seat, found.text, found.buttons));
      }
      case 'procedure':
        return solving.startProcedure(seat, command.articleId);
      case 'done':
        return solving.tick(seat, command.steps);
      case 'draft':
        return speaking.draft(seat);
      case 'why':
        return why(seat);
      case 'recovered':
        return passingOn.recovered(seat, command.note);
      case 'help':
        return answerAlone(seat, helpFor(seat), 'help');
    }
  }

  function why(seat: Seat): Plan {
    const { say, ticket, person, cause } = seat;
    const text = whyText({ say, policy, ticket, locale: person.locale ?? policy.locale, now: cause.at });
    return plan(seat, 'why', (tx) => replies.inThread(tx, seat, text));
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
    const meant = commandByWord.get(word.toLowerCase());
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
const IN_OLD_THREADS: ReadonlySet<DeskCommand['do']> = new Set(['note', 'kb', 'why', 'help', 'recovered']);
