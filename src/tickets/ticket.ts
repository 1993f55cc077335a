import type { FileRef, Place } from '../platforms/platform.ts';
import type {
  Impact,
  Line,
  Priority,
  Resolution,
  Tables,
  TicketStage,
  Translation,
} from '../store/schema.ts';

export type Ticket = Tables['tickets']['$inferSelect'];

/** Everything that can be done to a ticket after it was opened. */
export type TicketCommand =
  | { do: 'claim' }
  | { do: 'unclaim' }
  | { do: 'assign'; to: string }
  | { do: 'reprioritise'; priority: Priority }
  /** `agreement` is the one that covers the ticket with this type. */
  | { do: 'retype'; type: string; agreement?: string | null | undefined }
  | { do: 'serve'; agreement: string | null }
  | { do: 'escalate'; line: Line; queue: string; reason: string; field?: string | undefined }
  | { do: 'start-procedure'; articleId: string; steps: string[] }
  | { do: 'tick-step'; articleId: string; n: number }
  | { do: 'wait'; for: 'requester' | 'vendor'; reason: string }
  | { do: 'snooze'; until: number; reason: string }
  | { do: 'continue' }
  /** Something about its clocks is told to somebody: kept, so that it is told once. */
  | { do: 'tell'; what: string; clock: string; dueAt: number; to?: string[] | undefined }
  | { do: 'find-cause'; cause: string }
  | { do: 'join'; parent: string; parentNumber: string }
  | { do: 'leave' }
  | { do: 'split'; into: string; intoNumber: string }
  | { do: 'call-incident' }
  | { do: 'no-incident' }
  /** The solution of the ticket that it is a part of, whoever has this one. */
  | { do: 'resolve-with'; resolution: Resolution; parentNumber: string }
  | { do: 'rescale'; impact: Impact; priority: Priority; reporters: number }
  | { do: 'resolve'; resolution: Resolution }
  /** Done by the bot and seen to be done: it needs nobody. */
  | { do: 'complete'; resolution: Resolution }
  | { do: 'confirm' }
  | { do: 'reject'; words: string }
  | { do: 'assume' }
  | { do: 'finish' }
  | { do: 'reopen'; words: string }
  | { do: 'cancel' }
  | { do: 'merge'; into: string; intoNumber: string }
  | { do: 'requester-wrote'; message: WrittenMessage }
  | { do: 'agent-wrote'; message: WrittenMessage }
  | { do: 'note'; message: WrittenMessage }
  | { do: 'edit-message'; original: OriginalMessage; text: string }
  | { do: 'delete-message'; original: OriginalMessage }
  | { do: 'rate'; rating: Rating }
  | { do: 'comment'; comment: string }
  | { do: 'open-recovery'; owner: string; reason: string; dueAt: number }
  | { do: 'close-recovery'; taskId: string; note: string };

/** What somebody wrote on a ticket. */
export interface WrittenMessage {
  id: string;
  text: string;
  files: FileRef[];
  /** The platform's id of the original. */
  originId: string | null;
  /** Where the original stands: Slack's ids are unique within a channel only. */
  originPlace?: Place | null | undefined;
  /** Made by the model before the command, for the other side; the original is always shown with it. */
  translation?: Translation | null | undefined;
}

/** A message of the ticket as it stood before its writer changed it. */
export interface OriginalMessage {
  id: string;
  side: 'requester' | 'agent' | 'note';
  /** Who he is by now, where he was known under another id when he wrote. */
  authorId: string;
  text: string;
  files: FileRef[];
}

/** The three dimensions of requirement 5.2, each 1 to 5. */
export interface Rating {
  response: number;
  quality: number;
  attitude: number;
  comment: string | null;
}

/** Why a command was not carried out: expected, told to who gave it. */
export type Refusal =
  | { because: 'taken'; by: string }
  | { because: 'already-yours' }
  | { because: 'not-claimed' }
  | { because: 'not-yours'; by: string }
  | { because: 'wrong-stage'; stage: TicketStage }
  | { because: 'same-line' }
  | { because: 'step-done'; by: string }
  | { because: 'unknown-step' }
  | { because: 'task-done' }
  | { because: 'not-waiting' }
  | { because: 'root-cause-first' }
  | { because: 'beyond-line' }
  | { because: 'ping-pong' }
  | { because: 'is-incident' }
  | { because: 'no-part' };

export type Decision =
  | { set: Partial<Ticket>; kind: string; data: Record<string, unknown> }
  | { refused: Refusal };
