import { describe, expect, it } from 'vitest';
import { ownReport, isBotWish } from '../../src/desk/commands/own-words.ts';
import { addressed, nameIn } from '../../src/desk/commands/ticket-names.ts';

const n = (number: number, year?: number) => ({ n: number, year });

describe('the ticket that words are addressed to', () => {
  it.each([
    ['#123 认领', n(123), '认领'],
    ['＃123认领', n(123), '认领'],
    ['#IT-2026-000123 你好', n(123, 2026), '你好'],
    ['IT-2026-000123 你好', n(123, 2026), '你好'],
    ['#123', n(123), ''],
    ['#123：我马上来', n(123), '我马上来'],
    ['认领 123', n(123), '认领'],
    ['认领123', n(123), '认领'],
    ['认领 #123', n(123), '认领'],
    ['认领 IT-2026-000123', n(123, 2026), '认领'],
    ['claim #123', n(123), 'claim'],
    ['Claim 123!', n(123), 'Claim'],
    ['/认领 123', n(123), '/认领'],
    ['升级 #123 二线 网络断了', n(123), '升级 二线 网络断了'],
    ['解决 #7 原因：线松了 步骤：插好', n(7), '解决 原因：线松了 步骤：插好'],
    ['assign 123 @tom', n(123), 'assign @tom'],
    ['#12 合并 #34', n(12), '合并 #34'],
  ])('is named in “%s”', (text, name, words) => {
    expect(addressed(text)).toEqual({ name, words });
  });

  it.each([
    '合并 #34',
    '完成 1 2',
    '和 #122 是同一个问题吗',
    '解决 809',
    '备注 见 #12',
    '打印机 #3 坏了',
    '#hashtag',
  ])('is not named in “%s”', (text) => {
    expect(addressed(text)).toEqual({ name: undefined, words: text });
  });

  it('is the only one named anywhere, where nothing else can name it', () => {
    const anywhere = (text: string) => addressed(text, { anywhere: true });
    expect(anywhere('看看 #12 吧')).toEqual({ name: n(12), words: '看看 #12 吧' });
    expect(anywhere('优先级 高 #12')).toEqual({ name: n(12), words: '优先级 高' });
    expect(anywhere('#12 和 #13 一样').name).toEqual(n(12));
    expect(anywhere('看看 #12 和 #13').name).toBeUndefined();
    for (const merge of ['合并 #34', '合并到 #34', 'merge into #34']) {
      expect(anywhere(merge).name).toBeUndefined();
    }
  });

  it('is found in a quoted tag', () => {
    expect(nameIn('IT-2026-000045')).toEqual(n(45, 2026));
    expect(nameIn('#45')).toEqual(n(45));
  });
});

describe('words that are the bot’s business', () => {
  it('are a report of one’s own', () => {
    expect(ownReport('报修 鼠标坏了')).toBe('鼠标坏了');
    expect(ownReport('报修：鼠标坏了')).toBe('鼠标坏了');
    expect(ownReport('Report my mouse is dead')).toBe('my mouse is dead');
    expect(ownReport('报修')).toBe('');
    expect(ownReport('reporting it to you')).toBeUndefined();
    expect(ownReport('你报修了吗')).toBeUndefined();
  });

  it('are a code for joining accounts, which must not be shown to a requester', () => {
    expect(isBotWish('绑定 ABCD-2345')).toBe(true);
    expect(isBotWish('link ABCD-2345')).toBe(true);
    expect(isBotWish('关联账号：ABCD1-2345')).toBe(true);
    expect(isBotWish('link')).toBe(true);
    expect(isBotWish('linking it now')).toBe(false);
    expect(isBotWish('connect the cable again')).toBe(false);
    expect(isBotWish('绑定失败的话请告诉我')).toBe(false);
  });
});
