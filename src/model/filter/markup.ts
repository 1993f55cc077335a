import { decoded } from './decoded.ts';
import type { Checked, Sources } from './verdict.ts';

const FORMATTING = /<\/?(?:b|i|u|s|em|strong|br|kbd|code|p|ul|ol|li|pre|hr|h[1-6])\s*\/?>/gi;
const TAG = /<[/!?]?[a-z][^<>]*>?|<!--/gi;
/** A gap to be filled in, as commands have them: `<server>`, `<your name>`. */
const GAP = /^<[\p{L}][\p{L} _-]{0,30}>$/u;
const ELEMENTS =
  /^<(?:a|abbr|applet|audio|base|body|button|canvas|details|dialog|div|embed|font|footer|form|frame|frameset|head|header|html|iframe|image|img|input|link|main|map|marquee|math|meta|nav|object|option|picture|script|section|select|slot|source|span|style|summary|svg|table|tbody|td|template|textarea|title|tr|track|video|xml|system|user|assistant|data)\b/i;
const MENTION = /<[!@#][^<>]*>/g;
const EVERYBODY =
  /[@＠](?:all|here|channel|everyone|everybody|group|team|room|所有人|全体成员|全体|大家)(?![\p{L}\p{N}_])\s?|[@＠](?:所有人|全体成员)\s?/giu;
const AT = /(?<![\w.+-])[@＠](?=[\p{L}\p{N}_])/gu;

/** HTML of a piece: formatting goes; beside it there may only be gaps of a command that stand in a source. */
export function checkMarkup(piece: string, { texts }: Sources): Checked {
  const text = piece.replace(FORMATTING, '');
  const hidden = decoded(text).match(TAG)?.length ?? 0;
  const tags = text.match(TAG) ?? [];
  const isKnown = (tag: string) =>
    GAP.test(tag) && !ELEMENTS.test(tag) && texts.some((one) => one.includes(tag));
  return hidden > tags.length || !tags.every(isKnown)
    ? { verdict: 'refuse', why: 'html' }
    : { verdict: 'keep', text };
}

/** Nobody is called by what a model writes: `<!channel>`, `<@U1>` and `@all` lose what makes them calls. */
export function checkMentions(piece: string): Checked {
  const text = piece.replace(MENTION, '');
  if ((decoded(text).match(MENTION) ?? []).length > 0) return { verdict: 'refuse', why: 'mention' };
  return { verdict: 'keep', text: text.replace(EVERYBODY, '').replace(AT, '') };
}
