import { decoded } from './decoded.ts';
import type { Checked, Sources } from './verdict.ts';

const FORMATTING = /<\/?(?:b|i|u|s|em|strong|br|kbd|code|p|ul|ol|li|pre|hr|h[1-6])\s*\/?>/gi;
const TAG = /<[/!?]?[a-z][^<>]*>?|<!--/gi;
const MENTION = /<[!@#][^<>]*>/g;
const AT = /(?<![\w.+-])@(?=[\p{L}\p{N}_])/gu;

/** HTML of a piece: formatting goes, anything else must stand in a source (as `<name>` may in a command). */
export function checkMarkup(piece: string, { texts }: Sources): Checked {
  const text = piece.replace(FORMATTING, '');
  const hidden = decoded(text).match(TAG)?.length ?? 0;
  const tags = text.match(TAG) ?? [];
  const isKnown = (tag: string) =>
    !/[=]|script|iframe|object|embed|style|form|link|meta|base/i.test(tag) &&
    texts.some((one) => one.includes(tag));
  return hidden > tags.length || !tags.every(isKnown)
    ? { verdict: 'refuse', why: 'html' }
    : { verdict: 'keep', text };
}

/** Nobody is called by what a model writes: `<!channel>`, `<@U1>` and `@all` lose what makes them calls. */
export function checkMentions(piece: string): Checked {
  const text = piece.replace(MENTION, '');
  if ((decoded(text).match(MENTION) ?? []).length > 0) return { verdict: 'refuse', why: 'mention' };
  return { verdict: 'keep', text: text.replace(AT, '＠') };
}
