import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outcomesOf, surveysOf, ticketsOf } from './conversations/ledger.ts';
import { openOffice, type Office } from './support/office.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

describe('the whole process', () => {
  it('in Chinese: from a message to an answer, a human, a solution, a confirmation and a rating', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.hears('来源：知识库《打印机卡纸》');
    await lilei.presses('没解决');
    await lilei.hears('打印问题先做这几步');
    await lilei.presses('没解决');
    await lilei.hears('是哪台打印机');
    await lilei.says('3 楼东侧的 HP M404');
    await lilei.hears('错误代码');
    await lilei.says('没有');
    await lilei.hears('IT-2026-000001');
    await lilei.hears('一线工程师会在 **今天 12:00** 前联系你');

    const wang = office.agent('wang-fang', 'l1');
    const card = await wang.opens();
    const fields = Object.fromEntries(card.body?.card?.fields.map((one) => [one.label, one.value]) ?? []);
    expect(fields).toMatchObject({
      报修人: '李雷 · 销售部',
      打印机: 'HP M404',
      现象: '卡纸',
      位置: '3 楼东侧',
    });
    await wang.pressesOnCard('认领');
    await lilei.hears('王芳 已接手工单');
    await wang.says('你好，我马上过来看看');
    await lilei.hears('我马上过来看看');
    await lilei.says('好的，我在座位上');
    expect((await wang.messages()).some((one) => one.text.includes('我在座位上'))).toBe(true);
    await wang.says('解决 原因：搓纸轮磨损 步骤：更换搓纸轮；打印测试页');
    await lilei.hears('原因：搓纸轮磨损');
    await lilei.hears('1. 更换搓纸轮');

    await lilei.says('还是不行，双面还卡');
    await lilei.hears('已重新打开');
    await wang.says('解决 原因：双面器有碎纸 步骤：清出碎纸');
    await lilei.says('好了，谢谢');
    await lilei.hears('谢谢确认');
    await lilei.presses('5 很好');
    await lilei.presses('4 好');
    await lilei.presses('5 很好');
    await lilei.says('很快！');
    await lilei.hears('工单已关闭');

    expect(await ticketsOf(office)).toMatchObject([{ stage: 'closed', outcome: 'confirmed', reopens: 1 }]);
    expect(await surveysOf(office)).toMatchObject([
      { response: 5, quality: 4, attitude: 5, comment: '很快！' },
    ]);
    expect((await outcomesOf(office)).filter((one) => one !== null)).toEqual(['handed-over']);
  });

  it('in English: with an agent who speaks it, and one tap for each answer', async () => {
    const ann = office.person('ann');
    await ann.says('the printer has a paper jam');
    await ann.hears('Source: knowledge base');
    await ann.presses('Not solved');
    await ann.hears('First checks');
    await ann.presses('Not solved');
    await ann.hears('Which printer is it?');
    await ann.says('HP M404');
    await ann.presses('Skip');
    await ann.says('third floor, by the kitchen');
    await ann.hears('ticket **IT-2026-000001**');
    await ann.hears('a first-line engineer by **today 12:00**');

    const tom = office.agent('tom', 'l1');
    await tom.opens();
    await tom.pressesOnCard('认领');
    await ann.hears('Tom Baker has taken ticket IT-2026-000001');
    await tom.says('Hi Ann, on my way');
    await ann.hears('Hi Ann, on my way');
    await tom.says('resolve cause: worn roller steps: replaced the roller; printed a test page');
    await ann.hears('Cause: worn roller');
    await ann.presses('Solved');
    await ann.hears('Thank you for confirming');
    for (const stars of ['5 very good', '5 very good', '4 good']) await ann.presses(stars);
    await ann.presses('Skip');
    await ann.hears('The ticket is closed');
    expect(await ticketsOf(office)).toMatchObject([{ stage: 'closed', outcome: 'confirmed' }]);
  });
});
