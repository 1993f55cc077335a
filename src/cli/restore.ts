import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { adopt, restore } from '../backup/restore.ts';
import { readConfig } from '../config.ts';
import { UsageError, type Command, type Terminal } from './command.ts';

/** `deskline restore`: a backup becomes the present database. */
export const restoreCommand: Command = {
  help: `deskline restore FILE [--force]
      makes a backup the database of DATABASE_URL; no program may run on it
      --force                puts a SQLite database that is there aside; PostgreSQL's must be a new, empty one
  deskline restore --adopt
      for a database that was put back by other means, e.g. a point-in-time recovery of PostgreSQL
      What waited in the copy isn't done again by itself: it stands among the dead letters (deskline dead-letters).`,
  read(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { force: { type: 'boolean', default: false }, adopt: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [file, surplus] = positionals;
    if (surplus !== undefined) throw new UsageError('restore takes one file');
    if ((file === undefined) !== values.adopt) throw new UsageError('restore needs a file, or --adopt alone');
    return (terminal) => run({ file, force: values.force }, terminal);
  },
};

async function run(
  { file, force }: { file: string | undefined; force: boolean },
  { env, root, now, out }: Terminal,
): Promise<number> {
  const { databaseUrl } = readConfig(env);
  const options = { databaseUrl, migrationsFolder: join(root, 'migrations'), now };
  const restored =
    file === undefined
      ? { ...(await adopt(options)), aside: undefined }
      : await restore(file, { ...options, force, path: env['PATH'] ?? '' });
  const { messages, events, aside } = restored;
  if (aside !== undefined) out(`The database that was there is now ${aside}\n`);
  out('Restored.\n');
  if (messages + events > 0) {
    out(
      `${messages} messages and ${events} events that waited in it may have been done since: they are not done\n`,
    );
    out('again by themselves. See them with: deskline dead-letters\n');
  }
  return 0;
}
