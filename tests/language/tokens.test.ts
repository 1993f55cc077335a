import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { clean } from '../../src/language/clean.ts';
import { locale, normalise, tokens } from '../../src/language/tokens.ts';

describe('normalise', () => {
  test('folds full width, capitals and traditional characters', () => {
    expect(normalise('VPN 連不上')).toBe('vpn 连不上');
    expect(normalise('it’s OK')).toBe("it's ok");
  });

  test("turns Taiwan's words into the mainland's", () => {
    expect(normalise('印表機和滑鼠')).toBe('打印机和鼠标');
  });

  test('gives the same when done twice', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => normalise(normalise(text)).length >= 0));
    for (const text of ['ＶＰＮ 連不上', 'Straße', '①②'])
      expect(normalise(normalise(text))).toBe(normalise(text));
  });
});

describe('tokens', () => {
  test.each([
    '0x80070005',
    '809',
    'KB5034441',
    'ERR_CONNECTION_RESET',
    '0x0000011b',
    'M404dn',
    'T14',
    'XPS-13',
    '49.4C02',
  ])('keeps %s as one token', (code) => {
    expect(tokens(`打开时提示${code}怎么办`)).toContain(code.toLowerCase());
    expect(tokens(`it says ${code}, what now?`)).toContain(code.toLowerCase());
  });

  test.each(['HP LaserJet M405', 'iPhone 15'])('keeps the device %s as one token', (device) => {
    expect(tokens(`My ${device} is broken`)).toContain(device.toLowerCase());
  });

  test('gives Chinese words and pairs of characters', () => {
    expect(tokens('网络打不开')).toEqual(expect.arrayContaining(['网络', '打不开', '络打']));
  });

  test('stems English lightly', () => {
    expect(tokens('printers printing printed crashes updates updating')).toEqual([
      'printer',
      'print',
      'print',
      'crash',
      'updat',
      'updat',
    ]);
    expect(tokens("can't wi-fi")).toEqual(['cant', 'wifi']);
    expect(tokens('e-mail')).toContain('email');
  });

  // Times are compared with each other, and the best of several: how fast or busy the machine is doesn't matter.
  test.each(['a', '(((', 'a1-', 'a.', "'"])(
    'takes time in proportion for a hundred thousand of %j',
    (unit) => {
      const timeOf = (length: number) => {
        const text = unit.repeat(Math.ceil(length / unit.length));
        const start = process.cpuUsage();
        tokens(text);
        const { user, system } = process.cpuUsage(start);
        return user + system;
      };
      const best = (length: number) => Math.min(...Array.from({ length: 5 }, () => timeOf(length)));
      best(12_500);
      // Eight times the text: 64 times the time if it grew with the square.
      expect(best(100_000)).toBeLessThan(24 * Math.max(100, best(12_500)));
    },
  );

  test('gives the segmenter little of a hundred thousand of "打" at once, and each piece once', () => {
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment');
    tokens('打'.repeat(100_000));
    const read = segment.mock.calls.map(([text]) => text.length);
    segment.mockRestore();
    expect(Math.max(...read)).toBeLessThanOrEqual(100);
    expect(read.reduce((sum, length) => sum + length, 0)).toBe(100_000);
  });
});

describe('locale', () => {
  test.each([
    ['outlook 一直转圈圈', 'zh-CN'],
    ['印表機卡紙', 'zh-CN'],
    ['please help, 打印机坏了', 'zh-CN'],
    ['Outlook crashes when I open 报表.xlsx', 'en'],
    ['the 打印机 is jammed', 'en'],
    ['my 笔记本电脑 is broken', 'en'],
    ["I can't open 企业微信", 'en'],
    ['the 打印机坏了 is', 'zh-CN'],
    ['the file is in use 文件打开失败', 'zh-CN'],
    ['打印机 jammed', 'zh-CN'],
    ['the 打印机', 'zh-CN'],
    ['it is not responding，重启没用', 'zh-CN'],
    ['hello', 'en'],
    ['my vpn is down', 'en'],
    ['👍👍', undefined],
    ['809', undefined],
    ['vpn 809', undefined],
    ['', undefined],
    ['パソコンが動かない', undefined],
  ])('of %j is %s', (text, expected) => {
    expect(locale(text)).toBe(expected);
  });
});

describe('clean', () => {
  test('takes out what nobody sees', () => {
    expect(clean('a\u0000b\ud800c\u200bd\u202ee\ufeff')).toBe('abcde');
  });

  test('keeps emoji, line breaks and tabs', () => {
    const text = '👩‍💻 🇨🇳 👍🏽 ❤️\n\tok';
    expect(clean(text)).toBe(text);
  });

  test('leaves well-formed text without U+0000, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const cleaned = clean(text + String.fromCharCode(0xd800));
        expect(cleaned).not.toMatch(/\p{Cs}/u);
        expect(cleaned.includes('\u0000')).toBe(false);
      }),
    );
  });
});
