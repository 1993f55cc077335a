import { afterEach, beforeEach, describe, it } from 'vitest';
import { openOffice, type Agent, type Chatter, type Office } from '../support/office.ts';
import { asksForHuman } from './ledger.ts';

const MINUTE = 60_000;

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

async function claimed(id: string, number: string): Promise<Agent> {
  const agent = office.agent(id, 'l1');
  await agent.opens(number);
  await agent.pressesOnCard('认领');
  return agent;
}

/** Li Lei's printer is Wang's, his VPN is Tom's. */
async function twoTickets(): Promise<{ lilei: Chatter; wang: Agent; tom: Agent }> {
  const lilei = office.person('li-lei');
  await asksForHuman(lilei, '打印机卡纸了');
  await lilei.says('VPN 连不上');
  await lilei.presses('新问题');
  await lilei.says('转人工');
  const wang = await claimed('wang-fang', 'IT-2026-000001');
  const tom = await claimed('tom', 'IT-2026-000002');
  await office.pass(MINUTE);
  return { lilei, wang, tom };
}

describe('what is said to an agent', () => {
  it.each([
    '好的，谢谢，我在工位',
    '可以，我在工位等你',
    '资产编号是 4711',
    '网络是正常的',
    'VPN 是开着的',
    '我的笔记本是 ThinkPad T14',
    '我在开会，三点以后可以吗？',
    '打印机卡纸了',
    '👍',
  ])('reaches him: %s', async (words) => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    const wang = await claimed('wang-fang', 'IT-2026-000001');
    await wang.says('你好，你在工位吗？');
    await wang.catchUp();
    await lilei.says(words);
    await lilei.hearsNothing();
    await wang.hears(words);
  });

  it.each(["OK thanks, I'm at my desk", "it's asset tag 4711", 'you can call my mobile'])(
    'reaches him in English: %s',
    async (words) => {
      const ann = office.person('ann');
      await asksForHuman(ann, 'the printer is jammed');
      const wang = await claimed('wang-fang', 'IT-2026-000001');
      await wang.says('Are you at your desk?');
      await wang.catchUp();
      await ann.says(words);
      await ann.hearsNothing();
      await wang.hears(words);
    },
  );

  it.each(['另外我的 Outlook 也打不开了', 'VPN 连不上，报错 809'])(
    'is asked about where something else is broken: %s',
    async (words) => {
      const lilei = office.person('li-lei');
      await asksForHuman(lilei, '打印机卡纸了');
      const wang = await claimed('wang-fang', 'IT-2026-000001');
      await wang.catchUp();
      await lilei.says(words);
      await lilei.hears('还是一个新问题');
      await wang.hearsNothing();
    },
  );

  it('is asked about where a ticket was opened after his words', async () => {
    const { lilei, wang } = await twoTickets();
    await wang.says('纸取出来了吗？');
    await office.pass(MINUTE);
    await lilei.says('邮箱满了');
    await lilei.presses('新问题');
    await lilei.says('转人工');
    await lilei.says('五楼，靠窗');
    await lilei.hears('还是一个新问题');
  });

  it('reaches him in the middle of a rating, which goes on', async () => {
    const { lilei, wang, tom } = await twoTickets();
    await wang.says('解决 原因：卡纸 步骤：取纸');
    await lilei.says('好了');
    await lilei.hears('响应速度');
    await office.pass(MINUTE);
    await tom.says('在工位吗？');
    await tom.catchUp();
    await lilei.says('在的，我在工位');
    await tom.hears('在的，我在工位');
    await lilei.hears('响应速度');
    await lilei.says('5');
    await lilei.hears('解决质量');
  });

  it('is his while his words are the newest, then the open question’s again', async () => {
    const { lilei, tom } = await twoTickets();
    await lilei.says('打印机卡纸了，三楼那台');
    await lilei.hears('还是一个新问题');
    await office.pass(MINUTE);
    await tom.says('可以远程吗？');
    await office.pass(MINUTE);
    await tom.catchUp();
    await lilei.says('可以');
    await tom.hears('可以');
    await lilei.hears('还是一个新问题');
    await lilei.presses('补充到 #1');
    await lilei.hearsNothing();
  });
});

describe('a question about a ticket', () => {
  it('holds nobody back once the desk has merged that ticket', async () => {
    const { lilei, wang } = await twoTickets();
    await wang.says('解决 原因：卡纸 步骤：取纸');
    await lilei.hears('现在好了吗');
    await wang.says('合并 #2');
    await lilei.says('邮箱满了');
    await lilei.hearsNot('这一步已经结束了');
    await lilei.hears('还是一个新问题');
  });

  it('of a rating gives way to a wish for a human', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    const wang = await claimed('wang-fang', 'IT-2026-000001');
    await wang.says('解决 原因：卡纸 步骤：取纸');
    await lilei.says('好了');
    await lilei.says('转人工');
    await lilei.hears('马上请同事来');
    await lilei.says('VPN 连不上');
    await lilei.hears('IT-2026-000002');
  });
});
