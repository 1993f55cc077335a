import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOffice, type Office } from '../support/office.ts';
import { outcomesOf, ticketsOf } from './ledger.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

describe('a problem with a good article', () => {
  it('is answered with steps, the source and three buttons', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.hears('来源：知识库《打印机卡纸》');
    await lilei.hears('[已解决] [没解决] [转人工]');
  });

  it('is answered in English too', async () => {
    const ann = office.person('ann');
    await ann.says('the printer has a paper jam');
    await ann.hears('Source: knowledge base');
    await ann.hears('[Solved] [Not solved] [Talk to a human]');
  });

  it('is found in spite of the haste around it', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('电脑蓝屏了，急，马上要开会');
    await lilei.hears(/来源：知识库《.*蓝屏/);
  });

  it('is found in traditional characters', async () => {
    const hanmei = office.person('han-mei');
    await hanmei.says('印表機卡紙了');
    await hanmei.hears('《打印机卡纸》');
  });

  it('counts as confirmed only by a clear word', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('VPN 报 809');
    await lilei.says('好的');
    await lilei.hears('试完告诉我结果');
    await lilei.says('我试试');
    await lilei.hears('试完告诉我结果');
    expect(await outcomesOf(office)).toEqual([null]);
    await lilei.says('好了');
    await lilei.hears('问题解决了');
    expect(await outcomesOf(office)).toEqual(['confirmed']);
  });

  it('counts as assumed after mere thanks', async () => {
    const ann = office.person('ann');
    await ann.says('VPN error 809');
    await ann.says('thank you');
    await ann.hears("If it still isn't working, just tell me");
    expect(await outcomesOf(office)).toEqual(['assumed']);
  });

  it('goes on to the first checks and then to a human', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.presses('没解决');
    await lilei.hears('在请同事之前');
    await lilei.presses('没解决');
    await lilei.hears('我请同事来处理');
    expect(await ticketsOf(office)).toEqual([]);
  });

  it('goes to a human at once for who asks for one', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.presses('转人工');
    await lilei.hears('IT-2026-000001');
    expect(await outcomesOf(office)).toEqual(['handed-over']);
  });

  it('goes to a human with what is said in the same breath', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.says('双面打印就卡，转人工吧');
    await lilei.hears('IT-2026-000001');
    const [ticket] = await ticketsOf(office);
    expect(ticket?.description).toContain('双面打印就卡');
  });

  it('that starts with the wish for a human is not explained away', async () => {
    const ann = office.person('ann');
    await ann.says('The printer is jammed. Talk to a human');
    await ann.hears('IT-2026-000001');
    expect(await ticketsOf(office)).toMatchObject([{ type: 'printer', title: 'The printer is jammed' }]);
  });

  it('that failed may be told with more words', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.says('没好啊，换别的办法');
    await lilei.hears('我们换个办法');
  });

  it('takes more words as more about it, and remembers them', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.says('试了，一打印就报错 E13');
    await lilei.says('转人工');
    const [ticket] = await ticketsOf(office);
    expect(ticket?.description).toContain('E13');
    expect(ticket?.tried[0]).toMatchObject({ articleId: 'printer-paper-jam', verdict: 'not-solved' });
  });

  it('says that a button of an article seen before is an old one', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    const old = await lilei.findButton('已解决');
    await lilei.presses('没解决');
    const { web } = office.deskline;
    await web.press({
      channel: 'dm:li-lei',
      messageSeq: old.message.seq,
      author: { id: 'li-lei', name: '李雷' },
      action: old.button.id,
      value: old.button.value,
      clientId: 'old-button',
    });
    await office.deskline.settle();
    await lilei.hears('这个按钮属于之前的步骤');
    expect(await outcomesOf(office)).toEqual([null]);
  });
});

describe('a problem without one', () => {
  it('gets a choice of at most three, with “none of these”', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('显示器黑屏');
    const [said = ''] = await lilei.heard();
    expect(said).toContain('[都不是]');
    const titles = said.match(/\[[^\]]+\]/g) ?? [];
    expect(titles.length - 2).toBeLessThanOrEqual(3);
    await lilei.presses('都不是');
    await lilei.hears(/快速检查|请同事/);
  });

  it('lets the choice be made by number or word', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机显示 E13 卡纸');
    await lilei.hears('可能是下面哪一个');
    await lilei.says('第二个');
    await lilei.hears('来源：知识库');
  });

  it('of no clear kind is asked about and not guessed', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('坏了');
    await lilei.hears('这是哪一类问题');
    await lilei.presses('打印机');
    await lilei.hears(/打印/);
  });

  it('of no clear kind is asked about once; who cannot say goes to a human', async () => {
    const ann = office.person('ann');
    await ann.says("it's broken");
    await ann.hears('what kind of problem');
    await ann.says('it just is');
    await ann.hears("I'll get a colleague");
  });

  it('may be told in words where buttons are offered', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('全公司都坏了');
    await lilei.says('网络');
    await lilei.says('转人工');
    const [ticket] = await ticketsOf(office);
    expect(ticket).toMatchObject({ type: 'network', impact: 'company' });
  });
});

describe('a problem of many', () => {
  it.each([
    ['我们整个部门都上不了网', 'li-lei'],
    ['产线停了，MES 系统打不开', 'han-mei'],
    ['nobody in the whole department can print', 'ann'],
  ])('%j goes to people, without an article first', async (said, id) => {
    const person = office.person(id);
    await person.says(said);
    await person.hearsNot(/来源：知识库|Source: knowledge base/);
    await person.hears(/请同事|get a colleague|IT-2026-/);
  });
});
