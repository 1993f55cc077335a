const NUMBER = /\bIT-\d{4}-\d{6,9}(?!\d)/gi;
const LEADING = /^[\s#\uff03*[\]]*(IT-\d{4}-\d{6,9})(?!\d)/i;

/**
 * The number of the ticket that a message of ours is about, by its text: the one it begins with, else the only one in
 * it. A list of several says nothing about which one is meant.
 */
export function ticketTag(text: string): string | undefined {
  const leading = LEADING.exec(text)?.[1];
  const [only, another] = leading ? [leading] : new Set(text.match(NUMBER)?.map((one) => one.toUpperCase()));
  return another === undefined ? only?.toUpperCase() : undefined;
}

const DEEPEST = 6;

/** As `ticketTag`, of a quoted message in a shape that the vendor doesn't document: its texts lie somewhere in it. */
export function ticketTagIn(quote: unknown): string | undefined {
  return ticketTag(textsIn(quote, 0).join('\n'));
}

function textsIn(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
  return Object.values(value).flatMap((inner) => textsIn(inner, depth + 1));
}
