import { join } from 'node:path';
import { openDatabase } from '../../src/store/open.ts';
import { root } from '../house.ts';
import { fill } from '../many-tickets.ts';
import type { Figure } from '../measure.ts';
import { openReplicas, setUpsHere, type SetUp } from './replicas.ts';
import { talkOn } from './talkers.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const WARM_UP_TALKS = 150;
const TALKS = 400;
const AT_ONCE = 64;
/** A tenth of all tickets is open. */
const OPEN_SHARE = 0.1;

/** What a message costs as the table of tickets grows: processor time of the replica, and of the whole way. */
export async function growth(): Promise<Figure[]> {
  const found: Figure[] = [];
  for (const setUp of setUpsHere().filter(({ replicas }) => replicas === 1))
    found.push(...(await measure(setUp)));
  return found;
}

async function measure(setUp: SetUp): Promise<Figure[]> {
  const costs: { size: number; cpuMs: number; wholeMs: number }[] = [];
  for (const size of SIZES) costs.push({ size, ...(await costAt(setUp, size)) });
  const [first] = costs;
  const times = (of: number, at: number) => of / at;
  return costs.flatMap(({ size, cpuMs, wholeMs }) => [
    { bench: 'growth', what: `${setUp.name}, ${size} tickets: processor`, value: cpuMs, unit: 'ms/message' },
    { bench: 'growth', what: `${setUp.name}, ${size} tickets: whole`, value: wholeMs, unit: 'ms/message' },
    ...(first && size !== first.size
      ? [
          {
            bench: 'growth',
            what: `${setUp.name}, ${size} to ${first.size} tickets`,
            value: Math.max(times(cpuMs, first.cpuMs), times(wholeMs, first.wholeMs)),
            unit: '×',
            budget: { most: 1.5 },
          },
        ]
      : []),
  ]);
}

async function costAt(setUp: SetUp, size: number): Promise<{ cpuMs: number; wholeMs: number }> {
  const open = size * OPEN_SHARE;
  const replicas = await openReplicas(setUp, async (url) => {
    const db = openDatabase({ url, migrationsFolder: join(root, 'migrations'), onPoolError: () => {} });
    await db.migrate();
    await db.close();
    await fill(url, { open, closed: size - open });
  });
  await talkOn(replicas, { first: 0, end: WARM_UP_TALKS, atOnce: AT_ONCE });
  const [before] = await replicas.settle();
  const perSecond = await talkOn(replicas, {
    first: WARM_UP_TALKS,
    end: WARM_UP_TALKS + TALKS,
    atOnce: AT_ONCE,
  });
  const [after] = await replicas.settle();
  await replicas.close();
  const cpu = (after?.cpuMs ?? 0) - (before?.cpuMs ?? 0);
  return { cpuMs: cpu / (TALKS * 10), wholeMs: 1_000 / perSecond };
}
