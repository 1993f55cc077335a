import type { NameFinder } from './names.ts';
import { secretsIn } from './secrets.ts';
import { folded, kinds, settle, type Kind } from './spans.ts';
import { structuredIn } from './structured.ts';

/** What is shown in the place of a secret: it never comes back. */
export const MASK = '•••';

const PLACEHOLDER = new RegExp(`\\[(${kinds.join('|')})_(\\d{1,4})\\]`, 'g');

/** Placeholders of one call: the same value has the same placeholder in all its texts, and only here they are put back. */
export interface Redaction {
  /** The text as it may be sent. */
  redact(text: string): string;
  /** The values put back; secrets stay masked, and a placeholder that was never given stays as it is. */
  restore(text: string, only?: ReadonlySet<Kind>): string;
  /** How many values were kept back. */
  count(): number;
  /** The secrets that were seen, for a filter of what comes back. */
  secrets(): string[];
}

export interface RedactionRules {
  /** Undefined where names may be sent. */
  findNames: NameFinder | undefined;
}

export function createRedaction({ findNames }: RedactionRules): Redaction {
  const placeholders = new Map<string, string>();
  const values = new Map<string, { kind: Kind; value: string }>();
  const counts = new Map<Kind, number>();

  function placeholderFor(kind: Kind, value: string): string {
    const key = `${kind} ${value.toLowerCase()}`;
    const known = placeholders.get(key);
    if (known) return known;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const placeholder = `[${kind}_${number}]`;
    placeholders.set(key, placeholder);
    values.set(placeholder, { kind, value });
    return placeholder;
  }

  return {
    redact(raw) {
      // Somebody who writes a placeholder must not get another's value put there.
      const text = raw.replace(PLACEHOLDER, '($1 $2)');
      let out = '';
      let from = 0;
      for (const { kind, start, end } of spansIn(text, findNames)) {
        out += text.slice(from, start) + placeholderFor(kind, text.slice(start, end));
        from = end;
      }
      return out + text.slice(from);
    },
    restore: (text, only) =>
      text.replace(PLACEHOLDER, (placeholder, kind: Kind) => {
        if (kind === 'SECRET') return MASK;
        const known = values.get(placeholder);
        if (!known) return placeholder;
        return !only || only.has(kind) ? known.value : `[${kind.toLowerCase()}]`;
      }),
    count: () => values.size,
    secrets: () => [...values.values()].filter(({ kind }) => kind === 'SECRET').map(({ value }) => value),
  };
}

/** The pieces of a text that are kept from a third party. */
export function spansIn(text: string, findNames: NameFinder | undefined) {
  const plain = folded(text);
  return settle([...secretsIn(plain), ...structuredIn(plain), ...(findNames?.(plain) ?? [])]);
}

/** A text with a word for each kept-back value, for embeddings: without numbers, so that like texts stay alike. */
export function withoutValues(text: string, findNames: NameFinder | undefined): string {
  return createRedaction({ findNames }).redact(text).replace(PLACEHOLDER, '[$1]');
}
