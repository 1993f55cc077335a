import { percentile, type Figure } from '../measure.ts';
import { openReplicas, setUpsHere, type SetUp } from './replicas.ts';
import { writeAt } from './talkers.ts';

const PEOPLE = 2_000;
const MINUTE_MS = 60_000;

/** An outage: two thousand people write within a minute, half of them in its first fifteen seconds. */
export async function burst(): Promise<Figure[]> {
  const found: Figure[] = [];
  for (const setUp of setUpsHere()) found.push(...(await measure(setUp)));
  return found;
}

async function measure(setUp: SetUp): Promise<Figure[]> {
  const replicas = await openReplicas(setUp);
  const share = (n: number) => (n < PEOPLE / 2 ? n / PEOPLE / 2 : 0.25 + ((n - PEOPLE / 2) / PEOPLE) * 1.5);
  const dueMs = Array.from({ length: PEOPLE }, (_, n) => share(n) * MINUTE_MS);
  const begun = performance.now();
  const { stored, replied } = await writeAt(replicas, { dueMs, chairs: PEOPLE, firstTalker: 0 });
  await replicas.settle();
  const emptyMs = performance.now() - begun - (dueMs.at(-1) ?? 0);
  await replicas.close();
  const figure = (what: string, value: number, unit: string, budget?: Figure['budget']): Figure => ({
    bench: 'burst',
    what: `${setUp.name}: ${what}`,
    value,
    unit,
    budget,
  });
  return [
    figure('stored p99', percentile(stored, 99), 'ms'),
    figure('reply p99', percentile(replied, 99), 'ms'),
    figure('reply max', percentile(replied, 100), 'ms'),
    figure('empty after the last message', emptyMs, 'ms'),
    figure('lost', PEOPLE - replied.length, '', { most: 0 }),
  ];
}
