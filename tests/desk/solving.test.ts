import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOffice, type Chatter, type Office } from '../support/office.ts';
import { claiming, onCard, openTicket, seated } from './setting.ts';

let office: Office;
let lilei: Chatter;
beforeEach(async () => {
  office = await openOffice();
  lilei = await openTicket(office);
});
afterEach(() => office.close());

async function resolution() {
  return (await office.deskline.services.queries.byNumber('IT-2026-000001'))?.resolution;
}

describe('resolving', () => {
  it.each([
    '解决 原因：路由器拦截 步骤：换热点；开穿透',
    '解决：原因：路由器拦截，步骤：换热点；开穿透',
    'resolve cause: 路由器拦截 steps: 换热点; 开穿透',
    '解决\n原因：路由器拦截\n步骤：\n1. 换热点\n2. 开穿透',
  ])('takes cause and steps at once: %j', async (text) => {
    const wang = await claiming(office);
    await wang.says(text);
    await wang.hears('王芳 已解决，原因：路由器拦截');
    expect(await resolution()).toMatchObject({ cause: '路由器拦截', steps: ['换热点', '开穿透'] });
    expect(await onCard(wang, '状态')).toBe('待报修人确认 · 一线');
    await lilei.hears('路由器拦截');
  });

  it('by the button asks for the cause, then for the steps, the agent alone', async () => {
    const wang = await claiming(office);
    await wang.pressesOnCard('解决');
    await wang.hears('原因是什么');
    const tom = await seated(office, 'tom', 'l1');
    expect((await tom.messages()).map(({ text }) => text).join()).not.toContain('原因是什么');
    await wang.says('路由器拦截');
    await wang.hears('做了哪些步骤');
    await wang.says('换热点\n开穿透');
    expect(await resolution()).toMatchObject({ cause: '路由器拦截', steps: ['换热点', '开穿透'] });
  });

  it('keeps the steps that came without a cause', async () => {
    const wang = await claiming(office);
    await wang.says('解决 步骤：换热点；开穿透');
    await wang.hears('原因是什么');
    await wang.says('路由器拦截');
    expect(await resolution()).toMatchObject({ cause: '路由器拦截', steps: ['换热点', '开穿透'] });
  });

  it('is dropped by “取消”, and the next words go to the requester again', async () => {
    const wang = await claiming(office);
    await wang.says('解决');
    await wang.says('取消');
    await wang.hears('好的，不做了');
    await lilei.catchUp();
    await wang.says('再等我一下');
    await lilei.hears('再等我一下');
    expect(await resolution()).toBeNull();
  });

  it('sends nobody what is said half an hour after its question, once', async () => {
    const wang = await claiming(office);
    await wang.says('延时');
    await wang.says('解决');
    await office.pass(31 * 60_000);
    await lilei.catchUp();
    await wang.says('用户自己把网线拔了');
    await wang.hears('已经过期，这句话没有发给任何人');
    await lilei.hearsNothing();
    expect(await resolution()).toBeNull();
    await wang.says('我到你工位了');
    await lilei.hears('我到你工位了');
  });

  it('answers a slashed word with help even while it asks', async () => {
    const wang = await claiming(office);
    await wang.says('解决');
    await wang.says('/什么');
    await wang.hears('没有发给报修人');
    await wang.says('路由器拦截');
    await wang.hears('做了哪些步骤');
  });

  it('is refused at once to who hasn’t claimed', async () => {
    const wang = await seated(office, 'wang-fang', 'l1');
    await wang.pressesOnCard('解决');
    await wang.hears('请先认领');
  });
});

describe('a procedure', () => {
  it('shows preconditions, risk and rollback before the first step', async () => {
    const wang = await claiming(office);
    await wang.presses('处理：VPN 错误 809');
    await wang.hears(/前提：.*⚠️ 风险：.*↩️ 回退：.*1\. ☐ /s);
    expect(await onCard(wang, '状态')).toBe('处理中 · 一线');
  });

  it('is ticked by button and by command, each step once, with who and when', async () => {
    const wang = await claiming(office);
    await wang.says('方案 network-vpn-809');
    await wang.presses('完成第 1 步');
    await office.pass(5 * 60_000);
    const tom = await seated(office, 'tom', 'l1');
    await tom.says('done 2 3');
    const shown = (await wang.messages()).findLast(({ text }) => text.includes('处理步骤'));
    expect(shown?.text).toMatch(/1\. ☑ .*（王芳，今天 10:00）/);
    expect(shown?.text).toMatch(/2\. ☑ .*（Tom Baker，今天 10:05）/);
    await wang.says('完成 2');
    await wang.hears('Tom Baker 已经完成了这一步');

    const { queries } = office.deskline.services;
    const ticket = await queries.byNumber('IT-2026-000001');
    const ticks = (await queries.eventsOf(ticket!.id)).filter(({ kind }) => kind === 'step-done');
    expect(ticks.map(({ actor, data }) => [actor, data.n])).toEqual([
      ['wang-fang', 1],
      ['tom', 2],
      ['tom', 3],
    ]);
  });

  it('is the last one begun where there are several', async () => {
    const wang = await claiming(office);
    await wang.says('方案 network-vpn-slow');
    await office.pass(1000);
    await wang.says('方案 network-vpn-809');
    await wang.says('完成 1');
    const ticket = await office.deskline.services.queries.byNumber('IT-2026-000001');
    const done = (await office.deskline.services.queries.stepsOf(ticket!.id)).filter(
      ({ doneAt }) => doneAt !== null,
    );
    expect(done.map(({ articleId }) => articleId)).toEqual(['network-vpn-809']);
  });

  it('gives its ticked steps to the solution when none are named', async () => {
    const wang = await claiming(office);
    await wang.says('方案 network-vpn-809');
    await office.pass(1000);
    await wang.says('完成 2 1');
    await wang.says('解决 原因：路由器拦截');
    const article = office.deskline.services.knowledge.byId('network-vpn-809', 'zh-CN');
    expect(await resolution()).toEqual({
      cause: '路由器拦截',
      steps: article?.steps.slice(0, 2),
      articleId: 'network-vpn-809',
    });
  });

  it('that failed gives no steps to the next solution', async () => {
    const wang = await claiming(office);
    await wang.says('方案 network-vpn-809');
    await wang.says('完成 1');
    await office.pass(1000);
    await wang.says('解决 原因：路由器拦截');
    await lilei.presses('没解决');
    await office.pass(1000);
    await wang.says('解决 原因：证书过期');
    await wang.hears('做了哪些步骤');
  });

  it('without a claim, without an article and without a procedure is refused', async () => {
    const wang = await seated(office, 'wang-fang', 'l1');
    await wang.says('方案 network-vpn-809');
    await wang.hears('请先认领');
    await wang.says('方案 no-such-thing');
    await wang.hears('没有文章 no-such-thing');
    await wang.says('完成 1');
    await wang.hears('没有这一步');
  });

  it('has no other steps than its own', async () => {
    const wang = await claiming(office);
    await wang.says('方案 network-vpn-809');
    await wang.says('完成 99');
    await wang.hears('没有这一步');
  });
});

describe('a solution that failed', () => {
  it('counts a reopening, on the card too, and goes back to diagnosis', async () => {
    const wang = await claiming(office);
    expect(await onCard(wang, '重开次数')).toBeUndefined();
    await wang.says('解决 原因：路由器拦截 步骤：换热点');
    await lilei.presses('没解决');
    await wang.hears('第 1 次重开');
    expect(await onCard(wang, '重开次数')).toBe('1');
    expect(await onCard(wang, '状态')).toBe('诊断中 · 一线');
    await wang.says('解决 原因：证书过期 步骤：换证书');
    await lilei.presses('没解决');
    expect(await onCard(wang, '重开次数')).toBe('2');
  });
});

describe('a low rating', () => {
  async function rated(): Promise<void> {
    const wang = await claiming(office);
    await wang.says('解决 原因：路由器拦截 步骤：换热点');
    await lilei.presses('已解决');
    for (const score of ['1 很差', '2 差', '1 很差']) await lilei.presses(score);
    await lilei.presses('跳过');
  }

  it('opens a call-back that stays until the named person has made it', async () => {
    await rated();
    const wang = await seated(office, 'wang-fang', 'l1');
    const { queries } = office.deskline.services;
    expect(await queries.openRecoveryTasks()).toHaveLength(1);
    await wang.says('回访 没事了');
    await wang.hears('它在 周兰 手里');
    expect(await queries.openRecoveryTasks()).toHaveLength(1);

    const zhou = await seated(office, 'zhou-lan', 'l1');
    await zhou.says('回访：已致歉，下次上门');
    await zhou.hears('周兰 已完成回访：已致歉，下次上门');
    expect(await queries.openRecoveryTasks()).toEqual([]);
    await zhou.says('回访 再来一次');
    await zhou.hears('没有待完成的回访');
  });

  it('is done with the one word that the desk page sends', async () => {
    await rated();
    const zhou = await seated(office, 'zhou-lan', 'l1');
    await zhou.says('已回访');
    await zhou.hears('周兰 已完成回访。');
  });
});
