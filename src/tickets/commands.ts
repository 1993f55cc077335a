import type { FileRef, Place } from '../platforms/platform.ts';
import type {
  Line,
  Priority,
  Resolution,
  Tables,
  TicketOutcome,
  TicketStage,
  Translation,
} from '../store/schema.ts';
import { changeFingerprint, fingerprint } from './fingerprint.ts';
import { canMove } from './lifecycle.ts';

export type Ticket = Tables['tickets']['$inferSelect'];

/** Everything that can be done to a ticket after it was opened. */
export type TicketCommand =
  | { do: 'claim' }
  | { do: 'unclaim' }
  | { do: 'assign'; to: string }
  | { do: 'reprioritise'; priority: Priority; respondBy: number; resolveBy: number }
  | { do: 'retype'; type: string }
  | { do: 'escalate'; line: Line; queue: string; reason: string; field?: string | undefined }
  | { do: 'start-procedure'; articleId: string; steps: string[] }
  | { do: 'tick-step'; articleId: string; n: number }
  | { do: 'wait'; for: 'requester' | 'vendor'; reason: string }
  | { do: 'resolve'; resolution: Resolution }
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
  | { because: 'task-done' };

export type Decision =
  | { set: Partial<Ticket>; kind: string; data: Record<string, unknown> }
  | { refused: Refusal };

/** What `command`, given by `actor` at `at`, does to the ticket. Pure; who may act on the queue is asked before. */
export function decide(
  ticket: Ticket,
  command: TicketCommand,
  { actor, at }: { actor: string; at: number },
): Decision {
  const event = (kind: string, set: Partial<Ticket> = {}, data: Record<string, unknown> = {}): Decision => ({
    set,
    kind,
    data,
  });
  const moving = (
    to: TicketStage,
    kind: string,
    set: Partial<Ticket> = {},
    data: Record<string, unknown> = {},
  ) =>
    canMove(ticket.stage, to)
      ? event(kind, { stage: to, ...set }, { from: ticket.stage, to, ...data })
      : wrongStage(ticket);

  switch (command.do) {
    case 'claim':
      return decideClaim(ticket, actor);
    case 'unclaim':
      return ownedBy(ticket, actor) ?? event('unclaimed', { assigneeId: null });
    case 'assign':
      return decideAssignment(ticket, command.to, actor);
    case 'reprioritise': {
      if (ticket.stage === 'closed') return wrongStage(ticket);
      const { priority, respondBy, resolveBy } = command;
      const before = { priority: ticket.priority, respondBy: ticket.respondBy, resolveBy: ticket.resolveBy };
      return event('priority-changed', { priority, respondBy, resolveBy }, { from: before, to: priority });
    }
    case 'retype':
      if (ticket.stage === 'closed') return wrongStage(ticket);
      return event('type-changed', { type: command.type }, { from: ticket.type, to: command.type });
    case 'escalate':
      return decideEscalation(ticket, command);
    case 'start-procedure': {
      const refused = ownedBy(ticket, actor);
      if (refused) return refused;
      const data = { articleId: command.articleId, steps: command.steps };
      return ticket.stage === 'solution'
        ? event('procedure', {}, data)
        : moving('solution', 'procedure', {}, data);
    }
    case 'tick-step':
      if (ticket.stage === 'closed') return wrongStage(ticket);
      return event('step-done', {}, { articleId: command.articleId, n: command.n });
    case 'wait':
      return (
        ownedBy(ticket, actor) ??
        event('waiting', { waitingFor: command.for }, { for: command.for, reason: command.reason })
      );
    case 'resolve':
      return (
        ownedBy(ticket, actor) ??
        moving(
          'verification',
          'resolved',
          { resolution: command.resolution, resolvedAt: at, waitingFor: null },
          { ...command.resolution },
        )
      );
    case 'confirm':
      return moving('feedback', 'confirmed', { outcome: 'confirmed' });
    case 'reject':
      return ticket.stage === 'verification'
        ? decideReopening(ticket, 'verification-failed')
        : wrongStage(ticket);
    case 'reopen':
      return ticket.stage === 'closed' || ticket.stage === 'feedback'
        ? decideReopening(ticket, 'reopened')
        : wrongStage(ticket);
    case 'assume':
      return ticket.stage === 'verification' ? closing('assumed') : wrongStage(ticket);
    case 'finish':
      return ticket.stage === 'feedback' ? moving('closed', 'closed', { closedAt: at }) : wrongStage(ticket);
    case 'cancel':
      return ticket.stage === 'feedback' ? wrongStage(ticket) : closing('cancelled');
    case 'merge':
      return ticket.stage === 'feedback'
        ? wrongStage(ticket)
        : closing('merged', { mergedInto: command.into }, { into: command.intoNumber });
    case 'requester-wrote':
      return event(
        command.do,
        ticket.waitingFor === 'requester' ? { waitingFor: null } : {},
        fingerprint(command.message),
      );
    case 'agent-wrote':
      if (ticket.stage === 'closed') return wrongStage(ticket);
      return event(
        command.do,
        ticket.firstResponseAt === null ? { firstResponseAt: at } : {},
        fingerprint(command.message),
      );
    case 'note':
      return event(command.do, {}, fingerprint(command.message));
    case 'edit-message':
      return decideChange(ticket, command.original, { actor, text: command.text });
    case 'delete-message':
      return decideChange(ticket, command.original, { actor });
    case 'rate': {
      if (ticket.stage !== 'feedback' && ticket.stage !== 'closed') return wrongStage(ticket);
      const { response, quality, attitude } = command.rating;
      return event('rated', {}, { response, quality, attitude });
    }
    case 'comment':
      return ticket.stage === 'feedback' ? event('commented') : wrongStage(ticket);
    case 'open-recovery':
      return event(
        'recovery-opened',
        {},
        { owner: command.owner, reason: command.reason, dueAt: command.dueAt },
      );
    case 'close-recovery':
      return event('recovery-done', {}, { note: command.note });
  }

  function closing(
    outcome: TicketOutcome,
    set: Partial<Ticket> = {},
    data: Record<string, unknown> = {},
  ): Decision {
    return moving('closed', outcome, { outcome, closedAt: at, waitingFor: null, ...set }, data);
  }
}

function decideClaim(ticket: Ticket, actor: string): Decision {
  if (ticket.stage === 'closed') return wrongStage(ticket);
  if (ticket.assigneeId === actor) return { refused: { because: 'already-yours' } };
  if (ticket.assigneeId !== null) return { refused: { because: 'taken', by: ticket.assigneeId } };
  return { set: { assigneeId: actor, ...begun(ticket) }, kind: 'claimed', data: {} };
}

function decideAssignment(ticket: Ticket, to: string, actor: string): Decision {
  if (ticket.stage === 'closed') return wrongStage(ticket);
  if (ticket.assigneeId !== to) {
    return {
      set: { assigneeId: to, ...begun(ticket) },
      kind: 'assigned',
      data: { from: ticket.assigneeId, to },
    };
  }
  return { refused: to === actor ? { because: 'already-yours' } : { because: 'not-yours', by: to } };
}

function decideEscalation(ticket: Ticket, command: TicketCommand & { do: 'escalate' }): Decision {
  if (ticket.stage === 'closed' || ticket.stage === 'feedback') return wrongStage(ticket);
  if (ticket.line === command.line) return { refused: { because: 'same-line' } };
  const { line, queue, reason, field } = command;
  const set = {
    line,
    queue,
    assigneeId: null,
    waitingFor: null,
    ...(ticket.stage === 'verification' ? {} : begun(ticket)),
  };
  return {
    set,
    kind: 'escalated',
    data: { from: ticket.line, to: line, by: ticket.assigneeId, reason, field },
  };
}

function decideReopening(ticket: Ticket, kind: string): Decision {
  const set = {
    stage: 'diagnosis',
    reopens: ticket.reopens + 1,
    resolvedAt: null,
    closedAt: null,
    outcome: null,
  } as const;
  return { set, kind, data: { from: ticket.stage, to: 'diagnosis', resolution: ticket.resolution } };
}

/** Only who wrote a message changes it; what he takes back (a password, say) goes also after the end. */
function decideChange(
  ticket: Ticket,
  original: OriginalMessage,
  { actor, text }: { actor: string; text?: string },
): Decision {
  if (ticket.stage === 'closed' && text !== undefined) return wrongStage(ticket);
  if (original.authorId !== actor) return { refused: { because: 'not-yours', by: original.authorId } };
  const kind = text === undefined ? 'message-deleted' : 'message-edited';
  return { set: {}, kind, data: changeFingerprint(original, text) };
}

/** The first human at work ends the intake. */
function begun(ticket: Ticket): Partial<Ticket> {
  return ticket.stage === 'intake' ? { stage: 'diagnosis' } : {};
}

function ownedBy(ticket: Ticket, actor: string): { refused: Refusal } | undefined {
  if (ticket.stage === 'closed') return wrongStage(ticket);
  if (ticket.assigneeId === null) return { refused: { because: 'not-claimed' } };
  if (ticket.assigneeId !== actor) return { refused: { because: 'not-yours', by: ticket.assigneeId } };
  return undefined;
}

function wrongStage(ticket: Ticket): { refused: Refusal } {
  return { refused: { because: 'wrong-stage', stage: ticket.stage } };
}
