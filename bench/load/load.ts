import { percentile, type Figure } from '../measure.ts';
import { openReplicas, setUpsHere, type Replicas, type SetUp } from './replicas.ts';
import { talkOn, writeAt } from './talkers.ts';

const WARM_UP_TALKS = 200;
const TALKS = 600;
const AT_ONCE = 256;
const RATES = [50, 200, 500];
const WARM_UP_S = 3;
const SECONDS = 12;
const CHAIRS = 500;

/** How much each set-up bears, and how long people wait at three rates. */
export async function load(): Promise<Figure[]> {
  const found: Figure[] = [];
  for (const setUp of setUpsHere()) found.push(...(await measure(setUp)));
  return found;
}

async function measure(setUp: SetUp): Promise<Figure[]> {
  const replicas = await openReplicas(setUp);
  await talkOn(replicas, { first: 0, end: WARM_UP_TALKS, atOnce: AT_ONCE });
  const from = WARM_UP_TALKS + TALKS;
  const perSecond = await talkOn(replicas, { first: WARM_UP_TALKS, end: from, atOnce: AT_ONCE });
  const figures: Figure[] = [
    { bench: 'load', what: `${setUp.name}: sustained`, value: perSecond, unit: 'messages/s' },
  ];
  let firstTalker = from;
  for (const rate of RATES) {
    figures.push(...(await atRate(replicas, { setUp, rate, firstTalker })));
    firstTalker += 100_000;
  }
  await replicas.close();
  return figures;
}

async function atRate(
  replicas: Replicas,
  { setUp, rate, firstTalker }: { setUp: SetUp; rate: number; firstTalker: number },
): Promise<Figure[]> {
  const dueMs = Array.from({ length: rate * (WARM_UP_S + SECONDS) }, (_, n) => (n * 1_000) / rate);
  const { stored, replied } = await writeAt(replicas, {
    dueMs,
    chairs: CHAIRS,
    firstTalker,
    warmUp: rate * WARM_UP_S,
  });
  await replicas.settle();
  const ms = (what: string, values: readonly number[], p: number): Figure => ({
    bench: 'load',
    what: `${setUp.name}, ${rate}/s: ${what} p${p}`,
    value: percentile(values, p),
    unit: 'ms',
  });
  return [...[50, 99].map((p) => ms('stored', stored, p)), ...[50, 99].map((p) => ms('reply', replied, p))];
}
