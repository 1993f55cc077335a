import { expect, test } from 'vitest';
import { createMemorySearch, loadSearchWords } from '../../src/search/index.ts';

const question = (entry: string, number: number, title: string) => ({
  key: `${entry}-${number}`,
  entry,
  locale: 'en' as const,
  title,
  keywords: [],
  synonyms: [],
  symptom: '',
  body: '',
});

test('an entry is found though more than a hundred examples of another fit better', () => {
  const payment = Array.from({ length: 150 }, (_, i) => question('payment', i, `card payment number ${i}`));
  const colours = ['red', 'blue', 'green', 'black'];
  const looks = colours.map((colour, i) => question('looks', i, `can I have my card in bright ${colour}`));
  const { search } = createMemorySearch({
    words: loadSearchWords('prompts'),
    documents: [...payment, ...looks],
    learn: true,
  });
  expect(search('card payment', { limit: 3 }).map(({ entry }) => entry)).toEqual(['payment', 'looks']);
});
