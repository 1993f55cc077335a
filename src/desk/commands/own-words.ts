import { codeIn } from '../../identity/typed-code.ts';
import { botWishWords, ownReportWords } from './command-words.ts';

/** The report of his own that somebody begins, without the word for it; undefined where it is none. */
export function ownReport(words: string): string | undefined {
  return afterOneOf(ownReportWords, words);
}

/** What may be a code, also one that was typed with a slip; it has digits, unlike “connect everything”. */
const LIKE_A_CODE =
  /^(?:(?:账号|帐号|my accounts?|accounts?|code)[\s:\uff1a]*)?(?=\S*\d)[a-z0-9]{3,6}[-\u2010-\u2015]?[a-z0-9]{3,6}$/iu;

/** Whether it can only be meant for the bot, and must not be shown to anybody else. */
export function isBotWish(words: string): boolean {
  const rest = afterOneOf(botWishWords, words);
  if (rest === undefined) return false;
  return rest === '' || LIKE_A_CODE.test(rest) || codeIn(words) !== undefined;
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
