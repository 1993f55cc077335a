import { withoutInvisible } from '../invisible.ts';

const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  period: '.',
  sol: '/',
  colon: ':',
  commat: '@',
  num: '#',
  lpar: '(',
  rpar: ')',
  lsqb: '[',
  rsqb: ']',
  excl: '!',
  hyphen: '-',
  dash: '-',
  tab: ' ',
  newline: '\n',
};

/** What a reader's program could make of a text: entities and percent signs decoded, compatibility forms folded. */
export function decoded(text: string): string {
  let now = withoutInvisible(text);
  for (let round = 0; round < 3; round += 1) {
    const next = withoutInvisible(percents(entities(now))).normalize('NFKC');
    if (next === now) break;
    now = next;
  }
  return now;
}

/** As `decoded`, with the ways undone in which people keep an address from being seen as one. */
export function unmasked(text: string): string {
  return decoded(text)
    .replace(/\bh(?:xx|\*\*|tt)p(s?)(?=\s*(?::|\[:\]|\(:\)))/gi, 'http$1')
    .replace(/\s*[[({<]\s*(?:\.|dot|点)\s*[\])}>]\s*/gi, '.')
    .replace(/(?<=[a-z0-9])\s+dot\s+(?=[a-z0-9])/gi, '.')
    .replace(/(?<=[a-z0-9])[。｡．·‧․](?=[a-z0-9])/gi, '.')
    .replace(/(?<=[a-z0-9])\s+\.\s*(?=[a-z0-9])/gi, '.')
    .replace(/(?<=[a-z0-9])\s*点\s*(?=[a-z]{2,})/gi, '.')
    .replace(/\\(?=[.:/@])/g, '')
    .replace(/\[:\]|\(:\)/g, ':')
    .replace(/h\s*t\s*t\s*p\s*(s?)\s*:\s*\/\s*\//gi, 'http$1://')
    .replace(/:\/\/\s+/g, '://')
    .replace(/\bw\s?w\s?w\s?\.\s?/gi, 'www.');
}

function entities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));?/gi,
    (all, hex?: string, decimal?: string, name?: string) => {
      if (name) return NAMED[name.toLowerCase()] ?? all;
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : '';
    },
  );
}

function percents(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (all) => {
    try {
      return decodeURIComponent(all);
    } catch {
      return all.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    }
  });
}
