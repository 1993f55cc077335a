import { lines } from '../store/schema.ts';
import type { TicketOutcome, TicketStage } from '../store/schema.ts';
import { changeFingerprint, fingerprint } from './fingerprint.ts';
import { canMove } from './lifecycle.ts';
import type { Decision, OriginalMessage, Refusal, Ticket, TicketCommand } from './ticket.ts';

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
      const { priority } = command;
      return event('priority-changed', { priority }, { from: targetsOf(ticket), to: priority });
    }
    case 'retype': {
      if (ticket.stage === 'closed') return wrongStage(ticket);
      const { type, agreement } = command;
      const served = agreement === undefined ? {} : { agreement };
      return event('type-changed', { type, ...served }, { from: ticket.type, to: type, ...served });
    }
    case 'serve': {
      if (ticket.stage === 'closed') return wrongStage(ticket);
      const { agreement } = command;
      return event('agreement-changed', { agreement }, { from: ticket.agreement, agreement });
    }
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
        event('waiting', waitingSet(ticket, command.for, at), { for: command.for, reason: command.reason })
      );
    case 'snooze': {
      const { until, reason } = command;
      return ownedBy(ticket, actor) ?? event('snoozed', { waitingFor: 'snooze' }, { until, reason });
    }
    case 'continue':
      if (ticket.stage === 'closed') return wrongStage(ticket);
      if (ticket.waitingFor === null) return { refused: { because: 'not-waiting' } };
      return event(actor === 'bot' ? 'woke' : 'continued', { waitingFor: null }, { from: ticket.waitingFor });
    case 'tell': {
      const { what, clock, dueAt, to } = command;
      return event('told', {}, to ? { what, clock, dueAt, to } : { what, clock, dueAt });
    }
    case 'find-cause':
      return (
        ownedBy(ticket, actor) ?? event('root-cause', { rootCause: command.cause }, { cause: command.cause })
      );
    case 'join':
      return decideJoining(ticket, command);
    case 'leave':
      if (ticket.parentId === null) return { refused: { because: 'no-part' } };
      return event('left', { parentId: null }, { parent: ticket.parentId });
    case 'split':
      if (ticket.stage === 'closed') return wrongStage(ticket);
      return event('split', {}, { into: command.into, number: command.intoNumber });
    case 'call-incident':
      if (ticket.stage === 'closed') return wrongStage(ticket);
      return event('incident', { isIncident: true, parentId: null });
    case 'no-incident':
      if (!ticket.isIncident) return { refused: { because: 'no-part' } };
      return event('no-incident', { isIncident: false });
    case 'resolve-with': {
      const { resolution, parentNumber } = command;
      const heard = ticket.firstResponseAt === null ? { firstResponseAt: at } : {};
      const solved = { resolution, resolvedAt: at, waitingFor: null, ...heard };
      return moving('verification', 'resolved', solved, { ...resolution, parent: parentNumber });
    }
    case 'rescale': {
      const { impact, priority, reporters } = command;
      const from = targetsOf(ticket);
      return event('priority-changed', { impact, priority }, { from, to: priority, impact, reporters });
    }
    case 'resolve': {
      const refused = ownedBy(ticket, actor);
      if (refused) return refused;
      // Only the solution of an incident comes to tickets that nobody has looked at.
      if (ticket.stage === 'intake') return wrongStage(ticket);
      // Root cause first, then the solution (requirement 3.2).
      if (ticket.line === 'expert' && ticket.rootCause === null)
        return { refused: { because: 'root-cause-first' } };
      const heard = ticket.firstResponseAt === null ? { firstResponseAt: at } : {};
      const solved = { resolution: command.resolution, resolvedAt: at, waitingFor: null, ...heard };
      return moving('verification', 'resolved', solved, { ...command.resolution });
    }
    case 'complete': {
      if (ticket.stage !== 'intake') return wrongStage(ticket);
      const { resolution } = command;
      const done = {
        outcome: 'confirmed' as const,
        resolution,
        resolvedAt: at,
        closedAt: at,
        firstResponseAt: at,
      };
      return moving('closed', 'completed', done, { ...resolution });
    }
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
        ticket.waitingFor === 'requester' || ticket.waitingFor === 'snooze' ? { waitingFor: null } : {},
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
      set: {
        assigneeId: to,
        ...begun(ticket),
        ...(ticket.assigneeId === null ? {} : { reassigns: ticket.reassigns + 1 }),
      },
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
  const isBack = lines.indexOf(line) < lines.indexOf(ticket.line);
  const set = {
    ...(isBack ? { handBacks: ticket.handBacks + 1 } : { handOvers: ticket.handOvers + 1 }),
    line,
    queue,
    assigneeId: null,
    waitingFor: null,
    ...(ticket.stage === 'verification' ? {} : begun(ticket)),
  };
  return {
    set,
    kind: 'escalated',
    data: { from: ticket.line, to: line, queue, by: ticket.assigneeId, reason, field },
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

/** A part has one whole, and an incident is no part. */
function decideJoining(ticket: Ticket, { parent, parentNumber }: TicketCommand & { do: 'join' }): Decision {
  if (ticket.stage === 'closed' || ticket.stage === 'feedback') return wrongStage(ticket);
  if (ticket.isIncident) return { refused: { because: 'is-incident' } };
  return { set: { parentId: parent }, kind: 'joined', data: { parent, number: parentNumber } };
}

/** What is asked of the requester is an answer too. */
function waitingSet(ticket: Ticket, side: 'requester' | 'vendor', at: number): Partial<Ticket> {
  const isAnswer = side === 'requester' && ticket.firstResponseAt === null;
  return isAnswer ? { waitingFor: side, firstResponseAt: at } : { waitingFor: side };
}

/** What a change of targets leaves behind. */
function targetsOf({ priority, respondBy, resolveBy }: Ticket) {
  return { priority, respondBy, resolveBy };
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
