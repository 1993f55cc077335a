import { platformName } from '../../content/platform-name.ts';
import type { OutboxRow } from '../../runtime/deliveries.ts';
import { obstacleIn } from '../../runtime/obstacles.ts';
import type { Locale } from '../../platforms/platform.ts';
import type { Voice } from './voice.ts';

const LONGEST_REASON = 200;

/** Why a message was not delivered: in words where something can be done about it, and as the platform said it. */
export function obstacleText(voice: Pick<Voice, 'messages'>, locale: Locale, row: FailedRow): string {
  const { why, reason } = obstacleParts(voice, locale, row);
  if (why === undefined) return `\`${reason}\``;
  return voice.messages.say(locale, 'undelivered.with-reason', { why, reason });
}

type FailedRow = Pick<OutboxRow, 'error' | 'place'>;

/** The same in its two parts, for where there is no Markdown. */
export function obstacleParts(
  { messages }: Pick<Voice, 'messages'>,
  locale: Locale,
  { error, place }: FailedRow,
): { why: string | undefined; reason: string } {
  const obstacle = obstacleIn(error);
  const reason = (error ?? '?')
    .replace(/^unknown: /, '')
    .replace(obstacle ? `${obstacle}: ` : '', '')
    .replaceAll(/[`\s]+/g, ' ')
    .slice(0, LONGEST_REASON)
    .trim();
  const platform = platformName(messages, locale, place.platform);
  return { why: obstacle && messages.say(locale, `undelivered.${obstacle}`, { platform }), reason };
}
