import { platformName } from '../../content/platform-name.ts';
import type { OutboxRow } from '../../runtime/deliveries.ts';
import { obstacleIn } from '../../runtime/obstacles.ts';
import type { Locale } from '../../platforms/platform.ts';
import type { Voice } from './voice.ts';

const LONGEST_REASON = 200;

/** Why a message was not delivered: in words where something can be done about it, and as the platform said it. */
export function obstacleText(
  { messages }: Pick<Voice, 'messages'>,
  locale: Locale,
  { error, place }: Pick<OutboxRow, 'error' | 'place'>,
): string {
  const obstacle = obstacleIn(error);
  const reason = (error ?? '?')
    .replace(/^unknown: /, '')
    .replace(obstacle ? `${obstacle}: ` : '', '')
    .replaceAll(/[`\s]+/g, ' ')
    .slice(0, LONGEST_REASON)
    .trim();
  if (!obstacle) return `\`${reason}\``;
  const platform = platformName(messages, locale, place.platform);
  const why = messages.say(locale, `undelivered.${obstacle}`, { platform });
  return messages.say(locale, 'undelivered.with-reason', { why, reason });
}
