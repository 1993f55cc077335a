import type { Logger } from 'pino';
import { failure } from './runtime/failure.ts';

const EVERY_MS = 30_000;

export interface TypeLearningOptions {
  /** Learns what people have settled since; whether it was anything. */
  learn: () => Promise<boolean>;
  log: Pick<Logger, 'info' | 'error'>;
}

/** Keeps on learning types while the program runs. Each replica does: what is learnt is in its own memory. */
export function createTypeLearning({ learn, log }: TypeLearningOptions) {
  let learning: NodeJS.Timeout | undefined;

  const again = () =>
    learn()
      .then((anything) => anything && log.info('types were learnt from what people settled'))
      .catch((error: unknown) => log.error(failure(error), 'learning types failed; it is tried again'));

  return {
    start(): void {
      learning = setInterval(() => void again(), EVERY_MS).unref();
    },
    stop(): void {
      clearInterval(learning);
    },
  };
}
