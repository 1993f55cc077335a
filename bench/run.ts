import { availableParallelism } from 'node:os';
import { board, clocks } from './clocks.ts';
import { held } from './held.ts';
import { ack, reply } from './latency.ts';
import { isWithin, rowOf, type Figure } from './measure.ts';
import { burst } from './load/burst.ts';
import { disk } from './load/disk.ts';
import { growth } from './load/growth.ts';
import { load } from './load/load.ts';
import { memory } from './memory.ts';
import { platforms } from './platforms.ts';
import { recovery } from './recovery.ts';
import { reset } from './reset.ts';
import { search } from './search.ts';
import { start } from './start.ts';
import { throughput } from './throughput.ts';

const benches: Record<string, () => Promise<Figure[]>> = {
  ack,
  reply,
  throughput,
  start,
  platforms,
  memory,
  recovery,
  reset,
  held,
  search,
  board,
  clocks,
  load,
  burst,
  growth,
  disk,
};

/** They take many minutes, or need a directory: only where they are asked for. */
const LONG = ['memory', 'search', 'board', 'reset', 'load', 'burst', 'growth', 'disk'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  throw new Error(`No bench is called ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}`);
}

process.stdout.write(
  `Node ${process.version}, ${availableParallelism()} cores; SQLite where nothing else is said; durable commits\n\n`,
);
const figures: Figure[] = [];
for (const [name, run] of Object.entries(benches)) {
  if (wanted.length > 0 ? !wanted.includes(name) : LONG.includes(name)) continue;
  for (const figure of await run()) {
    figures.push(figure);
    process.stdout.write(`${rowOf(figure)}\n`);
  }
}
const results = figures.map((figure) => ({ ...figure, ok: isWithin(figure) }));
process.stdout.write(`\n${JSON.stringify({ node: process.version, figures: results })}\n`);
if (!results.every(({ ok }) => ok)) process.exitCode = 1;
