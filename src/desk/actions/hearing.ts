import type { Mentions } from '../../identity/mentions.ts';
import { clean } from '../../language/clean.ts';
import type { FileRef } from '../../platforms/platform.ts';
import { newId } from '../../runtime/id.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { WrittenMessage } from '../../tickets/ticket.ts';
import type { Agents } from './agents.ts';
import { barePlace } from '../threads/bare-place.ts';
import type { TypeOf } from '../commands/command-arguments.ts';
import { parseDeskText } from '../commands/commands.ts';
import type { DeskCommand, Parsed } from '../commands/desk-command.ts';
import { isCancel, type Execution } from './execution.ts';
import { splitLines } from '../commands/internal-lines.ts';
import { openQuestion, type PendingQuestions } from './pending.ts';
import type { Seat } from '../threads/seat.ts';
import { addressed, isCalled } from '../commands/ticket-names.ts';

/** What an agent wrote about a ticket, without the ticket's name. */
export interface Heard {
  messageId: string;
  text: string;
  files: FileRef[];
  /** Names of files that could not be fetched. */
  lost?: readonly string[] | undefined;
  forwarded?: boolean | undefined;
}

interface HearingOptions {
  execution: Execution;
  pending: PendingQuestions;
  agents: Agents;
  mentions: Mentions;
  typeOf: TypeOf;
  hasThreads: (platform: string) => boolean;
}

/** What an agent wrote, taken apart. */
interface Utterance {
  seat: Seat;
  /** What isn't marked as internal: as he wrote it, and with people's names instead of their accounts. */
  original: string;
  words: string;
  internal: string;
  /** Says which files could not be fetched. */
  missing: string;
  files: FileRef[];
  write: (parts: string[], files: FileRef[]) => WrittenMessage;
}

/** Commands that name people, by their accounts. */
const NAMING: ReadonlySet<DeskCommand['do']> = new Set(['assign', 'collab']);

/** What becomes of an agent's words about a ticket: a command, an answer, a note, or words for its requester. */
export function createHearing(options: HearingOptions) {
  const { execution, pending, agents, mentions, typeOf, hasThreads } = options;

  return async function hear(seat: Seat, heard: Heard): Promise<Plan> {
    const said = await takenApart(seat, heard);
    const { words, internal, missing, files, write } = said;
    if (isEmpty(write([words, internal, missing], files))) return { result: 'ignored: empty' };
    // Somebody else's words are neither a command nor the agent's answer (rule I-3).
    if (heard.forwarded) return execution.note(seat, write([clean(heard.text).trim(), missing], files));
    if (words === '' && internal !== '') return execution.note(seat, write([internal, missing], files));
    // A thread has one ticket: words that name another one are meant for somebody else.
    const named = seat.inThread ? addressed(words).name : undefined;
    if (named && !isCalled(seat.ticket.number, named)) return execution.refuseOther(seat, named.n);
    const parsed = read(said);
    return 'command' in parsed ? obey(said, parsed.command) : answer(said, parsed);
  };

  async function takenApart(seat: Seat, { messageId, text, files, lost = [] }: Heard): Promise<Utterance> {
    const original = clean(text);
    const { words, internal } = splitLines(await mentions(original, seat.identity));
    return {
      seat,
      original: splitLines(original).words,
      words,
      internal,
      missing: lost.length > 0 ? seat.say('file.lost', { names: lost.join(', ') }) : '',
      files,
      write: (parts, attached) => ({
        id: newId(seat.cause.at),
        text: parts.filter((part) => part !== '').join('\n'),
        files: attached,
        originId: messageId,
        originPlace: barePlace(seat.at),
      }),
    };
  }

  /** Whom a ticket or a task is given to is told by his account; his name may be another's too (rule I-1). */
  function read({ seat, original, words }: Utterance): Parsed {
    const unnamed = (text: string) => (seat.inThread ? addressed(text).words : text);
    const parsed = parseDeskText(unnamed(original), typeOf);
    const namesPeople = 'command' in parsed && NAMING.has(parsed.command.do);
    return namesPeople ? parsed : parseDeskText(unnamed(words), typeOf);
  }

  async function obey(said: Utterance, command: DeskCommand): Promise<Plan> {
    const { seat, internal, missing, files, write } = said;
    if (command.do === 'note') return execution.note(seat, write([command.text, internal, missing], files));
    return withRest(said, await execution.run(seat, command));
  }

  async function answer(said: Utterance, parsed: Exclude<Parsed, { command: DeskCommand }>): Promise<Plan> {
    const { seat, words } = said;
    const isSlashed = 'misused' in parsed && /^[/\uff0f]/.test(words);
    // Without threads he was asked in his own chat: what he says in the group is no answer.
    const isAskable = seat.at.kind === 'direct' || hasThreads(seat.at.platform);
    const open = isSlashed || !isAskable ? undefined : await pending.of(openQuestion(seat));
    if (open && (!open.isExpired || isCancel(words))) {
      return withRest(said, await execution.answerPending(seat, open.question, words));
    }
    if ('misused' in parsed) return withRest(said, execution.explain(seat, parsed.misused));
    if (isCancel(words)) return withRest(said, execution.nothingToCancel(seat));
    if (open && isForRequester(seat)) return withRest(said, execution.dropExpired(seat));
    return speak(said);
  }

  async function speak({ seat, original, words, internal, missing, files, write }: Utterance): Promise<Plan> {
    const all = write([words, internal, missing], files);
    if (!isForRequester(seat)) return execution.sideRemark(seat, all);
    const colleague = await agents.colleagueCalled(seat, original);
    if (colleague !== undefined) return execution.toColleague(seat, all, colleague);
    const aside = internal === '' ? undefined : write([internal], []);
    return execution.withNote(await execution.relay(seat, write([words, missing], files)), seat, aside);
  }

  /** What comes with words that are not for the requester isn't either. */
  function withRest({ seat, internal, missing, files, write }: Utterance, plan: Plan): Plan {
    const rest = write([internal, missing], files);
    return execution.withNote(plan, seat, isEmpty(rest) ? undefined : rest);
  }
}

export type Hear = ReturnType<typeof createHearing>;

/** In a group colleagues read along and talk among themselves. */
function isForRequester({ ticket, queue, person, inThread, at }: Seat): boolean {
  const isHis = ticket.queue === queue.id && ticket.assigneeId === person.id;
  return isHis && (inThread || at.kind === 'direct');
}

function isEmpty({ text, files }: Pick<WrittenMessage, 'text' | 'files'>): boolean {
  return text === '' && files.length === 0;
}
