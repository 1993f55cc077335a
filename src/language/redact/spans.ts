/** What is kept from a third party (rule L-4). */
export const kinds = [
  'SECRET',
  'URL',
  'MAIL',
  'CARD',
  'ID',
  'PHONE',
  'IP',
  'MAC',
  'HOST',
  'ACCOUNT',
  'NAME',
] as const;
export type Kind = (typeof kinds)[number];

/** A piece of a text, from `start` to before `end`. */
export interface Span {
  kind: Kind;
  start: number;
  end: number;
}

/** Spans without overlaps, in order. Secrets win, since they never come back; then what begins first, then the longer. */
export function settle(spans: readonly Span[]): Span[] {
  const rank = (span: Span) => (span.kind === 'SECRET' ? 0 : 1);
  const taken: Span[] = [];
  const wanted = [...spans].sort((a, b) => rank(a) - rank(b) || a.start - b.start || b.end - a.end);
  for (const span of wanted) {
    const clash = taken.find((one) => span.start < one.end && one.start < span.end);
    if (!clash) taken.push(span);
    else if (clash.kind === 'SECRET') {
      // A secret within, say, an address: the rest of the address goes with it.
      clash.start = Math.min(clash.start, span.start);
      clash.end = Math.max(clash.end, span.end);
    }
  }
  return merged(taken.toSorted((a, b) => a.start - b.start));
}

function merged(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else out.push({ ...span });
  }
  return out;
}

/** Each match of `pattern`, or of its group `value` where there is one. */
export function matches(
  text: string,
  kind: Kind,
  pattern: RegExp,
  holds?: (value: string) => boolean,
): Span[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const place = match.indices?.groups?.['value'] ?? [match.index, match.index + match[0].length];
    const [start, end] = place;
    return !holds || holds(text.slice(start, end)) ? [{ kind, start, end }] : [];
  });
}

/** The same text, letter by letter, with full-width characters as plain ones. */
export function folded(text: string): string {
  return text.replace(/[\uff01-\uff5e\u3000]/g, (wide) =>
    wide === '\u3000' ? ' ' : String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
  );
}
