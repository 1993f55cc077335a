import type { StoredEvent } from '../../runtime/inbox.ts';
import { letterId } from '../../runtime/letter-name.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { TellAdmins } from './admin-alerts.ts';

/** Not a platform's trouble: the administrators are told wherever they are. */
const OWN = 'deskline';

/** Tells the administrators of dead letters that nobody else is told of. */
export function createDeadLetterAlerts(tellAdmins: TellAdmins) {
  return {
    /** The plan for an event that is given up, with a word to them. */
    given(event: StoredEvent, plan: Plan): Plan {
      return {
        ...plan,
        async apply(tx) {
          await plan.apply?.(tx);
          const text = `${letterId({ of: 'inbox', id: event.id })} (${kindOf(event)})`;
          await tellAdmins(tx, { platform: OWN, code: 'event-given-up', text });
        },
      };
    },

    /** `many` have waited for longer than they should. */
    waiting: (tx: Parameters<TellAdmins>[0], many: number): Promise<void> =>
      tellAdmins(tx, { platform: OWN, code: 'waiting-long', text: String(many) }),
  };
}

function kindOf({ payload }: StoredEvent): string {
  return payload.kind === 'timer' ? `timer ${payload.name}` : `${payload.kind}, ${payload.platform}`;
}

export type DeadLetterAlerts = ReturnType<typeof createDeadLetterAlerts>;
