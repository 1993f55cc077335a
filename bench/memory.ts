import { readdirSync } from 'node:fs';
import { startCloud } from './cloud-process.ts';
import { openConnectedHouse } from './connected-house.ts';
import { percentile, type Figure } from './measure.ts';

const MESSAGES = 100_000;
const WARM_UP = 10_000;
const STEP = 1_000;
const AT_ONCE = 64;

interface Sample {
  rss: number;
  files: number;
  timers: number;
}

/** Memory, open files and timers over a hundred thousand messages through the SDKs of WeCom and Slack. */
export async function memory(): Promise<Figure[]> {
  const cloud = await startCloud();
  const house = await openConnectedHouse(cloud.env);
  await cloud.ask({ do: 'prepare' });
  const samples: Sample[] = [];
  for (let from = 0; from < WARM_UP + MESSAGES; from += STEP) {
    await cloud.ask({ do: 'crowd', from, messages: STEP, atOnce: AT_ONCE });
    house.storedAt.clear();
    if (from >= WARM_UP) samples.push(sample());
  }
  await house.close();
  await cloud.close();

  const tenth = samples.length / 10;
  const first = samples.slice(0, tenth);
  const last = samples.slice(-tenth);
  const middle = (of: readonly Sample[], key: keyof Sample) =>
    percentile(
      of.map((one) => one[key]),
      50,
    );
  const figure = (what: string, value: number, unit: string, budget?: Figure['budget']): Figure => ({
    bench: 'memory',
    what,
    value,
    unit,
    budget,
  });
  const growth = (key: keyof Sample) => middle(last, key) - middle(first, key);
  return [
    figure(`RSS, first tenth of ${MESSAGES} messages`, middle(first, 'rss'), 'MB'),
    figure('RSS, last tenth', middle(last, 'rss'), 'MB'),
    figure('last tenth to first tenth', middle(last, 'rss') / middle(first, 'rss'), '×', { most: 1.1 }),
    figure('open files more than at first', growth('files'), '', { most: 2 }),
    figure('timers more than at first', growth('timers'), '', { most: 10 }),
  ];
}

function sample(): Sample {
  return {
    rss: process.memoryUsage.rss() / 1024 / 1024,
    files: readdirSync('/proc/self/fd').length,
    timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length,
  };
}
