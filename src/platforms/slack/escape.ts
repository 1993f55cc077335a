/** Text for a field that Slack reads as mrkdwn: without the three signs no mention, link or command comes about. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A mark that would format: beside a border of words, and with something right behind or before it. */
const FORMATTING = /(?<![\p{L}\p{N}])([*_~`])(?=\S)/gu;

/**
 * Text for mrkdwn that looks as it was typed. mrkdwn has no sign that escapes, so an invisible space takes the marks
 * their power; good for names and short values, not for what somebody may copy into a shell.
 */
export function literal(text: string): string {
  return escaped(text).replaceAll(FORMATTING, '$1\u200b');
}

/** At most `most` characters; what was cut off shows as an ellipsis. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}\u2026`;
}
