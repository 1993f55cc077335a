import { clean } from '../language/clean.ts';
import type { FileRef } from '../platforms/platform.ts';
import { newId } from '../runtime/id.ts';
import type { Plan } from '../runtime/worker.ts';
import type { WrittenMessage } from '../tickets/commands.ts';
import { barePlace } from './bare-place.ts';
import type { TypeOf } from './command-arguments.ts';
import { parseDeskText } from './commands.ts';
import { isCancel, type Execution } from './execution.ts';
import { splitLines } from './internal-lines.ts';
import { openQuestion, type PendingQuestions } from './pending.ts';
import type { Seat } from './seat.ts';
import { addressed, isCalled } from './ticket-names.ts';

/** What an agent wrote about a ticket, without the ticket's name. */
export interface Heard {
  messageId: string;
  text: string;
  files: FileRef[];
  forwarded?: boolean | undefined;
}

interface HearingOptions {
  execution: Execution;
  pending: PendingQuestions;
  typeOf: TypeOf;
  hasThreads: (platform: string) => boolean;
}

/** What becomes of an agent's words about a ticket: a command, an answer, a note, or words for its requester. */
export function createHearing({ execution, pending, typeOf, hasThreads }: HearingOptions) {
  return async function hear(seat: Seat, heard: Heard): Promise<Plan> {
    const { files } = heard;
    const text = clean(heard.text);
    const { words, internal } = splitLines(text);
    const message = (said: string, attached: FileRef[]): WrittenMessage => ({
      id: newId(seat.cause.at),
      text: said,
      files: attached,
      originId: heard.messageId,
      originPlace: barePlace(seat.at),
    });
    if (words === '' && internal === '' && files.length === 0) return { result: 'ignored: empty' };
    // Somebody else's words are neither a command nor the agent's answer (rule I-3).
    if (heard.forwarded) return execution.note(seat, message(text.trim(), files));
    if (words === '' && internal !== '') return execution.note(seat, message(internal, files));
    // A thread has one ticket: words that name another one are meant for somebody else.
    const named = seat.inThread ? addressed(words).name : undefined;
    if (named && !isCalled(seat.ticket.number, named)) return execution.refuseOther(seat, named.n);

    const parsed = parseDeskText(named ? addressed(words).words : words, typeOf);
    const aside = internal === '' ? undefined : message(internal, []);
    if ('command' in parsed) {
      if (parsed.command.do === 'note') {
        return execution.note(seat, message(joined(parsed.command.text, internal), files));
      }
      // What hangs on a command is kept with the ticket, and not sent to anybody.
      const attached = internal !== '' || files.length > 0 ? message(internal, files) : undefined;
      return execution.withNote(await execution.run(seat, parsed.command), seat, attached);
    }
    const isSlashed = 'misused' in parsed && /^[/\uff0f]/.test(words);
    // Without threads he was asked in his own chat: what he says in the group is no answer.
    const isAskable = seat.at.kind === 'direct' || hasThreads(seat.at.platform);
    const asked = isSlashed || !isAskable ? undefined : await pending.of(openQuestion(seat));
    if (asked) return execution.withNote(await execution.answerPending(seat, asked, words), seat, aside);
    if ('misused' in parsed) {
      return execution.withNote(execution.explain(seat, parsed.misused), seat, aside);
    }
    if (isCancel(words)) return execution.withNote(execution.nothingToCancel(seat), seat, aside);
    if (!isForRequester(seat)) return execution.sideRemark(seat, message(joined(words, internal), files));
    return execution.withNote(execution.relay(seat, message(words, files)), seat, aside);
  };
}

export type Hear = ReturnType<typeof createHearing>;

/** In a group colleagues read along and talk among themselves. */
function isForRequester({ ticket, queue, person, inThread, at }: Seat): boolean {
  const isHis = ticket.queue === queue.id && ticket.assigneeId === person.id;
  return isHis && (inThread || at.kind === 'direct');
}

function joined(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}
