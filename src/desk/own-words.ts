import { botWishWords, ownReportWords } from './command-words.ts';

/** The report of his own that somebody begins, without the word for it; undefined where it is none. */
export function ownReport(words: string): string | undefined {
  return afterOneOf(ownReportWords, words);
}

/** Whether it can only be meant for the bot, and must not be shown to anybody else. */
export function isBotWish(words: string): boolean {
  return afterOneOf(botWishWords, words) !== undefined;
}

/** English words end where a word ends; “绑定 ABCD” and “绑定ABCD” are the same. */
function afterOneOf(beginnings: readonly string[], words: string): string | undefined {
  const line = words.trim();
  const small = line.toLowerCase();
  for (const word of beginnings) {
    if (!small.startsWith(word)) continue;
    const rest = line.slice(word.length);
    if (/^[a-z]/.test(word) && /^\w/.test(rest)) continue;
    return rest.replace(/^[\s:\uff1a,\uff0c]+/, '');
  }
  return undefined;
}
