import type { Locale } from '../platforms/platform.ts';
import type { LetterAct, LetterOutcome } from '../runtime/dead-letters.ts';
import type { Letter, LetterFilter, LetterKind } from '../runtime/letter-list.ts';
import type { LetterName } from '../runtime/letter-name.ts';

/** Where a message was to go, or where an event came from. */
export type LetterPlace =
  | { kind: 'desk'; queue: string }
  | { kind: 'chat'; name: string | undefined }
  | { kind: 'group' }
  /** Time has made it. */
  | { kind: 'none' };

/** A dead letter and what is known around it. */
export interface LetterView {
  letter: Letter;
  platform: string | undefined;
  place: LetterPlace;
  ticketId: string | undefined;
  /** Another try may bring it a second time: the platform can neither look it up nor tell a repeat. */
  mayDouble: boolean;
  /** Its platform has no connection at present. */
  isAway: boolean;
}

export interface LettersShown {
  letters: LetterView[];
  counts: Record<LetterKind, number>;
}

export type LetterChoice = Pick<LetterFilter, 'kind' | 'platform'>;

/** What could not be delivered or worked on for good, or waits for long (rule G10). */
export interface LetterDeps {
  /** `queues`: only what belongs to these; without it all. */
  list(
    choice: LetterChoice & { queues?: readonly string[] | undefined },
    page: { skip: number; limit: number },
  ): Promise<LettersShown>;
  platforms(): string[];
  platformName(platform: string, locale: Locale): string;
  /** Why it is a dead letter: in words where something can be done about it, and as it was said. */
  reasonOf(letter: Letter, locale: Locale): { why: string | undefined; reason: string } | undefined;
  retry(name: LetterName, actor: string): Promise<LetterOutcome>;
  /** All that were given up, but nothing of unknown outcome. */
  retryAll(choice: LetterChoice, actor: string): Promise<LetterOutcome[]>;
  drop(name: LetterName, order: { actor: string; reason: string }): Promise<LetterOutcome>;
  /** What people decided, the newest first. */
  acts(limit: number): Promise<LetterAct[]>;
  lastAct(letter: string): Promise<LetterAct | undefined>;
}
