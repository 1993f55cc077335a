import { describe, expect, test } from 'vitest';
import { createMemorySearch, loadSearchWords } from '../../src/search/index.ts';
import { productQueries, starterArticles } from './starter-articles.ts';

const { queries, poor } = productQueries;
const { search } = createMemorySearch({ words: loadSearchWords('prompts'), documents: starterArticles });

describe('the starter articles', () => {
  const keys = queries.map(({ query }) => search(query, { limit: 3 }).map((hit) => hit.key));
  const share = (right: (found: string[], id: string) => boolean) =>
    queries.filter(({ id }, i) => right(keys[i] ?? [], id)).length / queries.length;

  test('come first for at least 90 % of what employees ask', () => {
    expect(queries.length).toBeGreaterThanOrEqual(60);
    expect(share((found, id) => found[0] === id)).toBeGreaterThanOrEqual(0.9);
  });

  test('are among the first three for at least 97 %', () => {
    expect(share((found, id) => found.includes(id))).toBeGreaterThanOrEqual(0.97);
  });

  test('are a good match for most', () => {
    const good = queries.filter(({ query }) => (search(query)[0]?.score ?? 0) >= 0.6);
    expect(good.length / queries.length).toBeGreaterThanOrEqual(0.75);
  });

  test.each(poor)('%j matches none', (query) => expect(search(query)[0]?.score ?? 0).toBeLessThan(0.3));
});

describe('the name of a thing and a general complaint', () => {
  test.each(['error in SAP', 'SAP', 'SAP 报错', 'excel does not work', 'badge', 'ERP 打不开'])(
    '%j is no good match for the article that is about something else of it',
    (query) => expect(search(query)[0]?.score ?? 0).toBeLessThan(0.6),
  );

  test.each([
    'I have no role in SAP',
    'excel freezes',
    'Outlook 打不开',
    'VPN 连不上',
    '蓝屏',
    '蓝屏了',
    'my laptop is overheating',
  ])('%j says enough', (query) => expect(search(query)[0]?.score ?? 0).toBeGreaterThanOrEqual(0.6));
});

describe('a thing that a Chinese question names', () => {
  test.each(['无法连接到 VPN', '無法連線到VPN'])(
    '%j is told of by what comes first, however well others fit the rest',
    (query) => {
      const [first, second] = search(query);
      expect(first?.key).toBe('network-vpn-cannot-connect');
      expect(second?.score ?? 0).toBeLessThan(0.98 * (first?.score ?? 0));
    },
  );
});

test('what only mentions the thing that a Chinese question names is no good match', () => {
  expect(search('vpn 经常掉线')[0]?.score).toBeLessThan(0.6);
  expect(search('wifi 经常掉线')[0]).toMatchObject({ key: 'network-wifi-slow', score: 1 });
});

describe('error codes', () => {
  test('bring up the article that has the code', () => {
    expect(search('809')[0]).toMatchObject({ key: 'network-vpn-809' });
    expect(search('vpn 报错 809')[0]?.score).toBeGreaterThanOrEqual(0.6);
    expect(search('0x80070005')[0]?.key).toBe('software-access-denied-0x80070005');
  });

  test.each(['vpn error 13801', 'excel 打开卡死 错误 0xdeadbeef', 'printer paper jam error 49.4C99'])(
    'that nobody knows keep %j from a good match',
    (query) => expect(search(query)[0]?.score ?? 0).toBeLessThan(0.6),
  );
});

describe('options', () => {
  test('give the wanted translation', () => {
    expect(search('paper jam', { locale: 'zh-CN' })[0]).toMatchObject({
      key: 'printer-paper-jam',
      locale: 'zh-CN',
    });
    expect(search('卡纸', { locale: 'en' })[0]).toMatchObject({ key: 'printer-paper-jam', locale: 'en' });
  });

  test('keep to a type and a number', () => {
    const found = search('没声音', { type: 'meeting-room', limit: 2 });
    expect(found.length).toBeLessThanOrEqual(2);
    expect(found.every(({ key }) => key.startsWith('meeting-room'))).toBe(true);
  });

  test('list an article once', () => {
    const keys = search('outlook', { limit: 20 }).map((hit) => hit.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test.each(['', '   ', '👍', '的了吗', 'the of a'])('nothing is found for %j', (query) =>
  expect(search(query)).toEqual([]),
);

test('one word that many articles have is no good match', () => {
  expect(search('打印机')[0]?.score).toBeLessThan(0.6);
});
