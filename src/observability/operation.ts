import type { Logger } from 'pino';
import type { Deskline } from '../deskline.ts';
import { failure } from '../runtime/failure.ts';
import type { OperationDeps } from '../web/operation-deps.ts';
import type { Metrics } from './metrics.ts';
import { readQueues } from './queue-readings.ts';
import { createReadiness } from './readiness.ts';
import { singleFlight } from './single-flight.ts';

const READ_WITHIN_MS = 2_000;

export interface OperationOptions {
  deskline: Deskline;
  metrics: Metrics;
  version: string;
  log: Logger;
  now: () => number;
  /** Aborted when the process is told to stop. */
  closing: AbortSignal;
}

/** What load balancers and monitoring are told. */
export function createOperation(options: OperationOptions): OperationDeps {
  const { deskline, metrics, version, log, now, closing } = options;
  const platforms = () => deskline.health();
  const queues = singleFlight(() => readQueues(deskline.db, now()), {
    withinMs: READ_WITHIN_MS,
    onError: (error) => log.warn(failure(error), 'reading the queues failed'),
  });
  return {
    readiness: createReadiness({
      db: deskline.db,
      phase: () => (closing.aborted ? 'stopping' : deskline.phase()),
      platforms,
      log,
    }),
    metrics: () => metrics.render({ version, platforms, queues }),
  };
}
