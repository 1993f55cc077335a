import { commandByWord, takeNothing } from './command-words.ts';

/** A ticket as people name it: `#123`, or with its year `IT-2026-000123`. */
export interface TicketName {
  year: number | undefined;
  n: number;
}

/** What somebody said, and which ticket he said it of. */
export interface Addressed {
  name: TicketName | undefined;
  /** Without the name where it stands apart from the words. */
  words: string;
}

const MARKED = String.raw`(?:[#\uff03]\s?(?:IT-)?(?:(\d{4})-)?(\d{1,9})|IT-(\d{4})-(\d{1,9}))(?![\w-])`;
const GAP = String.raw`[\s:\uff1a,\uff0c]*`;
const LEADING = new RegExp(`^\\s*${MARKED}${GAP}`, 'i');
const AFTER_WORD = new RegExp(`^([/\\uff0f]?)([^\\s#\\uff03:\\uff1a]+?)${GAP}${MARKED}${GAP}`, 'i');
/** “认领 123”: a bare number is only a ticket's where a command takes nothing else. */
const AFTER_WORD_BARE = /^([/\uff0f]?)([^\s\d#:\uff1a]+)\s*(\d{1,9})[.\u3002!\uff01]?$/;
const BEFORE_AGENT = /^([/\uff0f]?)([^\s\d#:\uff1a]+)\s+(\d{1,9})\s+(?=[@\uff20])/;
const ANYWHERE = new RegExp(MARKED, 'gi');

/**
 * Reads which ticket is meant: a name before all words, or after a command’s word. With `anywhere` the only name
 * in the message counts too. The number that a ticket is merged into or joined to names another one.
 */
export function addressed(text: string, { anywhere = false } = {}): Addressed {
  const leading = LEADING.exec(text);
  if (leading) return { name: nameOf(leading, 1), words: text.slice(leading[0].length).trim() };
  const command = afterCommand(text);
  if (command) return command;
  const names =
    anywhere && !isMerge(text) ? [...text.matchAll(ANYWHERE)].map((match) => nameOf(match, 1)) : [];
  const [first] = names;
  const isOnly = names.every((name) => name?.n === first?.n && name?.year === first?.year);
  return first && isOnly ? { name: first, words: withoutLast(text) } : { name: undefined, words: text };
}

/** The ticket a full number names, as in a quoted tag. */
export function nameIn(text: string): TicketName | undefined {
  const match = new RegExp(MARKED, 'i').exec(text);
  return match ? nameOf(match, 1) : undefined;
}

/** Whether a ticket's number is the one somebody said; without a year any year's will do. */
export function isCalled(number: string, { year, n }: TicketName): boolean {
  const [, itsYear, digits] = number.split('-');
  return Number(digits) === n && (year === undefined || Number(itsYear) === year);
}

export function fullNumber(n: number, year: number): string {
  return `IT-${year}-${String(n).padStart(6, '0')}`;
}

function afterCommand(text: string): Addressed | undefined {
  const marked = AFTER_WORD.exec(text);
  const word = marked?.[2] ?? '';
  const command = commandByWord.get(word.toLowerCase());
  if (marked && command && command !== 'merge' && command !== 'join') {
    const rest = text.slice(marked[0].length).trim();
    return { name: nameOf(marked, 3), words: `${marked[1] ?? ''}${word} ${rest}`.trim() };
  }
  const bare = AFTER_WORD_BARE.exec(text.trim()) ?? BEFORE_AGENT.exec(text.trim());
  if (!bare) return undefined;
  const [all, slash = '', bareWord = '', digits] = bare;
  const bareCommand = commandByWord.get(bareWord.toLowerCase());
  const isAssign = bareCommand === 'assign' && /\s$/.test(all);
  if (!bareCommand || (!isAssign && !takeNothing.has(bareCommand))) return undefined;
  const rest = text.trim().slice(all.length).trim();
  return { name: { year: undefined, n: Number(digits) }, words: `${slash}${bareWord} ${rest}`.trim() };
}

/** “优先级 高 #123”: what stands last belongs to no argument. */
function withoutLast(text: string): string {
  const command = commandByWord.get(/^[/\uff0f]?([^\s:\uff1a]+)/.exec(text)?.[1]?.toLowerCase() ?? '');
  if (!command || command === 'merge' || command === 'join') return text;
  return text.replace(new RegExp(`\\s*${MARKED}[.\\u3002!\\uff01]?\\s*$`, 'i'), '');
}

/** The number after 合并, 合并到, “merge into” or 并入 is another ticket's. */
function isMerge(text: string): boolean {
  const line = text
    .trim()
    .replace(/^[/\uff0f]\s*/, '')
    .toLowerCase();
  return [...commandByWord].some(
    ([word, name]) => (name === 'merge' || name === 'join') && line.startsWith(word),
  );
}

/** The year and the number are two groups from `at` on, once with a mark and once without. */
function nameOf(match: RegExpExecArray, at: number): TicketName | undefined {
  const year = match[at] ?? match[at + 2];
  const digits = match[at + 1] ?? match[at + 3];
  if (digits === undefined) return undefined;
  return { year: year === undefined ? undefined : Number(year), n: Number(digits) };
}
