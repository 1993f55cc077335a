import fc from 'fast-check';
import { expect, it } from 'vitest';
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
