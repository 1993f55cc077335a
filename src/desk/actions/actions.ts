import { clean } from '../../language/clean.ts';
import type { InboundEvent } from '../../platforms/platform.ts';
import { newId } from '../../runtime/id.ts';
import type { Plan } from '../../runtime/worker.ts';
import { lines, type Line } from '../../store/schema.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import type { Execution } from './execution.ts';
import { splitLines } from '../commands/internal-lines.ts';
import { openQuestion, type PendingQuestions } from './pending.ts';
import type { Replies } from '../threads/replies.ts';
import { stepsIn } from '../commands/resolution.ts';
import type { Seat } from '../threads/seat.ts';
import { shortNumber } from '../../tickets/ticket-number.ts';

interface ActionsOptions {
  execution: Execution;
  replies: Replies;
  pending: PendingQuestions;
}

const BUTTONS: ReadonlySet<string> = new Set([
  'claim',
  'resolve',
  'escalate',
  'escalate-to',
  'more',
  'procedure',
  'send-article',
  'open-article',
  'open-case',
  'send-draft',
  'drop-draft',
  'kb-link',
  'kb-update',
  'kb-draft',
  'kb-nothing',
  'tick',
]);

/** What the desk's buttons do: the same as the commands of their names. */
export function createActions({ execution, replies, pending }: ActionsOptions) {
  return {
    /** Whether a button is the desk's. */
    knows: (action: string): boolean => BUTTONS.has(action),

    /** What an emoji on the card does, if it is one that means something. */
    async onReaction(seat: Seat, reaction: DeskPolicy['reactions'][string] | undefined): Promise<Plan> {
      switch (reaction) {
        case 'claim':
        case 'unclaim':
          return execution.run(seat, { do: reaction });
        case 'resolve':
          return execution.run(seat, { do: 'resolve', cause: '', steps: [] });
        case 'escalate':
          return (await hindered(seat)) ?? offerLines(seat);
        case 'more':
          return execution.run(seat, { do: 'help' });
        case undefined:
          return { result: 'ignored: reaction' };
      }
    },

    async onButton(
      seat: Seat,
      { action, value, input = {} }: InboundEvent & { kind: 'action' },
    ): Promise<Plan> {
      const [ticketId, ...rest] = value.split(':');
      // A button's value is only an id; the thread it is pressed in decides which ticket it is about.
      if (ticketId !== seat.ticket.id) return { result: 'ignored: foreign button' };
      switch (action) {
        case 'claim':
          return execution.run(seat, { do: 'claim' });
        case 'resolve':
          return resolve(seat, input);
        case 'escalate':
          return (await hindered(seat)) ?? offerLines(seat);
        case 'escalate-to':
          return (await hindered(seat)) ?? askReason(seat, rest[0]);
        case 'more':
          return execution.run(seat, { do: 'help' });
        case 'more-time':
          return execution.run(seat, { do: 'extend' });
        case 'procedure':
          return execution.run(seat, { do: 'procedure', articleId: rest.join(':') });
        case 'send-article':
          return execution.sendArticle(seat, rest.join(':'));
        case 'open-article':
          return execution.work.openArticle(seat, rest.join(':'));
        case 'open-case':
          return execution.work.openCase(seat, rest[0] ?? '');
        case 'send-draft':
          return execution.drafts.send(seat, rest[0] ?? '');
        case 'drop-draft':
          return execution.drafts.discard(seat, rest[0] ?? '');
        case 'kb-link':
          return execution.run(seat, { do: 'article', act: 'link', articleId: rest[0] ?? '' });
        case 'kb-update':
          return execution.run(seat, { do: 'article', act: 'update', articleId: rest[0] ?? '' });
        case 'kb-draft':
          return execution.run(seat, { do: 'new-article' });
        case 'kb-nothing':
          return execution.run(seat, { do: 'no-article', reason: clean(input.reason ?? '') });
        case 'tick':
          return execution.simply(seat, { do: 'tick-step', articleId: rest[0] ?? '', n: Number(rest[1]) });
        default:
          return { result: `ignored: no button ${action}` };
      }
    },
  };

  /** Lines that begin with `//` stay inside, here as anywhere. */
  async function resolve(seat: Seat, input: Record<string, string>): Promise<Plan> {
    const [cause, steps] = [splitLines(clean(input.cause ?? '')), splitLines(clean(input.steps ?? ''))];
    const text = [cause.internal, steps.internal].filter((part) => part !== '').join('\n');
    const note = text === '' ? undefined : { id: newId(seat.cause.at), text, files: [], originId: null };
    const command = { do: 'resolve' as const, cause: cause.words, steps: stepsIn(steps.words) };
    return execution.withNote(await execution.run(seat, command), seat, note);
  }

  /** Who can't hand the ticket over is not asked where to. */
  async function hindered(seat: Seat): Promise<Plan | undefined> {
    const { ticket, queue, person, say, at, inThread } = seat;
    if (ticket.queue !== queue.id) {
      const text = say('refused.elsewhere', { line: say(`line.${ticket.line}`) });
      return execution.plan(seat, 'refused: elsewhere', (tx) => replies.alone(tx, seat, text));
    }
    const refused = await execution.refuseEarly(seat, 'escalate');
    // What is asked next is asked in his own chat, where nothing shows that he is one of the group.
    if (refused || inThread || at.kind === 'direct' || ticket.assigneeId === person.id) return refused;
    const words = say('desk.escalate-in-words', { ticket: shortNumber(ticket.number) });
    return execution.plan(seat, 'explained', (tx) => replies.alone(tx, seat, words));
  }

  function offerLines(seat: Seat): Plan {
    const others = lines.filter((line) => line !== seat.ticket.line);
    const buttons = others.map((line) => ({
      id: 'escalate-to',
      label: seat.say(`line.${line}`),
      value: `${seat.ticket.id}:${line}`,
    }));
    return execution.plan(seat, 'asked: line', (tx) =>
      replies.alone(tx, seat, seat.say('desk.which-line'), buttons),
    );
  }

  function askReason(seat: Seat, name: string | undefined): Plan {
    const line = lines.find((one): one is Line => one === name);
    if (!line) return { result: 'ignored: no such line' };
    return execution.plan(seat, 'asked: reason', async (tx) => {
      await pending.ask(tx, { ...openQuestion(seat), state: { ask: 'reason', line } });
      await replies.alone(tx, seat, seat.say('desk.ask-reason'));
    });
  }
}

export type Actions = ReturnType<typeof createActions>;
