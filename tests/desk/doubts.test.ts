import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError } from '../../src/platforms/platform.ts';
import type { Chatter } from '../support/office.ts';
import { openGroupOffice, type GroupOffice, type Member } from './group-office.ts';

const HALF_AN_HOUR = 31 * 60_000;

let office: GroupOffice;
let wang: Member;
let li: Member;
let lilei: Chatter;
let hanmei: Chatter;

async function reports(id: string, problem: string): Promise<Chatter> {
  const requester = office.person(id);
  await requester.says(problem);
  await requester.says('转人工');
  return requester;
}

async function catchUp(): Promise<void> {
  await lilei.catchUp();
  await hanmei.catchUp();
}

async function nobodyHears(): Promise<void> {
  await lilei.hearsNothing();
  await hanmei.hearsNothing();
}

async function notes(): Promise<string[]> {
  const { db } = office.deskline;
  const { ticketMessages, tickets } = db.tables;
  const all = await db.read.select().from(tickets);
  const said = await db.read.select().from(ticketMessages).orderBy(ticketMessages.id);
  const numberOf = (id: string) => Number(all.find((ticket) => ticket.id === id)?.number.slice(-6));
  return said
    .filter(({ side }) => side === 'note')
    .map(({ ticketId, text }) => `#${numberOf(ticketId)} ${text}`);
}

/** She has two tickets, and turned to the second last. */
beforeEach(async () => {
  office = await openGroupOffice();
  lilei = await reports('li-lei', 'VPN 连不上，报错 809');
  hanmei = await reports('han-mei', '打印机卡纸了');
  wang = office.member('wf', '王芳');
  li = office.member('ls', '李四');
  await wang.calls('认领 #1');
  await wang.calls('认领 #2');
  await catchUp();
});
afterEach(() => office.close());

describe('an answer to a quoted message', () => {
  it('goes to the ticket of its short number', async () => {
    await wang.says('再试一次', { quoted: true, quotedTicket: '#1' });
    await lilei.hears('再试一次');
    await hanmei.hearsNothing();
  });

  it('is asked about where nobody can tell which ticket it is about', async () => {
    await wang.says('再试一次', { quoted: true });
    wang.hears('这句话发给谁？还没有发出。', '[#2 韓美] [#1 李雷]');
    await nobodyHears();
    await wang.presses('#1 李雷');
    await lilei.hears('再试一次');
  });

  it('goes to the only ticket', async () => {
    await wang.says('#1 放弃');
    await wang.says('再试一次', { quoted: true });
    await hanmei.hears('再试一次');
  });
});

describe('after a colleague has said something about a ticket', () => {
  it.each(['#1 备注 别重启他的机器', '#2 备注 别重启她的机器'])(
    'plain words are asked about, be it the current one: %s',
    async (note) => {
      await li.calls(note);
      await wang.says('好的，那我先不动');
      wang.hears('这句话发给谁？', '[不发，记备注]');
      await nobodyHears();
    },
  );

  it('“note only” keeps the answer with what it answers', async () => {
    await li.calls('#1 备注 别重启他的机器');
    await wang.says('好的，那我先不动');
    await wang.presses('不发，记备注');
    wang.hears('#IT-2026-000001 🔒 已记为内部备注');
    expect(await notes()).toEqual(['#1 别重启他的机器', '#1 好的，那我先不动']);
    await nobodyHears();
  });

  it('and after he has merged another ticket into it', async () => {
    const bob = await reports('bob', 'VPN cannot connect, error 809');
    await bob.catchUp();
    await li.calls('认领 #3');
    await li.says('合并 #2');
    await wang.says('为什么合并到我这里');
    wang.hears('这句话发给谁？');
    await nobodyHears();
  });
});

describe('a question that was let lie', () => {
  it('is closed by the next words, which go to nobody; the ones after them go their way', async () => {
    await wang.says('#1 解决');
    await wang.says('#2');
    office.pass(HALF_AN_HOUR);
    await catchUp();
    await wang.says('// 下午再去');
    wang.hears('已记为内部备注');
    await wang.says('他自己把网线拔了');
    wang.hears('#IT-2026-000001 我之前问你的问题已经过期，这句话没有发给任何人');
    await nobodyHears();
    await wang.says('马上到');
    await hanmei.hears('马上到');
  });

  it('holds back words that name its ticket too, and no others', async () => {
    await wang.says('#1 解决');
    office.pass(HALF_AN_HOUR);
    await catchUp();
    await wang.says('#2 马上到');
    await hanmei.hears('马上到');
    await wang.says('#1 他自己把网线拔了');
    wang.hears('已经过期');
    await lilei.hearsNothing();
  });
});

describe('words that waited for half an hour', () => {
  beforeEach(async () => {
    await lilei.says('还是不行');
    await catchUp();
    await wang.says('看一下这个');
    office.pass(HALF_AN_HOUR);
  });

  it('are shown again before the button sends them', async () => {
    await wang.presses('#1 李雷');
    wang.hears('这句话发给谁？还没有发出。', '> 看一下这个');
    await nobodyHears();
    await wang.presses('#1 李雷');
    await lilei.hears('看一下这个');
  });
});

describe('“note only” where it isn’t clear on which ticket', () => {
  it('asks, and whatever is answered is for no requester', async () => {
    await wang.says('#2 放弃');
    await wang.says('#1 解决 原因：线松了 步骤：插好');
    const bob = await reports('bob', 'VPN cannot connect, error 809');
    await wang.calls('认领 #2');
    await wang.says('#2 解决 原因：卡纸 步骤：取纸');
    await catchUp();
    await bob.catchUp();
    await wang.says('这两个人真急');
    await wang.presses('不发，记备注');
    wang.hears('记到哪张工单？', '> 这两个人真急', '[#1 李雷]');
    await wang.says('#1');
    wang.hears('#IT-2026-000001 🔒 已记为内部备注');
    expect(await notes()).toEqual(['#1 这两个人真急']);
    await nobodyHears();
  });
});

describe('a button that nobody finds any more', () => {
  it('does nothing and says nothing to a requester', async () => {
    await wang.pressesLost('发送：VPN 错误 809');
    wang.hears('这个按钮已经失效');
    await nobodyHears();
  });

  it('is no description of a requester’s problem', async () => {
    const ann = office.member('ann-w', 'Ann');
    await ann.pressesLost('打印机卡纸了');
    ann.hears('这一步已经结束了');
    await ann.says('打印机坏了');
    await ann.pressesLost('已解决');
    ann.hears('这个按钮属于之前的步骤');
  });
});

describe('the list of open tickets', () => {
  it('is shown in the chat of who was seen in the group lately, and else in the group only', async () => {
    await li.calls('帮助');
    await li.says('认领');
    li.hears('`#2` 打印机卡纸了');
    office.pass(31 * 24 * 3_600_000);
    await li.says('认领');
    li.hears('请在群里 @我 并写“认领”');
    expect(li.heard().join()).not.toContain('打印机');
  });
});

describe('a file that can’t be fetched', () => {
  const file = { id: 'f1', name: 'vip.xlsx', mime: 'application/octet-stream', size: 10 };
  beforeEach(() => {
    office.platform.download = async () => {
      throw new DeliveryError('permanent', 'gone', { obstacle: 'file' });
    };
  });

  it('is told inside beside what stays inside', async () => {
    await wang.says('// 名单见附件', { files: [file] });
    await wang.says('备注 机柜', { files: [file] });
    await wang.says('优先级 高', { files: [file] });
    await hanmei.hearsNot(/名单|机柜|没有取到/);
    expect(await notes()).toEqual([
      '#2 名单见附件\n（文件没有取到：vip.xlsx）',
      '#2 机柜\n（文件没有取到：vip.xlsx）',
      '#2 （文件没有取到：vip.xlsx）',
    ]);
  });

  it('is no step of a solution', async () => {
    await wang.says('解决 原因：卡纸 步骤：取出纸', { files: [file] });
    const ticket = await office.deskline.services.queries.byNumber('IT-2026-000002');
    expect(ticket?.resolution?.steps).toEqual(['取出纸']);
  });

  it('is told whom the words go to, also where they had to wait, or none came with it', async () => {
    await wang.says('看这个', { files: [file] });
    await hanmei.hears('看这个\n（文件没有取到：vip.xlsx）');
    await wang.says('', { files: [file] });
    await hanmei.hears('（文件没有取到：vip.xlsx）');
    await lilei.says('在吗');
    await wang.says('看那个', { files: [file] });
    wang.hears('> 看那个 📎 vip.xlsx');
    await wang.presses('#1 李雷');
    await lilei.hears('看那个\n（文件没有取到：vip.xlsx）');
  });

  it('is told of a requester’s to the desk, and is no part of his wish', async () => {
    const ann = office.member('ann-w', 'Ann');
    await ann.says('转人工', { files: [file] });
    ann.hears('请先用一句话说说是什么问题');
    await ann.says('Outlook 打不开');
    for (let i = 0; i < 6; i++) await ann.says('跳过');
    await ann.says('看图', { files: [file] });
    expect(wang.group().at(-1)?.message.text).toBe(
      '#IT-2026-000003 **Ann**：看图\n（文件没有取到：vip.xlsx）',
    );
  });
});

describe('a name', () => {
  it('is shown as it is written, whatever it is', async () => {
    const zhou = office.member('rq', '小周](http://evil) *x*');
    await zhou.says('Outlook 打不开');
    await zhou.says('转人工');
    for (let i = 0; i < 6; i++) await zhou.says('跳过');
    await wang.calls('认领 #3');
    await zhou.says('在吗');
    expect(wang.chat().at(-1)?.message.text).toContain('**小周\\](http://evil) \\*x\\***：在吗');
  });
});
