import type { InboundEvent } from '../../platforms/platform.ts';
import type { StoredEvent } from '../../runtime/inbox.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { ArticlePresses } from '../actions/article-presses.ts';
import type { Callers } from '../threads/callers.ts';

type Event = StoredEvent & { payload: InboundEvent };

/** Buttons that do the same wherever they stand: in a desk channel, the knowledge channel, or somebody's own chat. */
export function createPressesAnywhere({ presses, callers }: { presses: ArticlePresses; callers: Callers }) {
  return {
    takes: (payload: InboundEvent): boolean =>
      payload.kind === 'action' && payload.sender.kind === 'member' && presses.knows(payload.action),

    async handle(event: Event): Promise<Plan> {
      const { payload } = event;
      if (payload.kind !== 'action') return { result: `ignored: ${payload.kind}` };
      return presses.onPress(callers.callerOf(event, await callers.whoSent(payload)), payload);
    },
  };
}

export type PressesAnywhere = ReturnType<typeof createPressesAnywhere>;
