import type { Content } from './content.ts';
import { ConfigError, type PlatformSettings } from './config.ts';
import type { Form, Platform, Surroundings } from './platforms/platform.ts';

/** Makes the platforms that are configured; they connect when Deskline starts. */
export async function connectionsFor(
  { slack, dingtalk, wecom }: PlatformSettings,
  { messages, policy }: Pick<Content, 'messages' | 'policy'>,
): Promise<(surroundings: Surroundings) => Platform[]> {
  const say = (key: string) => messages.say(policy.locale, key);
  const makers: ((surroundings: Surroundings) => Platform)[] = [];
  // Only what is configured is loaded: the vendors' SDKs are large.
  if (slack) {
    const { createSlackPlatform } = await import('./platforms/slack/slack-platform.ts');
    makers.push((surroundings) => createSlackPlatform({ ...slack, say, forms: formsIn(say) }, surroundings));
  }
  if (dingtalk) {
    const { createDingtalkPlatform } = await import('./platforms/dingtalk/dingtalk-platform.ts');
    makers.push((surroundings) => createDingtalkPlatform({ ...dingtalk, say }, surroundings));
  }
  if (wecom) {
    const { createWecomPlatform } = await import('./platforms/wecom/wecom-platform.ts');
    makers.push((surroundings) => createWecomPlatform({ ...wecom, say }, surroundings));
  }
  return (surroundings) => makers.map((make) => make(surroundings));
}

/** What a button asks for before it is taken as pressed, by what it does. */
function formsIn(say: (key: string) => string): Record<string, Form> {
  const field = (id: string) => ({ id, label: say(`form.${id}`), multiline: true, optional: false });
  return {
    resolve: {
      title: say('form.resolve'),
      submit: say('form.submit'),
      fields: [field('cause'), field('steps')],
    },
  };
}

/** The vendors show no id of a group, so Deskline has to run before it is known. */
const HOW_TO_FIND_IT =
  'Where an id is not known yet: begin with a word in its place, another for each queue, such as wecom:l1; ' +
  'mention the bot in the group, and the log names the id.';

/** Every queue must be where somebody can work on it. Throws a ConfigError naming the queues that are not. */
export function checkQueues({ policy }: Pick<Content, 'policy'>, settings: PlatformSettings): void {
  const lost = policy.queues.filter(({ channel }) => !isConnected(channel.platform, settings));
  if (lost.length === 0) return;
  const lines = lost.map(
    ({ id, line, channel }) =>
      `  DESK_${line.toUpperCase()}: The queue ${id} is on ${channel.platform}, which ` +
      `${channel.platform === 'web' ? 'is only there for the demo' : 'is not configured'}. ` +
      `Name a channel as platform:channel, here or in desk.yaml`,
  );
  throw new ConfigError(['The environment has mistakes:', ...lines, HOW_TO_FIND_IT].join('\n'));
}

function isConnected(platform: string, settings: PlatformSettings): boolean {
  const configured = Object.entries(settings).filter(([, one]) => one !== undefined);
  if (platform === 'web') return configured.length === 0;
  return configured.some(([name]) => name === platform);
}
