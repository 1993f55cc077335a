/** Runs work in the order in which it was asked for, never more than `most` at once. */
export function createFewAtOnce(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The place goes to the next without becoming free in between.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
