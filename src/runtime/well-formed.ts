// As JSON writes them; a text that merely spells these escapes is cleaned in vain and stays the same.
const SUSPECT = /\\u(?:0000|d[89a-f][0-9a-f]{2})/i;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Removes U+0000 and replaces lone surrogates, in strings at any depth: PostgreSQL stores neither. */
export function wellFormed<T>(value: T): T {
  return SUSPECT.test(JSON.stringify(value)) ? (clean(value) as T) : value;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '').replace(LONE_SURROGATE, '\uFFFD');
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), clean(inner)]));
}
