import type { Span } from './spans.ts';

/** Finds the names of a list in texts, in time that doesn't depend on the list's length. */
export type NameFinder = (text: string) => Span[];

const HAN = /\p{Script=Han}/u;
const WORD = /(?!\p{Script=Han})[\p{L}\p{M}](?:(?!\p{Script=Han})[\p{L}\p{M}'’-])*/gu;
const UMLAUTS: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };
const TITLES_ZH =
  '(?:总监|总经理|经理|主管|主任|老师|师傅|先生|女士|小姐|同学|工程师|总|工|哥|姐|博士|部长|院长|董)';
const TITLES_EN = new Set(['mr', 'mrs', 'ms', 'miss', 'dr', 'prof', 'professor', 'sir', 'madam']);
/** Words that are given names as well; alone they are left as they are. */
const WORDS_TOO = new Set(
  (
    'mark will bill rob jack grace hope joy faith may june april august rose art frank grant chase hunter dean guy max ray dawn summer iris lily daisy ruby amber crystal jade pearl ' +
    'pat sue drew gene rich miles wade reed glen heath cliff forest dale lance pierce sage star sky page paige tab web kit chip buddy angel christian gay happy long an can ping hui ' +
    'ai in on my so to he you she we us it be do go no or at by an as if of up hi ok pc java python ruby basic ada excel major king prince duke'
  ).split(' '),
);

export function createNameFinder(names: readonly string[]): NameFinder {
  const han = new Set<string>();
  const surnames = new Set<string>();
  const latin = new Set<string>();
  const given = new Set<string>();
  const joined = new Set<string>();
  for (const name of names.flatMap(spellings)) {
    const clean = name.normalize('NFKC').trim();
    if (HAN.test(clean)) {
      const letters = clean.replace(/[^\p{Script=Han}]/gu, '');
      if (letters.length >= 2) {
        han.add(letters);
        surnames.add(letters.slice(0, letters.length >= 4 ? 2 : 1));
      }
    }
    const words = wordsOf(clean);
    if (words.length >= 2) {
      for (const order of ordersOf(words)) {
        latin.add(order.join(' '));
        joined.add(order.join(''));
      }
      for (const word of words) if (word.length >= 3 && !WORDS_TOO.has(word)) given.add(word);
      if (words.length === 2 && words.every((word) => word.length >= 2))
        joined.add(`${words[0]?.[0]}${words[1]}`);
    } else if (words[0] !== undefined && words[0].length >= 3 && !HAN.test(clean)) given.add(words[0]);
  }
  const longest = Math.max(0, ...[...han].map((name) => name.length));
  const addressed =
    surnames.size > 0
      ? new RegExp(`(?:${[...surnames].map(escaped).join('|')})${TITLES_ZH}`, 'gu')
      : undefined;
  return (text) => [
    ...hanIn(text, han, longest),
    ...(addressed
      ? [...text.matchAll(addressed)].map((m) => spanAt(m.index, m.index + m[0].length - titleLength(m[0])))
      : []),
    ...latinIn(text, { latin, given, joined }),
  ];
}

function hanIn(text: string, names: ReadonlySet<string>, longest: number): Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (!HAN.test(text[at] ?? '')) continue;
    for (let length = longest; length >= 2; length -= 1) {
      if (!names.has(text.slice(at, at + length))) continue;
      spans.push(spanAt(at, at + length));
      at += length - 1;
      break;
    }
  }
  return spans;
}

interface Latin {
  latin: ReadonlySet<string>;
  given: ReadonlySet<string>;
  joined: ReadonlySet<string>;
}

function latinIn(text: string, { latin, given, joined }: Latin): Span[] {
  const words = [...text.matchAll(WORD)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    word: match[0],
  }));
  const spans: Span[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const count = longestName(words, at, { text, latin });
    const first = words[at];
    if (!first) continue;
    if (count > 0) {
      spans.push(spanAt(first.start, words[at + count - 1]?.end ?? first.end));
      at += count - 1;
      continue;
    }
    const plain = keyOf(first.word.replace(/['’]s$/, ''));
    const isTitled = TITLES_EN.has(keyOf(words[at - 1]?.word ?? ''));
    const isWritten = /^\p{Lu}/u.test(first.word) || text[first.start - 1] === '@';
    if (joined.has(plain) || (given.has(plain) && (isWritten || isTitled))) {
      spans.push(spanAt(first.start, first.start + first.word.replace(/['’]s$/, '').length));
    }
  }
  return spans;
}

interface Word {
  start: number;
  end: number;
  word: string;
}

/** How many words from `at` on are one name: "Wei Wang", "Wang, Wei", "wei.wang", "WANG Wei". */
function longestName(
  words: readonly Word[],
  at: number,
  { text, latin }: { text: string; latin: ReadonlySet<string> },
): number {
  for (let count = Math.min(4, words.length - at); count >= 2; count -= 1) {
    const part = words.slice(at, at + count);
    const near = part
      .slice(1)
      .every((word, i) =>
        /^(?:[ \t]+|,[ \t]*|[._-]|[ \t]?[A-Z]\.[ \t]?|·)$/.test(text.slice(part[i]?.end, word.start)),
      );
    const key = part.map(({ word }) => keyOf(word.replace(/['’]s$/, ''))).join(' ');
    if (near && latin.has(key)) return count;
  }
  return 0;
}

/** As it is written, and with the umlauts as two letters. */
function spellings(name: string): string[] {
  const spread = name
    .normalize('NFC')
    .replace(/[äöüß]/gi, (letter) => UMLAUTS[letter.toLowerCase()] ?? letter);
  return spread === name ? [name] : [name, spread];
}

/** Both orders, and without the names in the middle. */
function ordersOf(words: readonly string[]): string[][] {
  const [first = '', last = ''] = [words[0], words.at(-1)];
  return [
    [...words],
    [...words.slice(-1), ...words.slice(0, -1)],
    [...words.slice(1), first],
    [first, last],
    [last, first],
  ];
}

function wordsOf(name: string): string[] {
  return [...name.matchAll(WORD)]
    .map((match) => match[0])
    .filter((word) => !HAN.test(word))
    .flatMap((word) => keyOf(word).split('-'))
    .filter((word) => word.length > 0);
}

function keyOf(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace('’', "'");
}

function spanAt(start: number, end: number): Span {
  return { kind: 'NAME', start, end };
}

function titleLength(found: string): number {
  return new RegExp(`${TITLES_ZH}$`, 'u').exec(found)?.[0].length ?? 0;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
