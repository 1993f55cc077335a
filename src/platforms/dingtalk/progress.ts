import type { DeliveryError } from '../platform.ts';
import { remembered } from '../remembered.ts';

const MOST = 5_000;

/** How far a message has come. */
export interface Progress {
  /** One entry for each part that was accepted: `key:…` by a push, `webhook`, `card`, or empty. */
  steps: string[];
  /** The part at hand in this try. */
  at: number;
  card?: string | undefined;
  /** Why the message goes without a card, where one was tried. */
  plain?: DeliveryError | undefined;
  lostFiles: { name: string; error: DeliveryError }[];
}

/** Remembers, in this process, what was accepted of each message. */
export interface ProgressBook {
  of(key: string): Progress;
  /** A new try begins. */
  begin(progress: Progress): void;
  /** Does the part at hand, unless it was done in an earlier try. */
  once(progress: Progress, work: () => Promise<string>): Promise<void>;
  hasSent(progress: Progress): boolean;
  /** The vendor's keys behind an id of our own. */
  keepForRecall(messageId: string, keys: string[]): void;
  /** The vendor's keys of a message; none where it can't be taken back. */
  keysOf(messageId: string): string[];
}

/** A book of the latest few thousand messages. */
export function createProgressBook(): ProgressBook {
  const book = remembered<Progress>({ most: MOST });
  const recalls = remembered<string[]>({ most: MOST });

  return {
    of(key) {
      const progress = book.get(key) ?? { steps: [], at: 0, lostFiles: [] };
      book.set(key, progress);
      return progress;
    },
    begin(progress) {
      progress.at = 0;
    },
    async once(progress, work) {
      const step = progress.at;
      if (step >= progress.steps.length) progress.steps.push(await work());
      progress.at = step + 1;
    },
    hasSent: ({ steps }) => steps.some((step) => step !== ''),
    keepForRecall: (messageId, keys) => recalls.set(messageId, keys),
    keysOf(messageId) {
      if (/^(?:press|webhook):/.test(messageId)) return recalls.get(messageId) ?? [];
      return messageId.split(',').filter((key) => key !== '');
    },
  };
}
