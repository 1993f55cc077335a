import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOffice, type Office } from '../support/office.ts';
import { asksForHuman, outcomesOf, PICTURE, ticketsOf } from './ledger.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

describe('a ticket', () => {
  it.each([
    ['打印机卡纸了', '普通', 'normal'],
    ['我们整个部门都打印不了', '高', 'high'],
    ['全公司都上不了网，产线停了', '紧急', 'urgent'],
  ])('of “%s” tells number, priority, who comes and by when', async (problem, shown, priority) => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, problem);
    await lilei.hears('IT-2026-000001');
    await lilei.hears(`优先级：**${shown}**`);
    await lilei.hears(/一线工程师会在 \*\*.+\*\* 前联系你，预计 \*\*.+\*\* 前解决/);
    expect((await ticketsOf(office)).map((ticket) => ticket.priority)).toEqual([priority]);
  });

  it('is listed with its state', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('我的工单');
    await lilei.hears('没有未结束的工单');
    await asksForHuman(lilei, '打印机卡纸了');
    await lilei.says('我的工单');
    await lilei.hears(/IT-2026-000001\*\* 打印机卡纸了：待认领/);
    const wang = office.agent('wang-fang', 'l1');
    await wang.opens();
    await wang.pressesOnCard('认领');
    await lilei.says('我的工单');
    await lilei.hears('诊断中');
  });

  it('is nobody else’s business', async () => {
    await asksForHuman(office.person('li-lei'), '打印机卡纸了');
    const ann = office.person('ann');
    await ann.says('my tickets');
    await ann.hears('no open tickets');
    await ann.says('#1 hello there printer people');
    expect((await ticketsOf(office)).every((ticket) => ticket.requesterId === 'li-lei')).toBe(true);
    await ann.hearsNot('Added to ticket');
  });

  it('takes more words and files, without a command', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await lilei.says('型号是 HP M404');
    await lilei.hears('已补充到工单 IT-2026-000001');
    await lilei.says('', [{ name: 'jam.png', bytes: PICTURE }]);
    await lilei.hears('已补充');
    const wang = office.agent('wang-fang', 'l1');
    await wang.opens();
    const thread = await wang.messages();
    expect(thread.some((one) => one.text.includes('型号是 HP M404'))).toBe(true);
    expect(thread.flatMap((one) => one.files).map((file) => file.name)).toContain('jam.png');
  });

  it('takes what is said with its number, in any step of another talk', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await lilei.says('VPN 报 809');
    await lilei.presses('新问题');
    await lilei.says('#1 纸已经取出来了');
    await lilei.hears('已补充到工单 IT-2026-000001');
    await lilei.hears('VPN 错误 809');
    await lilei.says('#IT-2026-000001：现在又卡了');
    await lilei.hears('已补充到工单 IT-2026-000001');
  });

  it('is asked for where there are several', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await lilei.says('VPN 连不上');
    await lilei.presses('新问题');
    await lilei.says('转人工');
    await lilei.hears('IT-2026-000002');
    await lilei.says('已经重启过了');
    await lilei.hears('[补充到 #2] [补充到 #1] [新问题]');
    await lilei.presses('补充到 #1');
    await lilei.hears('已补充到工单 IT-2026-000001');
  });

  it('is asked about when a clearly different problem comes', async () => {
    const ann = office.person('ann');
    await asksForHuman(ann, 'the printer is jammed');
    await ann.says('Outlook does not open');
    await ann.hears('is it a new problem?');
    await ann.presses('New issue');
    await ann.hears(/Outlook/);
  });

  it('is offered again when the same problem is told twice', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '会议室投影仪没有画面');
    await lilei.says('会议室投影仪没画面');
    await lilei.hears('[补充到 #1]');
    await lilei.says('是');
    await lilei.hears('已补充到工单 IT-2026-000001');
    expect(await ticketsOf(office)).toHaveLength(1);
  });

  it('is cancelled after a question, by words or button', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await lilei.presses('取消工单');
    await lilei.hears('确定取消工单 IT-2026-000001');
    await lilei.says('不用');
    await lilei.hears('保留');
    await lilei.says('取消工单');
    await lilei.hears('确定取消');
    await lilei.says('是的');
    await lilei.hears('已取消');
    expect((await ticketsOf(office)).map((ticket) => ticket.outcome)).toEqual(['cancelled']);
  });

  it('keeps its question apart from a talk that is open', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await lilei.says('VPN 报 809');
    await lilei.presses('新问题');
    await lilei.presses('取消工单');
    await lilei.presses('确定取消');
    await lilei.hears('IT-2026-000001 已取消');
    await lilei.says('好了');
    await lilei.hears('问题解决了');
    expect(await outcomesOf(office)).toContain('confirmed');
  });

  it('is told of instead of a second one when a human is asked for again', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await lilei.says('转人工');
    await lilei.hears('已经有同事在负责');
    await lilei.presses('新问题');
    await lilei.hears('什么设备或软件');
  });

  it.each(['什么时候来？', '打印机修好了没', '怎么还没来'])('answers “%s” with its state', async (words) => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await lilei.says(words);
    await lilei.hears(/IT-2026-000001\*\*.*前联系你/);
  });

  it('is told apart from a new problem by the button’s words as well', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await lilei.says('VPN 报 809');
    await lilei.says('新问题');
    await lilei.hears('VPN 错误 809');
  });

  it('may go when it works again before anybody came', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await lilei.says('好了');
    await lilei.hears('确定取消工单');
  });

  it('once claimed lets the two talk, greetings and all, without an echo', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    const wang = office.agent('wang-fang', 'l1');
    await wang.opens();
    await wang.pressesOnCard('认领');
    await lilei.catchUp();
    await lilei.says('你好');
    await lilei.hearsNothing();
    await lilei.says('好的');
    await lilei.hearsNothing();
    expect((await wang.messages()).map((one) => one.text).join()).toMatch(/你好.*好的/s);
  });
});
