import { DeliveryError } from '../platform.ts';
import type { Uploaded } from './files-out.ts';

/** Tries with its files, of a message that goes without them then. */
const MOST_FILE_TRIES = 4;

/** How far a message has come in this process; its next try goes on from here. */
export interface Progress {
  /** The parts that Slack has accepted, by number. */
  parts: Map<number, string>;
  /** A call went without an answer: what it did must be looked up. */
  inDoubt: boolean;
  /** It was posted once more without a look at what had arrived. */
  blind: boolean;
  files?: Uploaded | undefined;
  /** Tries that failed because of the files alone. */
  fileFailures: number;
  shared: boolean;
  /** Names of uploaded files that could not be shown. */
  unshown: string[];
}

/** Of a message that nothing was done for yet. */
export function begun(): Progress {
  return { parts: new Map(), inDoubt: false, blind: false, fileFailures: 0, shared: false, unshown: [] };
}

/** True where it is the last try with the files. */
export function isLast({ fileFailures }: Progress): boolean {
  return fileFailures + 1 >= MOST_FILE_TRIES;
}

/** Counts a try that failed because of the files; too many calls is none of their fault. Gives the error. */
export function counted(at: Progress, error: unknown): unknown {
  if (!(error instanceof DeliveryError) || error.retryAfterMs === undefined) at.fileFailures += 1;
  return error;
}

/**
 * A failure after a part has arrived: a process that doesn't know of that part must look before it sends. Where it is
 * known already that a try may have arrived (`again`), a limit stays one: it costs no try.
 */
export function halfDone(error: unknown, again: boolean): unknown {
  if (!(error instanceof DeliveryError)) return error;
  if (error.fate !== 'transient' && (error.fate !== 'limited' || again)) return error;
  const { retryAfterMs, obstacle } = error;
  return new DeliveryError('unknown', error.message, { cause: error, retryAfterMs, obstacle });
}
