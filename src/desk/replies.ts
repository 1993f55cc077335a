import type { Button } from '../platforms/platform.ts';
import type { Transaction } from '../store/database.ts';
import type { Refusal } from '../tickets/commands.ts';
import type { Seat } from './execution.ts';
import type { Threads } from './threads.ts';

/** Answers to agents, in the thread. */
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
  };
}

export type Replies = ReturnType<typeof createReplies>;

/** Why a command was not carried out, in the agent's words. `name` turns a person's id into a name. */
export function refusalText(
  { say }: Pick<Seat, 'say'>,
  refusal: Refusal,
  name: (id: string) => string,
): string {
  switch (refusal.because) {
    case 'taken':
    case 'not-yours':
    case 'step-done':
      return say(`refused.${refusal.because}`, { agent: name(refusal.by) });
    case 'wrong-stage':
      return say('refused.wrong-stage', { stage: say(`stage.${refusal.stage}`) });
    case 'already-yours':
    case 'not-claimed':
    case 'same-line':
    case 'unknown-step':
    case 'task-done':
      return say(`refused.${refusal.because}`);
  }
}
