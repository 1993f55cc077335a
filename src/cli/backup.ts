import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { backUp, backupName, deleteOldest } from '../backup/back-up.ts';
import { readConfig } from '../config.ts';
import { UsageError, type Command, type Terminal } from './command.ts';

const MEGABYTE = 1024 * 1024;

/** `deskline backup`: a copy of the database while the program runs. */
export const backupCommand: Command = {
  help: `deskline backup [--to FILE|FOLDER] [--keep N]
      copies the database into a file while the program runs, and looks whether the copy is whole
      --to FILE|FOLDER       default ./data/backups; in a folder it is named by date and time (UTC)
      --keep N               deletes all but the newest N backups of the folder
      Not in it: the content (prompts/), .env, and the secret key (SECRET_KEY, or the .key file beside the database).`,
  read(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { to: { type: 'string', default: './data/backups' }, keep: { type: 'string' } },
    });
    const { to, keep } = values;
    if (keep !== undefined && !/^[1-9]\d{0,4}$/.test(keep)) throw new UsageError('--keep is a number from 1');
    return (terminal) => run({ to, keep: keep === undefined ? undefined : Number(keep) }, terminal);
  },
};

async function run(
  { to, keep }: { to: string; keep: number | undefined },
  { env, now, out }: Terminal,
): Promise<number> {
  const { databaseUrl } = readConfig(env);
  const isFile = /\.(db|dump)$/.test(to) && !(existsSync(to) && statSync(to).isDirectory());
  const file = isFile ? to : join(to, backupName(databaseUrl, now()));
  const bytes = await backUp({ databaseUrl, to: file, path: env['PATH'] ?? '' });
  out(`${file}: ${(bytes / MEGABYTE).toFixed(1)} MB, whole\n`);
  if (keep !== undefined) for (const old of deleteOldest(dirname(file), keep)) out(`deleted ${old}\n`);
  return 0;
}
