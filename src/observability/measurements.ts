import { Counter, Histogram, type Registry } from 'prom-client';
import type { Observer } from '../runtime/observer.ts';

const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Counts what this process does; labels are names of ours, never what somebody wrote or who did. */
export function createMeasurements(registry: Registry): Observer {
  const registers = [registry];
  const send = new Histogram({
    name: 'deskline_send_seconds',
    help: 'One try to send on a platform, by how it came out. Of this process.',
    labelNames: ['platform', 'outcome'],
    buckets: BUCKETS,
    registers,
  });
  const accept = new Histogram({
    name: 'deskline_accept_seconds',
    help: 'From an event that a platform delivered to its being stored durably. Of this process.',
    labelNames: ['platform'],
    buckets: BUCKETS,
    registers,
  });
  const handle = new Histogram({
    name: 'deskline_handle_seconds',
    help: 'From an event that was taken to the commit of what it comes to. Of this process.',
    labelNames: ['kind'],
    buckets: BUCKETS,
    registers,
  });
  const leasesLost = new Counter({
    name: 'deskline_leases_lost_total',
    help: 'Rows that another holder took over while this process still worked on them.',
    labelNames: ['loop'],
    registers,
  });
  for (const loop of ['worker', 'sender']) leasesLost.inc({ loop }, 0);
  return {
    accepted: ({ platform, ms }) => accept.observe({ platform }, ms / 1_000),
    handled: ({ kind, ms }) => handle.observe({ kind }, ms / 1_000),
    sent: ({ platform, outcome, ms }) => send.observe({ platform, outcome }, ms / 1_000),
    leaseLost: (loop) => leasesLost.inc({ loop }),
  };
}
