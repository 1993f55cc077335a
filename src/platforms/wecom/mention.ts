/** A name is not longer than this. */
const LONGEST_NAME = 40;
/** WeCom closes a mention with it, where the client does. */
const WECOM_BLANK = '\u2005';

export interface Listening {
  /** What the bot is called, once that is known. */
  botName?: string | undefined;
  /** Whether a text is said to the bot as it stands: what is before it is no part of it. */
  isCommand: (text: string) => boolean;
}

/** What is said to the bot, and the name that mentions it where the text shows that. */
export interface Said {
  text: string;
  name?: string | undefined;
}

/**
 * A group's message without the mention of the bot, which stands somewhere in it as `@` and a name. Names have blanks,
 * and not always one behind them: where it isn't known a name ends at WeCom's own blank, before a command, or after
 * the first word.
 */
export function withoutMention(text: string, { botName, isCommand }: Listening): Said {
  const trimmed = text.trim();
  const parts = botName === undefined ? [] : trimmed.split(`@${botName}`);
  if (parts.length > 1) return { text: joined(parts), name: botName };
  return trimmed.startsWith('@') ? afterMention(trimmed, isCommand) : beforeMention(trimmed, isCommand);
}

function afterMention(text: string, isCommand: Listening['isCommand']): Said {
  const ends = endsOfName(text);
  const rest = (end: number) => text.slice(end).trim();
  const closed = ends.find((end) => text[end] === WECOM_BLANK);
  const end = closed ?? ends.find((one) => isBlank(text, one) && isCommand(rest(one)));
  if (end !== undefined) {
    // A single word may be the name's last (“@IT 帮助”), and with a second mention either may be the bot.
    const isShown = !rest(end).includes('@') && (closed !== undefined || /\s/.test(rest(end)));
    return { text: rest(end), name: isShown ? text.slice(1, end) : undefined };
  }
  const glued =
    ends.find((one) => isHan(text, one) && isCommand(rest(one))) ??
    ends.find((one) => isBlank(text, one)) ??
    ends.find((one) => isHan(text, one) && !isHan(text, one - 1));
  return { text: rest(glued ?? text.length) };
}

/** `认领 1 @Deskline`; but `分配 1 @张三`, which is a command together with the name, keeps it. */
function beforeMention(text: string, isCommand: Listening['isCommand']): Said {
  const at = text.lastIndexOf('@');
  const before = text.slice(0, Math.max(at, 0)).trim();
  if (text.length - at > LONGEST_NAME || isCommand(text) || !isCommand(before)) return { text };
  return { text: before, name: before.includes('@') ? undefined : text.slice(at + 1) };
}

/** Where the name of a leading mention may end, if not with the text: it has no `@`. */
function endsOfName(text: string): number[] {
  const another = text.indexOf('@', 1);
  const most = Math.min(another < 0 ? text.length : another, LONGEST_NAME);
  return Array.from({ length: Math.max(0, most - 2) }, (_, i) => i + 2);
}

function isBlank(text: string, at: number): boolean {
  return /\s/.test(text.charAt(at));
}

function isHan(text: string, at: number): boolean {
  return /\p{Script=Han}/u.test(text.charAt(at));
}

function joined(parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');
}
