/** A name is not longer than this. */
const LONGEST_NAME = 40;
/** WeCom closes a mention with it, where the client does. */
const WECOM_BLANK = '\u2005';
/** A word, and others that begin as a name's do: “IT Helpdesk 2”, but not “Deskline please”. */
const NAME = /^\S+(?:\s+[\p{Lu}\d][\p{Script=Latin}\d]*)*$/u;
const NEGATION = /[不别勿没未]|\b(?:not?|never|don|stop)\b/i;

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
 * and not always one behind them: where it isn't known a name ends at WeCom's own blank, else at the first blank or
 * before a command. What is cut away has to look like a name: `不要认领 1` must not become a command.
 */
export function withoutMention(text: string, { botName, isCommand }: Listening): Said {
  const trimmed = text.trim();
  const at = botName === undefined ? -1 : mentionIn(trimmed, botName);
  if (botName !== undefined && at >= 0) {
    const parts = [trimmed.slice(0, at), trimmed.slice(at + 1 + botName.length)];
    return { text: joined(parts), name: botName };
  }
  return trimmed.startsWith('@') ? afterMention(trimmed, isCommand) : beforeMention(trimmed, isCommand);
}

/** Where `@name` stands and isn't the beginning of a longer name; -1 where it doesn't. */
function mentionIn(text: string, name: string): number {
  const mention = `@${name}`;
  let at = text.indexOf(mention);
  while (at >= 0 && isWord(text, at + mention.length)) at = text.indexOf(mention, at + 1);
  return at;
}

function afterMention(text: string, isCommand: Listening['isCommand']): Said {
  const ends = endsOfName(text);
  const rest = (end: number) => text.slice(end).trim();
  const isCut = (end: number) => mayBeName(text.slice(1, end)) && isCommand(rest(end));
  const closed = ends.find((end) => text[end] === WECOM_BLANK);
  const end = closed ?? ends.find((one) => isBlank(text, one) && isCut(one));
  if (end !== undefined) {
    // A single word may be the name's last (“@IT 帮助”), and with a second mention either may be the bot.
    const isShown = !rest(end).includes('@') && (closed !== undefined || /\s/.test(rest(end)));
    return { text: rest(end), name: isShown ? text.slice(1, end) : undefined };
  }
  const blank = ends.find((one) => isBlank(text, one));
  const glued = ends.find((one) => one < (blank ?? text.length) && isHan(text, one) && isCut(one));
  const edge = ends.find((one) => isHan(text, one) && !isHan(text, one - 1));
  return { text: rest(glued ?? blank ?? edge ?? text.length) };
}

/** `认领 1 @Deskline`; but `分配 1 @张三`, which is a command together with the name, keeps it. */
function beforeMention(text: string, isCommand: Listening['isCommand']): Said {
  const at = text.lastIndexOf('@');
  const before = text.slice(0, Math.max(at, 0)).trim();
  const name = text.slice(at + 1);
  if (name.length >= LONGEST_NAME || !mayBeName(name)) return { text };
  if (isCommand(text) || !isCommand(before)) return { text };
  return { text: before, name: before.includes('@') ? undefined : name };
}

/** Where the name of a leading mention may end, if not with the text: it has no `@`. */
function endsOfName(text: string): number[] {
  const another = text.indexOf('@', 1);
  const most = Math.min(another < 0 ? text.length : another, LONGEST_NAME);
  return Array.from({ length: Math.max(0, most - 2) }, (_, i) => i + 2);
}

/** Whether all of it can be a name and is no part of what is said: only its first word may be other than Latin. */
function mayBeName(text: string): boolean {
  return NAME.test(text) && !NEGATION.test(text);
}

function isBlank(text: string, at: number): boolean {
  return /\s/.test(text.charAt(at));
}

function isHan(text: string, at: number): boolean {
  return /\p{Script=Han}/u.test(text.charAt(at));
}

function isWord(text: string, at: number): boolean {
  return /[\p{L}\p{N}_]/u.test(text.charAt(at)) && !isHan(text, at);
}

function joined(parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');
}
