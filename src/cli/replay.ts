import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { duration, elapsed } from '../content/duration.ts';
import { replay, type ReplayOrder } from '../replay/replay.ts';
import { reportText } from '../replay/report.ts';
import { openDatabase } from '../store/open.ts';
import { UsageError, type Command, type Terminal } from './command.ts';

const SETTINGS = ['certainty.type', 'certainty.article', 'certainty.offer'] as const;

/** `deskline replay`: what another content would have answered. */
export const replayCommand: Command = {
  help: `deskline replay --content DIR [options]
      answers past questions with another content and shows what would change; nobody is written to
      --content DIR          the content to try, e.g. ./prompts-new
      --since 7d             how far back (m, h or d), default 7d
      --set KEY=NUMBER       another certainty in it, e.g. --set certainty.article=0.55 (may be repeated)
      --limit N              questions listed of each kind of change, default 20
      The last line is the summary as JSON.`,
  read(args) {
    const order = replayOrder(args);
    return (terminal) => run(order, terminal);
  },
};

async function run(order: ReplayOrder, { env, root, now, out, err }: Terminal): Promise<number> {
  const config = readConfig(env);
  const migrationsFolder = join(root, 'migrations');
  const db = openDatabase({
    url: config.databaseUrl,
    migrationsFolder,
    onPoolError: (error) => err(`database connection lost: ${error.name}\n`),
  });
  try {
    const progress = (done: number, all: number) => err(`asked ${done} of ${all}\n`);
    const { changes, summary } = await replay(order, {
      db,
      presentDir: config.contentDir,
      migrationsFolder,
      now,
      progress,
    });
    out(`${reportText(changes, summary, order.limit)}\n\n${JSON.stringify(summary)}\n`);
    return 0;
  } finally {
    await db.close();
  }
}

/** What the words after `replay` ask for. Throws a UsageError. */
export function replayOrder(args: readonly string[]): ReplayOrder {
  const { content, since, set, limit } = optionsIn(args);
  if (content === undefined) throw new UsageError('replay needs --content DIR');
  const back = duration.safeParse(since);
  if (!back.success) throw new UsageError('--since is a length of time such as 12h or 7d');
  if (!/^[1-9]\d{0,5}$/.test(limit)) throw new UsageError('--limit is a number from 1');
  return {
    contentDir: content,
    sinceMs: elapsed(back.data),
    certainty: Object.fromEntries(set.map(settingIn)),
    limit: Number(limit),
  };
}

function optionsIn(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      content: { type: 'string' },
      since: { type: 'string', default: '7d' },
      set: { type: 'string', multiple: true, default: [] },
      limit: { type: 'string', default: '20' },
    },
  });
  return values;
}

function settingIn(text: string): [string, number] {
  const [key = '', value = ''] = text.split('=');
  const name = SETTINGS.find((one) => one === key);
  const number = Number(value);
  if (!name || value === '' || !(number >= 0 && number <= 1)) {
    throw new UsageError(`--set ${text}: it is ${SETTINGS.join(', ')} = a number from 0 to 1`);
  }
  return [name.slice('certainty.'.length), number];
}
