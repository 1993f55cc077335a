import type { Button } from '../platforms/platform.ts';
import { messageTarget } from '../runtime/outbox.ts';
import type { Transaction } from '../store/database.ts';
import type { Refusal } from '../tickets/commands.ts';
import { stageText } from './card.ts';
import type { Seat } from './seat.ts';
import type { Threads } from './threads.ts';

/** Marks on an agent's message: it went to the requester, or it stays here. */
export const SENT = '✅';
export const INTERNAL = '🔒';

/** Answers to agents, in the thread they wrote in. */
export function createReplies(threads: Threads) {
  return {
    /** For everybody in the thread. */
    async inThread(tx: Transaction, seat: Seat, text: string, buttons: Button[] = []): Promise<void> {
      const message = buttons.length > 0 ? { text, buttons } : { text };
      await threads.write(tx, seat.ticket, [{ message }], seat.cause.at, seat.queue.id);
    },

    /** For the agent alone, where the platform can. */
    async alone(tx: Transaction, seat: Seat, text: string, buttons: Button[] = []): Promise<void> {
      const message = buttons.length > 0 ? { text, buttons } : { text };
      const posting = { op: 'private' as const, privateTo: seat.userId, message };
      await threads.write(tx, seat.ticket, [posting], seat.cause.at, seat.queue.id);
    },

    /** Marks what the agent wrote. */
    async mark(tx: Transaction, seat: Seat, messageId: string, reaction: string): Promise<void> {
      const posting = { op: 'react' as const, target: messageTarget(messageId), reaction };
      await threads.write(tx, seat.ticket, [posting], seat.cause.at, seat.queue.id);
    },
  };
}

export type Replies = ReturnType<typeof createReplies>;

/** Why a command was not carried out, in the agent's words. `by` is the name of who stands in the way. */
export function refusalText({ say }: Pick<Seat, 'say'>, refusal: Refusal, by: string): string {
  switch (refusal.because) {
    case 'taken':
    case 'not-yours':
    case 'step-done':
      return say(`refused.${refusal.because}`, { agent: by });
    case 'wrong-stage':
      return say('refused.wrong-stage', { stage: stageText(say, refusal.stage) });
    case 'already-yours':
    case 'not-claimed':
    case 'same-line':
    case 'unknown-step':
    case 'task-done':
      return say(`refused.${refusal.because}`);
  }
}
