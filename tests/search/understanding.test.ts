import { describe, expect, test } from 'vitest';
import { createMemorySearch, loadSearchWords } from '../../src/search/index.ts';
import type { SearchDocument } from '../../src/search/index.ts';
import { slipsBetween } from '../../src/language/typos.ts';
import { starterArticles } from './starter-articles.ts';

const words = loadSearchWords('prompts');
const { search } = createMemorySearch({ words, documents: starterArticles });

describe('misspelt words', () => {
  test.each([
    ['pritner is offline', 'printer is offline'],
    ["outlok won't open", "outlook won't open"],
    ['I forgot my passwrod', 'I forgot my password'],
    ['mailbx is full', 'mailbox is full'],
  ])('%j finds what %j finds', (misspelt, right) => {
    const [found, expected] = [search(misspelt), search(right)];
    expect(found[0]?.key).toBe(expected[0]?.key);
    expect(found[0]?.score).toBeGreaterThanOrEqual(0.6);
  });

  test('are no better than the right word', () => {
    expect(search('pritner')[0]?.score).toBe(search('printer')[0]?.score);
  });

  test('are left alone where they are short, or more than a slip away', () => {
    for (const word of ['vpm', 'xyzzy', 'qwertz']) expect(search(word)[0]?.score ?? 0).toBeLessThan(0.3);
  });

  test.each([
    ['printer', 'pritner', 1],
    ['outlook', 'outlok', 1],
    ['password', 'passwrod', 1],
    ['mail', 'mails', 1],
    ['mail', 'nail', 1],
    ['', 'abc', 3],
    ['same', 'same', 0],
  ])('%j and %j are %i slips apart', (one, other, slips) => {
    expect(slipsBetween(one, other)).toBe(slips);
    expect(slipsBetween(other, one)).toBe(slips);
  });
});

describe('what is known about the asker', () => {
  const guide = (key: string, facets: Record<string, string>, body = ''): SearchDocument => ({
    key,
    locale: 'en',
    title: 'Reset the badge reader',
    keywords: [],
    synonyms: [],
    symptom: '',
    body: `Hold the button for ten seconds. ${body}`,
    type: key,
    facets,
  });
  const others = ['Order toner', 'Book a room', 'Join the guest network'].map((title, i) => ({
    ...guide(`other${i}`, {}),
    title,
    body: '',
  }));
  const documents = [
    guide('a', {}),
    guide('b', { device: 'R200' }),
    guide('c', { department: 'Finance' }),
    guide('d', { device: 'R200', department: 'Finance' }),
    ...others,
  ];
  const asked = createMemorySearch({ words, documents });
  const first = (context?: Parameters<typeof asked.search>[1]) =>
    asked.search('reset the badge reader', context)[0]?.key;

  test('decides between documents that fit equally well', () => {
    expect(first()).toBe('a');
    expect(first({ context: { device: 'r200' } })).toBe('b');
    expect(first({ context: { department: 'finance' } })).toBe('c');
    expect(first({ context: { device: 'R200', department: 'Finance' } })).toBe('d');
    expect(first({ context: { history: ['c'] } })).toBe('c');
  });

  test('never lifts what does not fit above what does, and makes nothing surer', () => {
    const context = { device: 'R200', department: 'Finance', history: ['other0'] };
    const [best, ...rest] = asked.search('order toner', { context });
    expect(best?.key).toBe('other0');
    const plain = asked.search('reset the badge reader', { limit: 10 });
    const liked = asked.search('reset the badge reader', { limit: 10, context: { history: ['other1'] } });
    expect(liked.map(({ key, score }) => [key, score])).toEqual(plain.map(({ key, score }) => [key, score]));
    expect(rest.every(({ score }) => score <= (best?.score ?? 0))).toBe(true);
  });
});

describe('what does not work', () => {
  const article = (key: string, title: string): SearchDocument => ({
    ...starterArticles[0]!,
    key,
    title,
    locale: 'zh-CN',
    keywords: [],
    synonyms: [],
    symptom: '',
    body: '',
  });
  const asked = createMemorySearch({
    words,
    documents: [
      article('opens', '打开考勤系统'),
      article('does-not-open', '考勤系统打不开'),
      article('signs-in', '登录报销系统'),
      article('cannot-sign-in', '报销系统登录不上'),
    ],
  });

  test.each([
    ['考勤系统打不开', 'does-not-open'],
    ['考勤打不开了', 'does-not-open'],
    ['打开考勤系统', 'opens'],
    ['在哪里打开考勤', 'opens'],
    ['报销登录不上', 'cannot-sign-in'],
  ])('%j is answered by %s', (text, key) => expect(asked.search(text)[0]?.key).toBe(key));
});
