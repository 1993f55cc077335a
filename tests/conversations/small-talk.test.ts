import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOffice, type Office } from '../support/office.ts';
import { PICTURE, ticketsOf } from './ledger.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

describe('a message that is no problem', () => {
  it.each([
    ['你好', '直接用一句话告诉我'],
    ['在吗？', '在的'],
    ['谢谢', '不客气'],
    ['再见', '再见'],
    ['', '没看到内容'],
    ['   ', '没看到内容'],
    ['😀😀', '收到'],
    ['今天天气怎么样', '我只懂 IT 的事'],
    ['asdf qwer', '没看明白'],
    ['在嗎？', '在的'],
  ])('%j gets a sensible answer and no ticket', async (said, answer) => {
    const lilei = office.person('li-lei');
    await lilei.says(said);
    await lilei.hears(answer);
    expect(await ticketsOf(office)).toEqual([]);
  });

  it.each([
    ['hello', "I'm Deskline"],
    ['are you there?', "I'm here"],
    ['thanks!', 'welcome'],
    ['bye', 'Goodbye'],
    ['tell me a joke', 'only know about IT'],
  ])('%j is answered in English', async (said, answer) => {
    const ann = office.person('ann');
    await ann.says(said);
    await ann.hears(answer);
    expect(await ticketsOf(office)).toEqual([]);
  });

  it('may be an “ok” that answers nothing', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('好的');
    await lilei.hears('有事随时找我');
  });

  it('is answered in the middle of a talk, and the open question stands', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('坏了');
    await lilei.hears('哪一类问题');
    await lilei.says('在吗');
    await lilei.hears('在的');
    await lilei.hears('哪一类问题');
  });

  it('may be a picture alone, which is kept for the ticket', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('', [{ name: 'error.png', bytes: PICTURE }]);
    await lilei.hears('报错的文字或现象');
    await lilei.says('转人工');
    await lilei.says('屏幕上一直弹这个');
    await lilei.hears('IT-2026-000001');
    const wang = office.agent('wang-fang', 'l1');
    await wang.opens();
    const files = (await wang.messages()).flatMap((one) => one.files);
    expect(files.map((file) => file.name)).toContain('error.png');
  });
});
