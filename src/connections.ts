import type { Content } from './content.ts';
import type { PlatformSettings } from './config.ts';
import { parseDeskText } from './desk/commands/commands.ts';
import { addressed } from './desk/commands/ticket-names.ts';
import type { Form, Platform, Surroundings } from './platforms/platform.ts';

/** Makes the platforms that are configured; they connect when Deskline starts. */
export async function connectionsFor(
  { slack, dingtalk, wecom }: PlatformSettings,
  { messages, policy }: Pick<Content, 'messages' | 'policy'>,
): Promise<(surroundings: Surroundings) => Platform[]> {
  const say = (key: string) => messages.say(policy.locale, key);
  const shared = [...policy.queues.map(({ channel }) => channel), policy.knowledge.channel];
  const groupsOn = (name: string) => [
    ...new Set(shared.flatMap((one) => (one?.platform === name ? [one.channel] : []))),
  ];
  const makers: ((surroundings: Surroundings) => Platform)[] = [];
  // Only what is configured is loaded: the vendors' SDKs are large.
  if (slack) {
    const { createSlackPlatform } = await import('./platforms/slack/slack-platform.ts');
    makers.push((surroundings) => createSlackPlatform({ ...slack, say, forms: formsIn(say) }, surroundings));
  }
  if (dingtalk) {
    const { createDingtalkPlatform } = await import('./platforms/dingtalk/dingtalk-platform.ts');
    makers.push((surroundings) =>
      createDingtalkPlatform({ ...dingtalk, say, groups: groupsOn('dingtalk') }, surroundings),
    );
  }
  if (wecom) {
    const { createWecomPlatform } = await import('./platforms/wecom/wecom-platform.ts');
    const groups = groupsOn('wecom');
    makers.push((surroundings) =>
      createWecomPlatform({ ...wecom, say, groups, isCommand: isDeskCommand }, surroundings),
    );
  }
  return (surroundings) => makers.map((make) => make(surroundings));
}

/** Whether a text is a command as it stands, or words for the ticket that it names first. */
function isDeskCommand(text: string): boolean {
  const { name, words } = addressed(text);
  const parsed = parseDeskText(words, (type) => type);
  return 'command' in parsed || ('words' in parsed && name !== undefined);
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
    'article-return': {
      title: say('form.article-return'),
      submit: say('form.submit'),
      fields: [field('reason')],
    },
    'kb-nothing': { title: say('form.kb-nothing'), submit: say('form.submit'), fields: [field('reason')] },
  };
}
