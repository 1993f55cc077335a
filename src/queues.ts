import { and, count, inArray, not } from 'drizzle-orm';
import { ConfigError, type PlatformSettings } from './config.ts';
import type { Database } from './store/database.ts';
import { notClosed } from './store/index-conditions.ts';
import type { DeskPolicy, Queue } from './tickets/desk-policy.ts';

/** The vendors show no id of a group, so Deskline has to run before it is known. */
const HOW_TO_FIND_IT =
  'Where an id is not known yet: begin with a word in its place, another for each queue, such as wecom:l1; ' +
  'mention the bot in the group, and the log names the id.';

/**
 * The queues that are where somebody can work on them, and those that are `closed`: a further line is where nobody
 * gave it a channel beside the demo's. Throws a ConfigError naming the queues whose platform isn't configured, and
 * those that tickets begin in.
 */
export function servedQueues<P extends Pick<DeskPolicy, 'queues'>>(
  policy: P,
  settings: PlatformSettings,
): { policy: P; closed: Queue[] } {
  const lost = policy.queues.filter(({ channel }) => !isConnected(channel.platform, settings));
  const isOfDemo = ({ line, channel }: Queue) => channel.platform === 'web' && line !== 'L1';
  const missing = lost.filter((queue) => !isOfDemo(queue));
  if (missing.length > 0) throw mistakesIn(missing);
  return {
    policy: { ...policy, queues: policy.queues.filter((queue) => !lost.includes(queue)) },
    closed: lost,
  };
}

/** Throws a ConfigError where an open ticket is in a queue that isn't served any more: nobody could work on it. */
export async function refuseLostTickets(
  { read, tables }: Pick<Database, 'read' | 'tables'>,
  { queues }: Pick<DeskPolicy, 'queues'>,
): Promise<void> {
  const { tickets } = tables;
  const served = queues.map(({ id }) => id);
  const lost = await read
    .select({ queue: tickets.queue, open: count() })
    .from(tickets)
    .where(and(notClosed(tickets), not(inArray(tickets.queue, served))))
    .groupBy(tickets.queue);
  if (lost.length === 0) return;
  throw new ConfigError(
    [
      'Open tickets are in queues that have no channel:',
      ...lost.map(({ queue, open }) => `  ${queue}: ${open}`),
      'Give each a channel, here by DESK_L1, DESK_L2, DESK_EXPERT, or in desk.yaml.',
    ].join('\n'),
  );
}

function mistakesIn(queues: readonly Queue[]): ConfigError {
  const lines = queues.map(
    ({ id, line, channel }) =>
      `  ${variableOf(line)}: The queue ${id} is on ${channel.platform}, which ` +
      `${channel.platform === 'web' ? 'is only there for the demo' : 'is not configured'}. ` +
      `Name a channel as platform:channel, here or in desk.yaml`,
  );
  return new ConfigError(['The environment has mistakes:', ...lines, HOW_TO_FIND_IT].join('\n'));
}

/** The variable that gives a line's queue its channel. */
export function variableOf(line: Queue['line']): string {
  return `DESK_${line.toUpperCase()}`;
}

function isConnected(platform: string, settings: PlatformSettings): boolean {
  const configured = Object.entries(settings).filter(([, one]) => one !== undefined);
  if (platform === 'web') return configured.length === 0;
  return configured.some(([name]) => name === platform);
}
