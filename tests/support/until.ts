import { setTimeout as delay } from 'node:timers/promises';

const LOOK_AGAIN_MS = 2;

/** Resolves once something that nobody tells of has become true. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await delay(LOOK_AGAIN_MS);
}
