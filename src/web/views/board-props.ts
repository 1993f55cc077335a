import type { Board } from '../../analytics/board.ts';
import type { Line } from '../../store/schema.ts';
import type { BoardChoice } from '../board-query.ts';
import type { WebQueue } from '../deps.ts';
import type { Visit } from '../visit.ts';

export interface BoardProps {
  visit: Visit;
  choice: BoardChoice;
  figures: Board;
  departments: string[];
  types: { id: string; name: string }[];
  queues: WebQueue[];
  /** Between which percents each line's share should lie. */
  shares: Record<Line, [number, number]>;
  /** Why resets did not come off, in the visitor's language. */
  resetReason: (because: string) => string;
  /** Where the changed parts are read from. */
  live: string;
}
