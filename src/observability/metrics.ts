import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Observer } from '../runtime/observer.ts';
import { createGauges } from './gauges.ts';
import { createMeasurements } from './measurements.ts';
import type { Sources } from './sources.ts';

const PREFIX = 'deskline_';

export interface Metrics {
  /** To be given to what is measured. */
  observer: Observer;
  /** All numbers in Prometheus' text format; without those of the database where it doesn't answer. */
  render(sources: Sources): Promise<{ contentType: string; text: string }>;
}

/** The numbers of one process. `ofProcess`: memory, processor and event loop too. */
export function createMetrics({ ofProcess = false }: { ofProcess?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (ofProcess) collectDefaultMetrics({ register: registry, prefix: PREFIX });
  const gauges = createGauges(registry);
  return {
    observer: createMeasurements(registry),
    async render({ version, platforms, queues }) {
      gauges.showProcess(version, platforms());
      gauges.showQueues(await queues());
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
