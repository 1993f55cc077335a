import type { Locale } from '../platforms/platform.ts';
import type { Messages } from './messages.ts';

/** What people call a platform. In Chinese a Latin name brings the spaces along that it stands between. */
export function platformName(messages: Messages, locale: Locale, platform: string): string {
  const key = `platform.${platform}`;
  return messages.has(key) ? messages.say(locale, key) : platform;
}
