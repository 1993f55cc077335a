import type { Health } from '../platforms/platform.ts';
import type { QueueReadings } from './queue-readings.ts';

/** Where the numbers come from that are read at the time of asking. */
export interface Sources {
  version: string;
  platforms: () => readonly (Health & { name: string })[];
  /** Undefined where the database doesn't answer. */
  queues: () => Promise<QueueReadings | undefined>;
}
