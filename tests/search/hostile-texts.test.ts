import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createMemorySearch, loadSearchWords } from '../../src/search/index.ts';
import { starterArticles } from './starter-articles.ts';

const words = loadSearchWords('prompts');
const { search } = createMemorySearch({ words, documents: starterArticles });

it('takes any text', () => {
  const pieces = fc.constantFrom(
    '打印机',
    ' ',
    '0x',
    '-_.',
    "'",
    '|',
    '~',
    '\0',
    '\ud800',
    'ﷺ',
    '𠮷',
    'é',
    'wifi',
    '密',
    '"',
    '\n',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(pieces).map((list) => list.join('')),
      ),
      (text) => {
        for (const hit of search(text)) {
          expect(hit.score).toBeGreaterThanOrEqual(0);
          expect(hit.score).toBeLessThanOrEqual(1);
          expect(hit.coverage).toBeLessThanOrEqual(1.0001);
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('takes any text as a document', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (title, body) => {
      const documents = [
        { ...starterArticles[0]!, key: 'x', title, body, synonyms: [body], keywords: [title] },
      ];
      expect(createMemorySearch({ words, documents }).search('zzz 没有的词')).toHaveLength(0);
    }),
    { numRuns: 50 },
  );
});

it.each(['打', 'a', '打印机连不上 ', "can't print! ", '0x80070005 ', '--__..', '\u0301'])(
  'reads only the head of 100,000 times %j',
  (piece) => {
    const text = piece.repeat(100_000);
    expect(search(text)).toEqual(search(text.slice(0, 1000)));
  },
);

it.each(['打', 'a', '打印机连不上 ', "can't print! "])(
  'reads of a document that is 100,000 times %j a part, and gives the segmenter little at once',
  (piece) => {
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment');
    const body = piece.repeat(100_000);
    const document = { ...starterArticles[0]!, key: 'long', title: body, symptom: '', body };
    const long = createMemorySearch({ words, documents: [document] });
    const read = segment.mock.calls.map(([text]) => text.length);
    segment.mockRestore();
    expect(Math.max(0, ...read)).toBeLessThanOrEqual(100);
    expect(read.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(25_000);
    expect(long.search(piece)).toEqual(long.search(piece));
  },
);

const NAUGHTY = '/work/shared/data/naughty/naughty.json';
const naughty = [
  '',
  'undefined',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '1/0',
  '0x0',
  "1'; DROP TABLE search_text-- ",
  '" OR ""="',
  'terms MATCH "x" NEAR(',
  "a' & !b | (c:*)",
  '%s%n%x',
  '../../etc/passwd',
  '{{7*7}}',
  '\u202e\u2066test\u2069',
  'Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮',
  '田中さんにあげて下さい',
  '𠜎𠜱𠝹𠱓',
  '👾 🙇 💁 🙅',
  ...(existsSync(NAUGHTY) ? z.array(z.string()).parse(JSON.parse(readFileSync(NAUGHTY, 'utf8'))) : []),
];

it('takes naughty strings', () => {
  for (const text of naughty) {
    for (const { score, coverage } of search(text)) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(coverage).toBeLessThanOrEqual(1.0001);
    }
  }
  const documents = naughty.map((text, i) => ({
    ...starterArticles[0]!,
    key: String(i),
    title: text,
    keywords: [text],
    synonyms: [],
    symptom: text,
    body: text,
  }));
  const among = createMemorySearch({ words, documents });
  expect(among.search('DROP TABLE search_text')[0]?.key).toBe(
    String(naughty.indexOf("1'; DROP TABLE search_text-- ")),
  );
});
