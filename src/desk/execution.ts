import type { People, Person } from '../identity/people.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { ulid } from 'ulid';
import type { Plan } from '../runtime/worker.ts';
import type { Transaction } from '../store/database.ts';
import type { Line } from '../store/schema.ts';
import type { Ticket, TicketCommand, WrittenMessage } from '../tickets/commands.ts';
import type { Queue } from '../tickets/desk-policy.ts';
import { targetsOf } from '../tickets/priority.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import type { Cause, TicketService } from '../tickets/ticket-service.ts';
import type { Say, Voice } from './card.ts';
import { stepsIn, type DeskCommand } from './commands.ts';
import { articleForRequester, articleList } from './knowledge-replies.ts';
import type { Pending, PendingQuestions } from './pending.ts';
import { refusalText, type Replies } from './replies.ts';
import { whyText } from './why.ts';

/** Who acts, on which ticket, in which queue's thread. */
export interface Seat {
  queue: Queue;
  ticket: Ticket;
  person: Person;
  /** On the platform he acts on, to answer him alone. */
  userId: string;
  /** Words in his language. */
  say: Say;
  cause: Cause;
}

export interface ExecutionOptions {
  voice: Voice;
  people: People;
  knowledge: KnowledgeBase;
  tickets: TicketService;
  queries: TicketQueries;
  pending: PendingQuestions;
  replies: Replies;
  findAgent(queueId: string, mention: string): Promise<Person | undefined>;
}

type Work = (tx: Transaction) => Promise<void>;

/** Carries out what agents ask for; each as one plan. */
export function createExecution(options: ExecutionOptions) {
  const { voice, people, knowledge, tickets, queries, pending, replies, findAgent } = options;
  const { policy } = voice;

  const plan = (seat: Seat, result: string, apply: Work, alsoLock: readonly string[] = []): Plan => ({
    result,
    lock: [`ticket:${seat.ticket.id}`, `conversation:${seat.ticket.conversationId}`, ...alsoLock],
    apply,
  });

  /** Gives the ticket a command and tells the agent alone when it is refused. */
  async function give(tx: Transaction, seat: Seat, command: TicketCommand): Promise<boolean> {
    const result = await tickets.command(tx, seat.ticket.id, command, seat.cause);
    if (!('refused' in result)) return true;
    const { refused } = result;
    const id = 'by' in refused ? refused.by : '';
    const name = id === '' ? '' : ((await people.byId(id, tx))?.name ?? id);
    await replies.alone(
      tx,
      seat,
      refusalText(seat, refused, () => name),
    );
    return false;
  }

  const simply = (seat: Seat, command: TicketCommand): Plan =>
    plan(seat, command.do, async (tx) => void (await give(tx, seat, command)));

  const answerAlone = (seat: Seat, text: string, result = 'explained'): Plan =>
    plan(seat, result, (tx) => replies.alone(tx, seat, text));

  async function run(seat: Seat, command: DeskCommand, messageId: string): Promise<Plan> {
    const { ticket, person, say, cause } = seat;
    if (ticket.queue !== seat.queue.id && !READING.has(command.do)) {
      const line = say(`line.${ticket.line}`);
      return answerAlone(seat, say('refused.elsewhere', { line }), 'refused: elsewhere');
    }
    switch (command.do) {
      case 'claim':
      case 'unclaim':
        return simply(seat, { do: command.do });
      case 'assign':
        return assign(seat, command.to);
      case 'note':
        return note(seat, { id: ulid(cause.at), text: command.text, files: [], originId: messageId });
      case 'priority':
        return owned(seat, {
          do: 'reprioritise',
          priority: command.priority,
          ...targetsOf(command.priority, ticket.createdAt, policy),
        });
      case 'type':
        return owned(seat, { do: 'retype', type: command.type });
      case 'escalate':
        return escalate(seat, command.line, command.reason);
      case 'resolve':
        return resolve(seat, command);
      case 'wait':
        return simply(seat, command);
      case 'merge':
        return merge(seat, command.number);
      case 'kb': {
        const found = articleList({ say, knowledge, policy, ticket, query: command.query });
        return plan(seat, 'kb', (tx) => replies.inThread(tx, seat, found.text, found.buttons));
      }
      case 'procedure':
        return startProcedure(seat, command.articleId);
      case 'done':
        return tick(seat, command.steps);
      case 'draft':
        return draft(seat);
      case 'why':
        return plan(seat, 'why', (tx) =>
          replies.inThread(
            tx,
            seat,
            whyText({ say, policy, ticket, locale: person.locale ?? policy.locale, now: cause.at }),
          ),
        );
      case 'recovered':
        return recovered(seat, command.note);
      case 'help':
        return answerAlone(seat, say('desk.help'), 'help');
    }
  }

  /** What only the assignee or a desk manager may change. */
  function owned(seat: Seat, command: TicketCommand): Plan {
    const { ticket, person, say } = seat;
    if (ticket.stage === 'closed') {
      return answerAlone(seat, say('refused.wrong-stage', { stage: say('stage.closed') }), 'refused: closed');
    }
    if (ticket.assigneeId !== person.id && !isManager(person)) {
      return answerAlone(seat, say('refused.not-claimed'), 'refused: not claimed');
    }
    return simply(seat, command);
  }

  function isManager({ id }: Person): boolean {
    return policy.roles['desk-manager'].includes(id);
  }

  async function assign(seat: Seat, mention: string): Promise<Plan> {
    const agent = await findAgent(seat.queue.id, mention);
    if (!agent)
      return answerAlone(seat, seat.say('refused.no-agent', { name: mention }), 'refused: no agent');
    const { ticket, person } = seat;
    const free = ticket.assigneeId === null || ticket.assigneeId === person.id || isManager(person);
    if (free) return simply(seat, { do: 'assign', to: agent.id });
    const owner = await people.byId(ticket.assigneeId ?? '');
    return answerAlone(
      seat,
      seat.say('refused.not-yours', { agent: owner?.name ?? '' }),
      'refused: not yours',
    );
  }

  function escalate(seat: Seat, line: Line, reason: string): Plan {
    const queue = policy.queues.find((one) => one.line === line && one.department === seat.queue.department);
    if (!queue) return answerAlone(seat, seat.say('refused.no-queue', { line }), 'refused: no queue');
    const command = { do: 'escalate', line, queue: queue.id, reason } as const;
    return plan(seat, 'escalate', async (tx) => {
      await pending.drop(tx, open(seat));
      await give(tx, seat, command);
    });
  }

  /** Resolves with cause and steps; what is missing is asked, steps ticked off count. */
  async function resolve(seat: Seat, { cause, steps }: { cause: string; steps: string[] }): Promise<Plan> {
    const ticked = (await queries.stepsOf(seat.ticket.id)).filter((step) => step.doneAt !== null);
    const done = steps.length > 0 ? steps : ticked.map((step) => step.text);
    const state = missing(cause, done);
    const refused = seat.ticket.assigneeId !== seat.person.id;
    if (state && !refused) {
      return plan(seat, `asked: ${state.ask}`, async (tx) => {
        await pending.ask(tx, { ...open(seat), state });
        await replies.alone(tx, seat, seat.say(`desk.ask-${state.ask}`));
      });
    }
    const resolution = { cause, steps: done, articleId: ticked.at(-1)?.articleId };
    return plan(seat, 'resolve', async (tx) => {
      await pending.drop(tx, open(seat));
      await give(tx, seat, { do: 'resolve', resolution });
    });
  }

  async function answerPending(seat: Seat, asked: Pending, words: string): Promise<Plan> {
    if (/^(cancel|取消)$/i.test(words)) {
      return plan(seat, 'cancelled', async (tx) => {
        await pending.drop(tx, open(seat));
        await replies.alone(tx, seat, seat.say('desk.dropped'));
      });
    }
    if (words === '') return answerAlone(seat, seat.say(`desk.ask-${asked.ask}`), 'asked again');
    switch (asked.ask) {
      case 'reason':
        return escalate(seat, asked.line, words);
      case 'cause':
        return resolve(seat, { cause: words, steps: [] });
      case 'steps':
        return resolve(seat, { cause: asked.cause, steps: stepsIn(words) });
    }
  }

  async function merge(seat: Seat, number: string): Promise<Plan> {
    const full = number.toUpperCase().startsWith('IT-') ? number.toUpperCase() : undefined;
    const year = seat.ticket.number.split('-')[1];
    const into = await queries.byNumber(full ?? `IT-${year}-${number.padStart(6, '0')}`);
    if (!into || into.id === seat.ticket.id || into.stage === 'closed') {
      return answerAlone(seat, seat.say('refused.no-ticket', { number }), 'refused: no ticket');
    }
    return owned(seat, { do: 'merge', into: into.id, intoNumber: into.number });
  }

  function startProcedure(seat: Seat, articleId: string): Plan {
    const article = knowledge.byId(articleId, policy.locale);
    if (!article)
      return answerAlone(seat, seat.say('refused.no-article', { id: articleId }), 'refused: no article');
    return simply(seat, { do: 'start-procedure', articleId, steps: article.steps });
  }

  async function tick(seat: Seat, numbers: readonly number[]): Promise<Plan> {
    const steps = await queries.stepsOf(seat.ticket.id);
    const articleId = steps.at(-1)?.articleId;
    if (articleId === undefined)
      return answerAlone(seat, seat.say('refused.unknown-step'), 'refused: no procedure');
    return plan(seat, 'tick', async (tx) => {
      for (const n of numbers) await give(tx, seat, { do: 'tick-step', articleId, n });
    });
  }

  async function draft(seat: Seat): Promise<Plan> {
    const requester = await people.byId(seat.ticket.requesterId);
    const locale = requester?.locale ?? policy.locale;
    const [best] = knowledge.search(seat.ticket.description, { locale, limit: 1 });
    if (!best || best.score < policy.certainty.offer) {
      return answerAlone(seat, seat.say('desk.no-draft'), 'draft: nothing');
    }
    const value = `${seat.ticket.id}:${best.article.id}`;
    const send = {
      id: 'send-article',
      label: seat.say('button.send-article'),
      value,
      style: 'primary' as const,
    };
    const text = `${seat.say('desk.draft')}\n\n${articleForRequester(voice, best.article)}`;
    return plan(seat, 'draft', (tx) => replies.alone(tx, seat, text, [send]));
  }

  /** Sends an article to the requester in his language, as the agent's own message. */
  async function sendArticle(seat: Seat, articleId: string): Promise<Plan> {
    const requester = await people.byId(seat.ticket.requesterId);
    const article = knowledge.byId(articleId, requester?.locale ?? policy.locale);
    if (!article)
      return answerAlone(seat, seat.say('refused.no-article', { id: articleId }), 'refused: no article');
    const text = articleForRequester(voice, article);
    return plan(seat, 'sent article', async (tx) => {
      if (seat.ticket.assigneeId !== seat.person.id) {
        return replies.alone(tx, seat, seat.say('refused.not-claimed'));
      }
      const sent = await give(tx, seat, {
        do: 'agent-wrote',
        message: { id: ulid(seat.cause.at), text, files: [], originId: null },
      });
      if (sent) await replies.inThread(tx, seat, seat.say('desk.sent-article', { title: article.title }));
    });
  }

  async function recovered(seat: Seat, words: string): Promise<Plan> {
    const tasks = await queries.openRecoveryTasks();
    const task = tasks.find((one) => one.ticketId === seat.ticket.id);
    if (!task) return answerAlone(seat, seat.say('refused.task-done'), 'refused: no task');
    return simply(seat, { do: 'close-recovery', taskId: task.id, note: words });
  }

  function note(seat: Seat, message: WrittenMessage): Plan {
    return simply(seat, { do: 'note', message });
  }

  /** What somebody says who doesn't hold the ticket stays inside; he is told how to reach the requester. */
  function sideRemark(seat: Seat, message: WrittenMessage): Plan {
    return plan(seat, 'note', async (tx) => {
      await give(tx, seat, { do: 'note', message });
      if (seat.ticket.assigneeId === null && seat.ticket.stage !== 'closed') {
        await replies.alone(tx, seat, seat.say('desk.claim-first'));
      }
    });
  }

  function relay(seat: Seat, message: WrittenMessage): Plan {
    const { ticket, say } = seat;
    if (ticket.stage === 'closed') {
      return answerAlone(seat, say('refused.wrong-stage', { stage: say('stage.closed') }), 'refused: closed');
    }
    return simply(seat, { do: 'agent-wrote', message });
  }

  function explain(seat: Seat, word: string): Plan {
    return answerAlone(seat, `${seat.say('desk.misused', { word })}\n\n${seat.say('desk.help')}`, 'help');
  }

  return {
    run,
    answerPending,
    note,
    relay,
    sideRemark,
    explain,
    answerAlone,
    sendArticle,
    startProcedure,
    tick,
    plan,
    simply,
  };
}

export type Execution = ReturnType<typeof createExecution>;

/** Commands that change nothing, and so are answered in a thread the ticket has left. */
const READING: ReadonlySet<DeskCommand['do']> = new Set(['note', 'kb', 'why', 'help', 'recovered']);

function open({ ticket, person, cause }: Seat) {
  return { ticketId: ticket.id, personId: person.id, now: cause.at };
}

function missing(cause: string, steps: readonly string[]): Pending | undefined {
  if (cause === '') return { ask: 'cause' };
  return steps.length === 0 ? { ask: 'steps', cause } : undefined;
}
