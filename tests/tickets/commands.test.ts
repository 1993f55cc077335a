import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ticketStages, type TicketStage } from '../../src/store/schema.ts';
import { decide } from '../../src/tickets/commands.ts';
import type { Ticket, TicketCommand } from '../../src/tickets/ticket.ts';
import { MORNING } from './setting.ts';

const message = { id: 'm1', text: '你好', files: [], originId: null };
const original = { id: 'm1', side: 'agent' as const, authorId: 'wang', text: '你好', files: [] };
const rating = { response: 5, quality: 4, attitude: 5, comment: null };

const commands: TicketCommand[] = [
  { do: 'claim' },
  { do: 'unclaim' },
  { do: 'assign', to: 'tom' },
  { do: 'reprioritise', priority: 'high' },
  { do: 'retype', type: 'printer' },
  { do: 'serve', agreement: 'gold' },
  { do: 'escalate', line: 'L2', queue: 'it-l2', reason: 'r' },
  { do: 'start-procedure', articleId: 'a', steps: ['s'] },
  { do: 'tick-step', articleId: 'a', n: 1 },
  { do: 'wait', for: 'vendor', reason: 'r' },
  { do: 'snooze', until: MORNING + 1, reason: 'r' },
  { do: 'continue' },
  { do: 'tell', what: 'warning', clock: 'response', dueAt: 3 },
  { do: 'find-cause', cause: 'c' },
  { do: 'join', parent: 't2', parentNumber: 'IT-2026-000002' },
  { do: 'leave' },
  { do: 'call-incident' },
  { do: 'no-incident' },
  { do: 'split', into: 't2', intoNumber: 'IT-2026-000002' },
  { do: 'resolve-with', resolution: { cause: 'c', steps: ['s'] }, parentNumber: 'IT-2026-000002' },
  { do: 'rescale', impact: 'company', priority: 'urgent', reporters: 20 },
  { do: 'resolve', resolution: { cause: 'c', steps: ['s'] } },
  { do: 'complete', resolution: { cause: 'c', steps: ['s'] } },
  { do: 'confirm' },
  { do: 'reject', words: '' },
  { do: 'assume' },
  { do: 'finish' },
  { do: 'reopen', words: '' },
  { do: 'cancel' },
  { do: 'merge', into: 't2', intoNumber: 'IT-2026-000002' },
  { do: 'requester-wrote', message },
  { do: 'agent-wrote', message },
  { do: 'note', message },
  { do: 'edit-message', original, text: '您好' },
  { do: 'delete-message', original },
  { do: 'rate', rating },
  { do: 'comment', comment: 'c' },
  { do: 'open-recovery', owner: 'zhou', reason: '1 / 1 / 1', dueAt: 3 },
  { do: 'close-recovery', taskId: 'r1', note: 'n' },
];

function ticket(changes: Partial<Ticket> = {}): Ticket {
  return {
    id: 't1',
    number: 'IT-2026-000001',
    requesterId: 'ann',
    conversationId: 'c1',
    title: 'VPN',
    description: 'VPN',
    type: 'network',
    impact: 'person',
    urgency: 'normal',
    priority: 'normal',
    stage: 'diagnosis',
    line: 'L1',
    queue: 'it-l1',
    assigneeId: 'wang',
    waitingFor: null,
    answers: [],
    tried: [],
    resolution: null,
    outcome: null,
    mergedInto: null,
    reopens: 0,
    respondBy: 10,
    resolveBy: 20,
    nextRespondBy: null,
    sla: null,
    department: null,
    agreement: null,
    parentId: null,
    isIncident: false,
    handOvers: 0,
    handBacks: 0,
    reassigns: 0,
    rootCause: null,
    firstResponseAt: null,
    resolvedAt: null,
    closedAt: null,
    createdAt: 0,
    updatedAt: 0,
    version: 0,
    ...changes,
  };
}

function outcome(stage: TicketStage, command: TicketCommand, assigneeId: string | null = 'wang'): string {
  const decision = decide(ticket({ stage, assigneeId }), command, { actor: 'wang', at: MORNING });
  if ('refused' in decision) return decision.refused.because;
  return decision.set.stage ?? stage;
}

/** Where each command, given by the assignee, leads from intake, diagnosis, solution, verification, feedback, closed. */
const table: Record<TicketCommand['do'], string> = {
  claim: 'already-yours already-yours already-yours already-yours already-yours wrong-stage',
  unclaim: 'intake diagnosis solution verification feedback wrong-stage',
  assign: 'diagnosis diagnosis solution verification feedback wrong-stage',
  reprioritise: 'intake diagnosis solution verification feedback wrong-stage',
  retype: 'intake diagnosis solution verification feedback wrong-stage',
  escalate: 'diagnosis diagnosis solution verification wrong-stage wrong-stage',
  'start-procedure': 'wrong-stage solution solution wrong-stage wrong-stage wrong-stage',
  'tick-step': 'intake diagnosis solution verification feedback wrong-stage',
  wait: 'intake diagnosis solution verification feedback wrong-stage',
  serve: 'intake diagnosis solution verification feedback wrong-stage',
  snooze: 'intake diagnosis solution verification feedback wrong-stage',
  continue: 'not-waiting not-waiting not-waiting not-waiting not-waiting wrong-stage',
  tell: 'intake diagnosis solution verification feedback closed',
  'find-cause': 'intake diagnosis solution verification feedback wrong-stage',
  join: 'intake diagnosis solution verification wrong-stage wrong-stage',
  leave: 'no-part no-part no-part no-part no-part no-part',
  'call-incident': 'intake diagnosis solution verification feedback wrong-stage',
  'no-incident': 'no-part no-part no-part no-part no-part no-part',
  split: 'intake diagnosis solution verification feedback wrong-stage',
  'resolve-with': 'verification verification verification wrong-stage wrong-stage wrong-stage',
  rescale: 'intake diagnosis solution verification feedback closed',
  resolve: 'wrong-stage verification verification wrong-stage wrong-stage wrong-stage',
  complete: 'closed wrong-stage wrong-stage wrong-stage wrong-stage wrong-stage',
  confirm: 'wrong-stage wrong-stage wrong-stage feedback wrong-stage wrong-stage',
  reject: 'wrong-stage wrong-stage wrong-stage diagnosis wrong-stage wrong-stage',
  assume: 'wrong-stage wrong-stage wrong-stage closed wrong-stage wrong-stage',
  finish: 'wrong-stage wrong-stage wrong-stage wrong-stage closed wrong-stage',
  reopen: 'wrong-stage wrong-stage wrong-stage wrong-stage diagnosis diagnosis',
  cancel: 'closed closed closed closed wrong-stage wrong-stage',
  merge: 'closed closed closed closed wrong-stage wrong-stage',
  'requester-wrote': 'intake diagnosis solution verification feedback closed',
  'agent-wrote': 'intake diagnosis solution verification feedback wrong-stage',
  note: 'intake diagnosis solution verification feedback closed',
  'edit-message': 'intake diagnosis solution verification feedback wrong-stage',
  'delete-message': 'intake diagnosis solution verification feedback closed',
  rate: 'wrong-stage wrong-stage wrong-stage wrong-stage feedback closed',
  comment: 'wrong-stage wrong-stage wrong-stage wrong-stage feedback wrong-stage',
  'open-recovery': 'intake diagnosis solution verification feedback closed',
  'close-recovery': 'intake diagnosis solution verification feedback closed',
};

describe('a command', () => {
  it.each(
    commands.flatMap((command) => ticketStages.map((stage, i) => [command.do, stage, i, command] as const)),
  )('%s leads where the table says from %s', (name, stage, i, command) => {
    expect(outcome(stage, command)).toBe(table[name].split(' ')[i]);
  });

  it.each(['unclaim', 'wait', 'snooze', 'find-cause', 'resolve', 'start-procedure'] as const)(
    '%s is the assignee’s alone',
    (name) => {
      const command = commands.find((one) => one.do === name)!;
      expect(outcome('diagnosis', command, null)).toBe('not-claimed');
      expect(decide(ticket({ assigneeId: 'tom' }), command, { actor: 'wang', at: 1 })).toEqual({
        refused: { because: 'not-yours', by: 'tom' },
      });
    },
  );
});

describe('a claim', () => {
  it('ends the intake and makes the actor the assignee', () => {
    const decision = decide(
      ticket({ stage: 'intake', assigneeId: null }),
      { do: 'claim' },
      { actor: 'wang', at: 1 },
    );
    expect(decision).toEqual({ kind: 'claimed', set: { assigneeId: 'wang', stage: 'diagnosis' }, data: {} });
  });

  it('of a ticket that another has names him', () => {
    expect(decide(ticket({ assigneeId: 'tom' }), { do: 'claim' }, { actor: 'wang', at: 1 })).toEqual({
      refused: { because: 'taken', by: 'tom' },
    });
  });
});

describe('what is written', () => {
  it('is in the chain as a hash and never as words', () => {
    const decision = decide(ticket(), { do: 'agent-wrote', message }, { actor: 'wang', at: 1 });
    expect(JSON.stringify(decision)).not.toContain('你好');
    expect(decision).toHaveProperty('data.sha256', expect.stringMatching(/^[0-9a-f]{64}$/));
  });

  it('first by an agent is the first response; later words don’t move it', () => {
    const command = { do: 'agent-wrote', message } as const;
    expect(decide(ticket(), command, { actor: 'wang', at: 5 })).toHaveProperty('set.firstResponseAt', 5);
    expect(decide(ticket({ firstResponseAt: 5 }), command, { actor: 'wang', at: 9 })).toHaveProperty(
      'set',
      {},
    );
  });

  it('by the requester ends the waiting for him, not that for a vendor', () => {
    const command = { do: 'requester-wrote', message } as const;
    const by = { actor: 'ann', at: 1 };
    expect(decide(ticket({ waitingFor: 'requester' }), command, by)).toHaveProperty('set.waitingFor', null);
    expect(decide(ticket({ waitingFor: 'vendor' }), command, by)).toHaveProperty('set', {});
  });
});

describe('a message', () => {
  it('that was edited leaves both hashes in the chain and no words', () => {
    const command = { do: 'edit-message', original, text: '您好' } as const;
    const decision = decide(ticket(), command, { actor: 'wang', at: 1 });
    expect(decision).toMatchObject({
      kind: 'message-edited',
      set: {},
      data: { messageId: 'm1', side: 'agent', from: hash('你好'), sha256: hash('您好') },
    });
    expect(JSON.stringify(decision)).not.toMatch(/你好|您好/);
  });

  it('that was deleted leaves the hash of what it was', () => {
    const command = { do: 'delete-message', original } as const;
    expect(decide(ticket(), command, { actor: 'wang', at: 1 })).toEqual({
      kind: 'message-deleted',
      set: {},
      data: { messageId: 'm1', side: 'agent', from: hash('你好') },
    });
  });

  it('is changed by nobody but its writer, whoever has the ticket', () => {
    const refused = { refused: { because: 'not-yours', by: 'wang' } };
    const by = { actor: 'tom', at: 1 };
    const held = ticket({ assigneeId: 'tom' });
    expect(decide(held, { do: 'edit-message', original, text: 'x' }, by)).toEqual(refused);
    expect(decide(held, { do: 'delete-message', original }, by)).toEqual(refused);
  });
});

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('an escalation', () => {
  it('frees the ticket for the next line and keeps who had it and why', () => {
    const command = { do: 'escalate', line: 'L2', queue: 'it-l2', reason: '交换机' } as const;
    expect(decide(ticket({ waitingFor: 'vendor' }), command, { actor: 'wang', at: 1 })).toMatchObject({
      kind: 'escalated',
      set: { line: 'L2', queue: 'it-l2', assigneeId: null, waitingFor: null },
      data: { from: 'L1', to: 'L2', by: 'wang', reason: '交换机' },
    });
  });

  it('to the line it is in is refused', () => {
    const command = { do: 'escalate', line: 'L1', queue: 'it-l1', reason: 'r' } as const;
    expect(decide(ticket(), command, { actor: 'wang', at: 1 })).toEqual({
      refused: { because: 'same-line' },
    });
  });
});

describe('a reopening', () => {
  it('counts, and keeps the solution that failed in the history', () => {
    const resolution = { cause: 'c', steps: ['s'] };
    const decision = decide(
      ticket({ stage: 'verification', reopens: 1, resolution, resolvedAt: 3 }),
      { do: 'reject', words: '' },
      { actor: 'ann', at: 9 },
    );
    expect(decision).toMatchObject({
      kind: 'verification-failed',
      set: { stage: 'diagnosis', reopens: 2, resolvedAt: null, outcome: null },
      data: { resolution },
    });
  });
});

describe('an assignment', () => {
  it('to who has it is refused', () => {
    expect(decide(ticket(), { do: 'assign', to: 'wang' }, { actor: 'wang', at: 1 })).toEqual({
      refused: { because: 'already-yours' },
    });
    expect(decide(ticket(), { do: 'assign', to: 'wang' }, { actor: 'zhou', at: 1 })).toEqual({
      refused: { because: 'not-yours', by: 'wang' },
    });
  });
});
