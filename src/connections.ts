import type { Content } from './content.ts';
import { ConfigError, type PlatformSettings } from './config.ts';
import { createDingtalkPlatform } from './platforms/dingtalk/dingtalk-platform.ts';
import type { Form, Platform, Surroundings } from './platforms/platform.ts';
import { createSlackPlatform } from './platforms/slack/slack-platform.ts';
import { createWecomPlatform } from './platforms/wecom/wecom-platform.ts';

/** Makes the platforms that are configured; they connect when Deskline starts. */
export function connectionsFor(
  { slack, dingtalk, wecom }: PlatformSettings,
  { messages, policy }: Pick<Content, 'messages' | 'policy'>,
): (surroundings: Surroundings) => Platform[] {
  const say = (key: string) => messages.say(policy.locale, key);
  return (surroundings) => [
    ...(slack ? [createSlackPlatform({ ...slack, say, forms: formsIn(say) }, surroundings)] : []),
    ...(dingtalk ? [createDingtalkPlatform({ ...dingtalk, say }, surroundings)] : []),
    ...(wecom ? [createWecomPlatform({ ...wecom, say }, surroundings)] : []),
  ];
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
