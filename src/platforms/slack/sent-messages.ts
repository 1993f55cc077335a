import type { Place } from '../platform.ts';
import { remembered } from '../remembered.ts';

const MOST_KEPT = 2_000;

/** Of what a message consists on Slack: its posts, and the files that were shown below them. */
export interface Sent {
  parts: string[];
  files: string[];
}

export type SentMessages = ReturnType<typeof createSentMessages>;

/** Messages that were sent in this process and are more than one post without files. */
export function createSentMessages() {
  const kept = remembered<Sent>({ most: MOST_KEPT });
  const keyOf = ({ channel }: Place, messageId: string) => `${channel}+${messageId}`;
  return {
    keep(at: Place, messageId: string, sent: Sent): void {
      if (sent.parts.length > 1 || sent.files.length > 0) kept.set(keyOf(at, messageId), sent);
    },
    of: (at: Place, messageId: string): Sent | undefined => kept.get(keyOf(at, messageId)),
  };
}
