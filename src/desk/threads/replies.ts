import type { Button, OutboundMessage } from '../../platforms/platform.ts';
import type { Transaction } from '../../store/database.ts';
import type { Refusal } from '../../tickets/ticket.ts';
import { stageText } from '../cards/voice.ts';
import type { Caller, Seat } from './seat.ts';
import type { Threads } from './threads.ts';

/** Marks an agent's message that stays here. */
export const INTERNAL = '🔒';

/** Answers to agents: in the thread they wrote in, or where they act. */
export function createReplies(threads: Threads) {
  return {
    /** For everybody in the thread. */
    async inThread(tx: Transaction, seat: Seat, text: string, buttons: Button[] = []): Promise<void> {
      const message = buttons.length > 0 ? { text, buttons } : { text };
      if (!seat.inThread) return threads.answer(tx, seat, message);
      await threads.write(tx, seat.ticket, [{ message }], seat.cause.at, seat.queue.id);
    },

    /** For the agent alone, where the platform can. */
    async alone(tx: Transaction, seat: Seat, text: string, buttons: Button[] = []): Promise<void> {
      const message = buttons.length > 0 ? { text, buttons } : { text };
      if (!seat.inThread) return threads.answer(tx, seat, message);
      const posting = { op: 'private' as const, privateTo: seat.identity.userId, message };
      await threads.write(tx, seat.ticket, [posting], seat.cause.at, seat.queue.id);
    },

    /** For who asks, where he does: in a ticket's thread or beside it. */
    async to(tx: Transaction, caller: Caller | Seat, message: OutboundMessage): Promise<void> {
      if (!('inThread' in caller) || !caller.inThread) return threads.answer(tx, caller, message);
      const posting = { op: 'private' as const, privateTo: caller.identity.userId, message };
      await threads.write(tx, caller.ticket, [posting], caller.cause.at, caller.queue.id);
    },

    /** Marks what the agent wrote as internal; in words where the platform has no reactions. */
    async mark(tx: Transaction, seat: Seat, messageId: string, reaction: string): Promise<void> {
      if (!threads.chats.reacts(seat.at.platform)) {
        return threads.answer(tx, seat, { text: seat.say('desk.noted') });
      }
      await threads.react(tx, seat, { messageId, reaction });
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
    case 'not-waiting':
    case 'root-cause-first':
    case 'beyond-line':
    case 'ping-pong':
    case 'is-incident':
    case 'no-part':
      return say(`refused.${refusal.because}`);
  }
}
