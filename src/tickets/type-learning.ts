import type { Lesson, TypeLessons } from './type-lessons.ts';

export interface TypeLearningOptions {
  lessons: Pick<TypeLessons, 'latest' | 'state'>;
  learn: (lessons: readonly Lesson[]) => Promise<void>;
  now: () => number;
}

/** Old tickets say less about today's words, and more would take longer than they help. */
const MOST_LESSONS = 2_000;
/** While agents are correcting, it waits until they are done; but not for ever. */
const QUIET_MS = 30_000;
const LATEST_MS = 10 * 60_000;

/**
 * Learns types anew from what people settled since the last time. Ask it at the start and every half minute; every
 * replica asks for itself. Resolves to whether there was something to learn.
 */
export function createTypeLearning({ lessons, learn, now }: TypeLearningOptions): () => Promise<boolean> {
  /** Without lessons the content alone has been learnt. */
  let learnt = '0/0';
  let waitingSince: number | undefined;
  let running: Promise<boolean> | undefined;

  async function learnIfNew(): Promise<boolean> {
    const { mark, newest } = await lessons.state();
    if (mark === learnt) return false;
    const at = now();
    waitingSince ??= at;
    if (at - newest < QUIET_MS && at - waitingSince < LATEST_MS) return false;
    await learn(await lessons.latest(MOST_LESSONS));
    learnt = mark;
    waitingSince = undefined;
    return true;
  }

  return () => {
    running ??= learnIfNew().finally(() => {
      running = undefined;
    });
    return running;
  };
}
