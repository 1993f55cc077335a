import { parseArgs } from 'node:util';
import { z } from 'zod';
import { commandOf, runChaos } from './run.ts';
import { tableOf } from './table.ts';

/** The long form: `npm run chaos -- --messages 10000 --kills 50 --seed 7 --database postgres --replicas 2 --failover`. */

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    database: { type: 'string', default: 'sqlite' },
    replicas: { type: 'string', default: '1' },
    failover: { type: 'boolean', default: false },
  },
});
const options = z
  .object({
    messages: z.coerce.number().int().positive(),
    kills: z.coerce.number().int().nonnegative(),
    seed: z.coerce.number().int().nonnegative(),
    database: z.enum(['sqlite', 'postgres']),
    replicas: z.coerce.number().pipe(z.union([z.literal(1), z.literal(2)])),
    failover: z.boolean(),
  })
  .refine(({ database, replicas }) => database === 'postgres' || replicas === 1, {
    error: 'SQLite has exactly one replica',
  })
  .refine(({ database, failover }) => database === 'postgres' || !failover, {
    error: '--failover is for PostgreSQL',
  })
  .safeParse(values);

if (options.success) {
  const chosen = { ...options.data, long: options.data.messages >= 1_000 };
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  say(commandOf(chosen));
  const outcome = await runChaos({ ...chosen, onProgress: say });
  say(tableOf(outcome));
  say(JSON.stringify(outcome));
  process.exit(outcome.violated ? 1 : 0);
}
process.stderr.write(`${z.prettifyError(options.error)}\n`);
process.exit(2);
