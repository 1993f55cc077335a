import { remembered } from '../remembered.ts';
import { RequestError } from './errors.ts';

const MOST_MESSAGES = 2_000;
/** So many tries end a message: a lane of messages waits behind it. */
const MOST_TRIES = 3;

/**
 * Does a piece of work on the message with that key. A refusal that isn't known throws as one that passes, as it may
 * with time, until that message has met so many.
 */
export type Patiently = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Counts in this process. */
export function createPatience(): Patiently {
  const refusals = remembered<number>({ most: MOST_MESSAGES });
  return async (key, work) => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RequestError) || !error.unfamiliar) throw error;
      const tries = (refusals.get(key) ?? 0) + 1;
      refusals.set(key, tries);
      if (tries >= MOST_TRIES) throw error;
      throw new RequestError('transient', error.message, { code: error.code, cause: error });
    }
  };
}
