import { afterEach, beforeEach, describe, it } from 'vitest';
import { openOffice, type Office } from '../support/office.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

describe('a single word', () => {
  it.each([
    ['wifi', /network|Wi-Fi/],
    ['outlook', /Outlook|Email/],
    ['printer', /Paper jam/],
  ])('%s is enough for a first offer', async (word, offered) => {
    const ann = office.person('ann');
    await ann.says(word);
    await ann.hears(offered);
    await ann.hears('Talk to a human');
  });

  it.each([
    ['slow', 'ann', ['VPN is slow', 'Computer is very slow']],
    ['会议室', 'li-lei', ['预订会议室', '会议室没有声音']],
    ['打印机', 'li-lei', ['打印机卡纸', '添加公司打印机']],
  ])('%s that fits several articles offers them instead of guessing', async (word, who, titles) => {
    const person = office.person(who);
    await person.says(word);
    await person.hears(who === 'ann' ? 'None of these' : '都不是');
    for (const title of titles) await person.hears(title);
  });

  it('offers nothing a second time that was none of it', async () => {
    const ann = office.person('ann');
    await ann.says('slow');
    await ann.presses('None of these');
    await ann.hears('what kind of problem');
    await ann.presses('Something else');
    await ann.hearsNot('VPN is slow');
  });
});

describe('a problem of an unsure type', () => {
  it('that an article of the likeliest type fits is offered that article', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('电脑很慢');
    await lilei.hears('电脑运行很慢');
  });
});

describe('the question which type it is', () => {
  it('understands a part of a type’s name', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('坏了');
    await lilei.hears('[电脑硬件]');
    await lilei.says('硬件');
    await lilei.hears('电脑硬件问题先做这几步');
  });
});

describe('a change of mind', () => {
  it('begins anew with what is meant', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.presses('没解决');
    await lilei.presses('没解决');
    await lilei.hears('哪台打印机');
    await lilei.says('等等，其实不是打印机，是电脑蓝屏了');
    await lilei.hears('Windows 蓝屏');
  });
});
