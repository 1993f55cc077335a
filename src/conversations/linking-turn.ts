import type { OutboundMessage } from '../platforms/platform.ts';
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
