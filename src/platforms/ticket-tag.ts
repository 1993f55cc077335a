/** What may stand before a tag at the beginning of a line: a receipt's mark, bold, a bracket. */
const BEFORE = String.raw`^(?:\p{Extended_Pictographic}\ufe0f?)?[\s*[\]]*`;
const FULL = String.raw`IT-\d{4}-\d{6,9}(?!\d)`;
const ANYWHERE = new RegExp(String.raw`\b${FULL}`, 'gi');
const LEADING = new RegExp(String.raw`${BEFORE}(?:[#\uff03][\s*]*)?(${FULL})`, 'iu');
/** A number alone isn't enough: a card in a quote has colours too. */
const LEADING_SHORT = new RegExp(String.raw`${BEFORE}[#\uff03](\d{1,9})[\s:\uff1a]+\S`, 'u');

/**
 * The number of the ticket that a message of ours is about, by its text: the one its lines begin with, else the only
 * one in it. Several notices in one message, or a list of tickets, say nothing about which one is meant.
 */
export function ticketTag(text: string): string | undefined {
  return tagOf([text], leading);
}

const DEEPEST = 6;

/**
 * As `ticketTag`, of a quoted message in a shape that the vendor doesn't document: its texts lie somewhere in it. What
 * begins with a short number, as “✅ #12 …” does, is about `#12`.
 */
export function ticketTagIn(quote: unknown): string | undefined {
  return tagOf(textsIn(quote, 0), (line) => leading(line) ?? short(line));
}

function tagOf(
  texts: readonly string[],
  tagBefore: (line: string) => string | undefined,
): string | undefined {
  const lines = texts.flatMap((text) => text.split('\n')).map((line) => line.trim());
  const tags = new Set(lines.flatMap((line) => tagBefore(line) ?? []));
  if (tags.size > 0) return theOnly(tags);
  return theOnly(new Set(texts.flatMap((text) => text.toUpperCase().match(ANYWHERE) ?? [])));
}

function theOnly(tags: ReadonlySet<string>): string | undefined {
  const [only, another] = tags;
  return another === undefined ? only : undefined;
}

function leading(line: string): string | undefined {
  return LEADING.exec(line)?.[1]?.toUpperCase();
}

function short(line: string): string | undefined {
  const digits = LEADING_SHORT.exec(line)?.[1];
  return digits && `#${Number(digits)}`;
}

function textsIn(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
  return Object.values(value).flatMap((inner) => textsIn(inner, depth + 1));
}
