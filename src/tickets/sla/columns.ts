import type { SlaHistory } from '../../store/schema.ts';
import { clocksOf } from './clocks.ts';
import type { TermsOf } from './terms.ts';

/** What a ticket keeps of its clocks. */
export interface SlaColumns {
  sla: SlaHistory;
  respondBy: number;
  resolveBy: number;
  nextRespondBy: number | null;
}

/** The clocks as a ticket's row has them: recomputing them from its events gives the same (invariant 8). */
export function slaColumns(history: SlaHistory, termsOf: TermsOf): SlaColumns {
  const due = new Map(clocksOf(history, termsOf).map(({ kind, dueAt }) => [kind, dueAt]));
  return {
    sla: history,
    respondBy: due.get('response') ?? history.openedAt,
    resolveBy: due.get('resolution') ?? history.openedAt,
    nextRespondBy: due.get('next-response') ?? null,
  };
}
