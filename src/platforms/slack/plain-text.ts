/** Words of people and channels between angle brackets, e.g. `<@U1>`, `<#C1|general>`, `<https://x|label>`. */
const MARK = /<([^<>\n]*)>/g;

/**
 * What a person sees of a text in Slack's notation: mentions as `@U1`, channels as `#name`, links as their address,
 * and the three escaped characters as themselves.
 */
export function plainText(text: string): string {
  return unescaped(text.replaceAll(MARK, (_, inner: string) => shown(inner)));
}

/** The text without any mention of the bot, and whether there was one. */
export function withoutMention(text: string, botUserId: string): { text: string; mention: boolean } {
  const marks = new RegExp(`<@${botUserId}(?:\\|[^<>\n]*)?>[,:\uff0c\uff1a]?`, 'g');
  if (!marks.test(text)) return { text, mention: false };
  // Line by line: a regex for the ends of lines takes a time that grows with the square of a run of spaces.
  const lines = text.replace(marks, ' ').split('\n');
  const rest = lines.map((line) => line.trim()).join('\n');
  return { text: rest.replace(/(\S)[ \t]{2,}/g, '$1 ').trim(), mention: true };
}

function shown(inner: string): string {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? '' : inner.slice(bar + 1);
  if (target.startsWith('@')) return target;
  if (target.startsWith('#')) return label ? `#${label}` : target;
  if (target.startsWith('!')) return command(target.slice(1), label);
  return link(target, label);
}

/** `!channel`, `!subteam^S1|@team`, `!date^…|fallback`. */
function command(name: string, label: string): string {
  if (label) return label;
  return `@${name.split('^')[0] ?? ''}`;
}

function link(url: string, label: string): string {
  const address = url.replace(/^mailto:|^tel:/, '');
  if (!label || label === address || `http://${label}` === url || `https://${label}` === url) return address;
  return `${label} (${address})`;
}

/** Undoes Slack's escaping of `& < >` (the only three it has). */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
