import { describe, expect, inject, it } from 'vitest';
import { commandOf, runChaos, type ChaosOptions } from './run.ts';
import { tableOf } from './table.ts';

/** Chance decides who writes what, and what goes wrong when; CHAOS_SEED plays other chances. */
const seed = Number(process.env['CHAOS_SEED'] ?? 1);
/** Beside the other tests on two cores it takes a quarter of it; a slow machine is no fault of the program. */
const TIME_LIMIT_MS = 300_000;
const postgres = inject('postgres');

describe('a company whose bot is killed and cut off again and again', () => {
  it('loses nothing, doubles nothing and keeps the order on SQLite', { timeout: TIME_LIMIT_MS }, () =>
    survives({ ...short, database: 'sqlite', replicas: 1 }),
  );

  it.skipIf('missing' in postgres && !process.env['CI'])(
    'loses nothing, doubles nothing and keeps the order on PostgreSQL with two replicas',
    { timeout: TIME_LIMIT_MS },
    () => survives({ ...short, database: 'postgres', replicas: 2 }),
  );
});

/** Whoever has begun something finishes it: about 400 messages come of it. */
const short = { messages: 280, kills: 8, seed, failover: false, long: false };

async function survives(options: ChaosOptions): Promise<void> {
  const outcome = await runChaos(options).catch((error: unknown) => {
    throw new Error(`The run broke off: ${commandOf(options)}`, { cause: error });
  });
  const { verdicts, figures } = outcome;
  if (outcome.violated) process.stderr.write(`${tableOf(outcome)}\n`);
  expect({
    again: outcome.again,
    violations: verdicts.flatMap(({ id, violations }) => violations.map((one) => `${id}: ${one}`)),
  }).toEqual({ again: commandOf(options), violations: [] });
  // It was tried at all.
  const unchecked = verdicts.filter(({ verdict }) => verdict === 'not checked').map(({ id }) => id);
  expect(unchecked.filter((id) => id !== 'V9' && id !== 'V13')).toEqual([]);
  const deaths = Object.entries(figures.faults).filter(([what]) => /killed|SIGTERM/.test(what));
  expect(deaths.reduce((sum, [, many]) => sum + many, 0)).toBe(options.kills);
  expect(figures.stopMs).toBeLessThan(10_000);
}
