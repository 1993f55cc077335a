import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chatter } from '../support/office.ts';
import { openGroupOffice, type GroupOffice, type Member } from './group-office.ts';

let office: GroupOffice;
let wang: Member;
let lilei: Chatter;
let hanmei: Chatter;

async function reports(id: string, problem: string): Promise<Chatter> {
  const requester = office.person(id);
  await requester.says(problem);
  await requester.says('转人工');
  return requester;
}

/** She has two tickets, and turned to the second last. */
beforeEach(async () => {
  office = await openGroupOffice();
  lilei = await reports('li-lei', 'VPN 连不上，报错 809');
  hanmei = await reports('han-mei', '打印机卡纸了');
  wang = office.member('wf', '王芳');
  await wang.calls('认领 #1');
  await wang.calls('认领 #2');
  await lilei.catchUp();
  await hanmei.catchUp();
});
afterEach(() => office.close());

describe('an agent’s own chat with several tickets', () => {
  it('says which one plain words are for, and switches by number, words, quote and button', async () => {
    wang.hears(/当前工单：#2 韓美 · 切换：#1$/m);
    await wang.says('马上到');
    await hanmei.hears('**王芳**（#IT-2026-000002）：马上到');
    await wang.says('#1');
    wang.hears(/当前工单：#1 李雷 · 切换：#2/);
    await wang.says('请重启');
    await lilei.hears('请重启');
    await wang.says('#2 到了');
    await hanmei.hears('到了');
    await wang.says('再试试', { quotedTicket: 'IT-2026-000001' });
    await lilei.hears('再试试');
    await wang.says('#2 好了吗');
    await lilei.says('还是不行');
    await wang.presses('切换到 #1');
    wang.hears('当前工单：#1 李雷');
    await wang.says('换个网络');
    await lilei.hears('换个网络');
    await hanmei.hearsNot('换个网络');
  });

  it('asks whom words are for once the other requester has written, and keeps them with their files', async () => {
    const file = await office.deskline.web.storeFile({
      name: 'a.txt',
      bytes: Buffer.from('a'),
      ownerId: 'li-lei',
    });
    await lilei.says('还是不行');
    await wang.says('看一下这个', { files: [file] });
    wang.hears('这句话发给谁？还没有发出。', '> 看一下这个 📎 a.txt', '[#2 韓美] [#1 李雷] [不发，记备注]');
    await lilei.hearsNothing();
    await hanmei.hearsNothing();
    await wang.says('还有这个');
    wang.hears('> 看一下这个', '> 还有这个');
    await wang.presses('#1 李雷');
    const texts = (await lilei.messages()).map(({ text }) => text).slice(-2);
    expect(texts).toEqual([
      '**王芳**（#IT-2026-000001）：看一下这个',
      '**王芳**（#IT-2026-000001）：还有这个',
    ]);
    expect((await lilei.messages()).at(-2)?.files.map(({ name }) => name)).toEqual(['a.txt']);
    await wang.says('没有别的问题');
    await lilei.hears('没有别的问题');
    await hanmei.hearsNothing();
  });

  it('sends nothing by the button of a question that was about something else', async () => {
    await lilei.says('还是不行');
    await wang.says('第一句');
    const first = wang.chat().at(-1)!;
    await wang.presses('#2 韓美');
    await hanmei.hears('第一句');
    await lilei.says('在吗');
    await wang.says('第二句');
    const second = wang.chat().at(-1)!;
    await lilei.catchUp();
    for (const label of ['#1 李雷', '#2 韓美', '不发，记备注']) {
      await wang.pressesOn(first, label);
      wang.hears('这句话发给谁？还没有发出。', '> 第二句', '[#1 李雷]');
    }
    await lilei.hearsNothing();
    await wang.pressesOn(second, '#1 李雷');
    await lilei.hears('第二句');
    await hanmei.hearsNot('第二句');
  });

  it('asks for the year where this year’s and last year’s ticket have one number', async () => {
    const { db } = office.deskline;
    const { tickets } = db.tables;
    await db.transaction({}, async (tx) => {
      await tx.update(tickets).set({ number: 'IT-2025-000001' }).where(eq(tickets.number, 'IT-2026-000002'));
    });
    await wang.says('#1 你好');
    wang.hears('请写全号码：#IT-2026-000001 #IT-2025-000001');
    await lilei.hearsNothing();
    await hanmei.hearsNothing();
    await wang.says('#IT-2025-000001 你好');
    await hanmei.hears('你好');
  });

  it('keeps what is for nobody as a note, and drops it on request', async () => {
    await lilei.says('还是不行');
    await wang.says('他真着急');
    await wang.presses('不发，记备注');
    wang.hears('#IT-2026-000002 🔒 已记为内部备注');
    await wang.says('随便说说');
    wang.hears('这句话发给谁？');
    await wang.says('取消');
    wang.hears('好的，没有发出');
    await wang.presses('#1 李雷');
    wang.hears('当前工单：#1 李雷');
    await lilei.hearsNothing();
    await hanmei.hearsNothing();
  });

  it('keeps notes and commands inside, on the current ticket', async () => {
    await wang.says('// 备件没有了');
    wang.hears('#IT-2026-000002 🔒 已记为内部备注');
    await wang.says('优先级 高');
    wang.hears('#IT-2026-000002 王芳 把优先级改为高');
    await wang.says('#1 等待 供应商 等回复');
    wang.hears('#IT-2026-000001 王芳：等待供应商');
    await wang.says('别人说的话', { forwarded: true });
    wang.hears('已记为内部备注');
    await hanmei.hearsNot(/备件|别人说/);
    await wang.says('帮助');
    wang.hears('换一张工单', '`报修 …`');
  });

  it('says what is current when a ticket leaves', async () => {
    await wang.says('解决 原因：卡纸 步骤：取出纸');
    wang.hears(/#IT-2026-000002 王芳 已解决[\s\S]*当前工单：#1 李雷/);
    await wang.says('轮到你了');
    await lilei.hears('轮到你了');
    await wang.says('放弃');
    expect(wang.heard().at(-1)).toBe('#IT-2026-000001 王芳 放弃了，等待认领。');
    await wang.says('你好');
    wang.hears('这句话发给谁？', '[#2 韓美]', '[机器人（我自己）]');
    await wang.says('#1 你好');
    wang.hears('这张工单不在你手里');
    await lilei.hearsNot('你好');
  });

  it('asks whom words are for once somebody else has taken the current ticket away', async () => {
    await hanmei.says('我的工单');
    await hanmei.presses('取消工单');
    await hanmei.presses(/确定|取消工单/);
    await lilei.catchUp();
    await wang.says('纸我放在门口了');
    wang.hears('这句话发给谁？还没有发出。', '[#1 李雷]');
    await lilei.hearsNothing();
    await wang.presses('#1 李雷');
    await wang.says('再重启一次');
    await lilei.hears('再重启一次');
  });

  it('sends what only begins like a wish to the bot', async () => {
    await wang.says('关联的打印队列我清空了');
    await hanmei.hears('关联的打印队列我清空了');
    await wang.says('connect the cable again');
    await hanmei.hears('connect the cable again');
  });

  it('can’t claim what the group has to see', async () => {
    await wang.says('#2 放弃');
    await wang.says('认领 2');
    wang.hears('请在群里认领');
    expect(wang.group().at(-1)?.message.text).toContain('放弃了');
  });

  it('is the agent’s own too: he reports something himself and is asked where it is unclear', async () => {
    await wang.says('报修 我的鼠标右键没反应');
    wang.hears(/鼠标/);
    await wang.says('没解决');
    await hanmei.hearsNothing();
    await hanmei.says('到哪了');
    await wang.says('右键坏了');
    wang.hears('这句话发给谁？', '[机器人（我自己）]');
    const before = wang.chat().length;
    await wang.presses('机器人（我自己）');
    expect(wang.chat().length).toBeGreaterThan(before);
    await wang.says('#2 五分钟后到');
    await hanmei.hears('五分钟后到');
    await wang.says('我的工单');
    expect(wang.heard().join()).not.toContain('这句话发给谁');
    await wang.says('绑定 ABCD-2345');
    await hanmei.hearsNot(/ABCD/);
  });

  it('leaves the messages of who holds nothing to the bot', async () => {
    const ann = office.member('ann-w', 'Ann');
    await ann.says('打印机卡纸了');
    ann.hears('卡纸');
    await ann.says('认领 #1');
    expect(ann.heard().join()).not.toContain('已认领');
    expect(wang.group().at(-1)?.message.text).not.toContain('Ann');
  });
});
