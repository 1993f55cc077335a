/** One `type=value` and what ends it (RFC 4514 §3); neither NUL nor an unescaped special character gets through. */
const PIECE =
  /\s*([a-z][a-z0-9-]*|\d+(?:\.\d+)*)\s*=((?:[^\\,+"<>;\0]|\\[0-9a-f]{2}|\\[ "#+,;<=>\\])*)(,|\+|$)/iy;
const ESCAPED = /(?:\\[0-9a-f]{2})+|\\[^]/gi;

interface Part {
  /** As it was written. */
  written: string;
  /** The same for every spelling that means the same. */
  meant: string;
}

/** The parts of a distinguished name, its own first; undefined for what isn't one. */
function partsOf(dn: string): Part[] | undefined {
  const parts: Part[] = [];
  let pieces: string[] = [];
  let from = 0;
  PIECE.lastIndex = 0;
  for (;;) {
    const found = PIECE.exec(dn);
    if (!found) return undefined;
    const [, type = '', value = '', end = ''] = found;
    if (value.trim() === '') return undefined;
    pieces.push(`${type.toLowerCase()}=${meaningOf(value)}`);
    if (end === '+') continue;
    const written = dn.slice(from, PIECE.lastIndex - end.length).trim();
    parts.push({ written, meant: pieces.sort().join('\0') });
    if (end === '') return parts;
    pieces = [];
    from = PIECE.lastIndex;
  }
}

/** Capitals, and spaces at the ends or side by side, make no difference (RFC 4518 §2.6.1). */
function meaningOf(value: string): string {
  const plain = value.replace(ESCAPED, (escape) =>
    /^\\[0-9a-f]{2}/i.test(escape)
      ? Buffer.from(escape.replaceAll('\\', ''), 'hex').toString('utf8')
      : escape.slice(1),
  );
  return plain.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

export function isDn(dn: string): boolean {
  return partsOf(dn) !== undefined;
}

/** The same for every spelling of a name; what isn't one is returned as it is. */
export function meantBy(dn: string): string {
  const parts = partsOf(dn);
  return parts ? meaningOfAll(parts) : dn;
}

function meaningOfAll(parts: readonly Part[]): string {
  return parts.map(({ meant }) => meant).join('\0,');
}

/** Whether an entry stands in a unit, or is it. Where either name can't be understood: yes, it is left alone. */
export function isWithin(dn: string, unit: string): boolean {
  const [one, other] = [partsOf(dn), partsOf(unit)];
  if (!one || !other) return true;
  return meaningOfAll(one.slice(-other.length)) === meaningOfAll(other);
}

/** The lowest entry that all of these stand in, or are; undefined where there is none. */
export function commonBase(dns: readonly string[]): string | undefined {
  const [first = [], ...others] = dns.map((dn) => partsOf(dn) ?? []);
  for (let from = 0; from < first.length; from += 1) {
    const shared = first.slice(from);
    const isShared = others.every((one) => meaningOfAll(one.slice(-shared.length)) === meaningOfAll(shared));
    if (isShared) return shared.map(({ written }) => written).join(',');
  }
  return undefined;
}

/** The domain's own entry, of which a unit may be the base. */
export function domainOf(baseDn: string): string {
  const parts = partsOf(baseDn) ?? [];
  const first = parts.findLastIndex(({ meant }) => !meant.startsWith('dc=')) + 1;
  const domain = parts.slice(first).map(({ written }) => written);
  return domain.length === 0 ? baseDn : domain.join(',');
}
