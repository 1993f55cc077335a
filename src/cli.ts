import { parseArgs } from 'node:util';
import { duration, elapsed } from './content/duration.ts';
import type { ReplayOrder } from './replay/replay.ts';

/** A command line that can't be carried out; the message says what is wrong and how it is right. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export type Order = { do: 'start' } | { do: 'help' } | ({ do: 'replay' } & ReplayOrder);

export const USAGE = `Usage:
  deskline                                  starts the desk
  deskline replay --content DIR [options]   answers past questions with another content and shows what would change
  deskline help

Options of replay:
  --content DIR          the content to try, e.g. ./prompts-new
  --since 7d             how far back (m, h or d), default 7d
  --set KEY=NUMBER       another certainty in it, e.g. --set certainty.article=0.55 (may be repeated)
  --limit N              questions listed of each kind of change, default 20
The last line is the summary as JSON. Nothing is changed and nobody is written to.`;

const SETTINGS = ['certainty.type', 'certainty.article', 'certainty.offer'] as const;

/** What the words after `deskline` ask for. Throws a UsageError. */
export function orderIn(argv: readonly string[]): Order {
  const [command, ...rest] = argv;
  if (command === undefined) return { do: 'start' };
  if (['help', '--help', '-h'].includes(command)) return { do: 'help' };
  if (command === 'replay') return { do: 'replay', ...replayOrder(rest) };
  throw new UsageError(`There is no command ${command}.\n\n${USAGE}`);
}

function replayOrder(args: readonly string[]): ReplayOrder {
  const { content, since, set, limit } = optionsIn(args);
  if (content === undefined) throw new UsageError(`replay needs --content DIR.\n\n${USAGE}`);
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
  try {
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
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, {
      cause: error,
    });
  }
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
