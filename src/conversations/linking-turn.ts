import type { Messages } from '../content/messages.ts';
import type { Locale, OutboundMessage } from '../platforms/platform.ts';
import type { Transaction } from '../store/database.ts';
import type { Meeting } from './conversation-repository.ts';
import type { Scene, Turn } from './scene.ts';

/** A turn that may be about joining or parting accounts. */
export interface LinkingTurn {
  meeting: Meeting;
  scene: Scene;
  turn: Turn;
  /** The inbox row. */
  event: number;
  say: (tx: Transaction, to: Pick<Meeting, 'conversation'>, messages: OutboundMessage[]) => Promise<void>;
}

/** What people call a platform. */
export function platformName(messages: Messages, locale: Locale, platform: string): string {
  const key = `link.on-${platform}`;
  return messages.has(key) ? messages.say(locale, key) : platform;
}
