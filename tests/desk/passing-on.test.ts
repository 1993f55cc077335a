import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deadLettersIn } from '../support/dead-letters.ts';
import { openOffice, type Chatter, type Office } from '../support/office.ts';
import { claiming, marksOn, onCard, openTicket, seated } from './setting.ts';

let office: Office;
let lilei: Chatter;
beforeEach(async () => {
  office = await openOffice();
  lilei = await openTicket(office);
});
afterEach(() => office.close());

describe('escalating', () => {
  it('by command gives the next queue a card and the whole history', async () => {
    const wang = await claiming(office);
    await wang.says('请先换热点试试');
    await office.pass(1000);
    await lilei.says('换了热点也不行');
    await office.pass(1000);
    await wang.says('// 怀疑是机房的交换机');
    await wang.says('方案 network-vpn-809');
    await wang.says('完成 1');
    await lilei.catchUp();
    await wang.says('升级 二线 需要查交换机');
    await wang.hears('王芳 已升级到二线：需要查交换机');

    const chen = office.agent('chen-wei', 'l2');
    const card = await chen.opens();
    expect(card.body?.card?.title).toContain('IT-2026-000001');
    const [history] = (await chen.messages()).filter(({ text }) => text.includes('转来'));
    expect(history?.text).toMatch(/\*\*王芳 转来\*\*，原因：需要查交换机/);
    expect(history?.text).toMatch(/王芳\*\*: 请先换热点试试/);
    expect(history?.text).toMatch(/李雷\*\*: 换了热点也不行/);
    expect(history?.text).toMatch(/王芳\*\*（内部）: 怀疑是机房的交换机/);
    expect(history?.text).toMatch(/机器人已试.*VPN 错误 809/s);
    expect(history?.text).toMatch(/- ☑ .*（王芳，今天 10:00）\n- ☐ /);
    expect(await onCard(chen, '负责人')).toBe('未认领');
    expect(await onCard(chen, '状态')).toMatch(/ · 二线$/);

    await lilei.hears('IT-2026-000001 已转给二线工程师');
    await lilei.hearsNot('交换机');
  });

  it('by button asks for the line and the reason', async () => {
    const wang = await claiming(office);
    await wang.pressesOnCard('升级');
    await wang.hears(/转到哪一线？.*\[二线\].*\[专家\]/s);
    await wang.presses('专家');
    await wang.hears('原因是什么');
    await wang.says('需要抓包');
    await wang.hears('王芳 已升级到专家：需要抓包');
    const sun = office.agent('sun-qi', 'expert');
    await sun.opens();
    expect((await sun.messages()).map(({ text }) => text).join()).toContain('需要抓包');
  });

  it('is refused before the line and the reason are asked where another has the ticket', async () => {
    await claiming(office);
    const tom = await seated(office, 'tom', 'l1');
    await tom.pressesOnCard('升级');
    await tom.hears('王芳 has it.');
    await tom.hearsNot('which line');
  });

  it('leaves behind a card that says where it went, and no buttons', async () => {
    const wang = await claiming(office);
    await wang.says('升级 二线 需要查交换机');
    const card = await wang.card();
    expect(card.text).toContain('已转到二线');
    expect(card.body?.buttons).toEqual([]);
    expect(await onCard(wang, '负责人')).toBeUndefined();
    expect(await onCard(wang, '报修人')).toContain('李雷');
  });

  it('to where it is already is refused', async () => {
    const wang = await claiming(office);
    await wang.says('升级 一线 不懂');
    await wang.hears('它已经在这一线了');
  });

  it('of a ticket that somebody else has is his and the desk manager’s', async () => {
    await claiming(office);
    const tom = await seated(office, 'tom', 'l1');
    await tom.says('escalate L2 I know better');
    await tom.hears('王芳 has it.');
    const zhou = await seated(office, 'zhou-lan', 'l1');
    await zhou.says('升级 二线 太忙');
    await zhou.hears('周兰 已升级到二线');
  });

  it('back to L1 goes on in the first thread, with the earlier reasons', async () => {
    const wang = await claiming(office);
    await wang.says('升级 二线 需要查交换机');
    const chen = await claiming(office, 'chen-wei', 'l2');
    await office.pass(1000);
    await chen.says('转回 一线 交换机没问题');
    await chen.hears('陈伟 把它转回一线：交换机没问题');
    const words = (await wang.messages()).map(({ text }) => text).join('\n');
    expect(words).toMatch(/\*\*陈伟 转来\*\*，原因：交换机没问题/);
    expect(words).toMatch(/之前的转交.*王芳 → 二线: 需要查交换机/s);
    await wang.pressesOnCard('认领');
    expect(await onCard(wang, '负责人')).toBe('王芳');
    const l1 = office.agent('tom', 'l1');
    expect((await l1.messages()).filter(({ body, thread }) => body?.card && thread === null)).toHaveLength(1);
  });

  it('shows a procedure begun below to who ticks it above', async () => {
    const wang = await claiming(office);
    await wang.says('方案 network-vpn-809');
    await wang.says('升级 二线 需要查交换机');
    const chen = await claiming(office, 'chen-wei', 'l2');
    await chen.says('完成 1');
    await chen.hears(/处理步骤.*1\. ☑ .*（陈伟/s);
    await chen.says('完成 2');
    const shown = (await chen.messages()).filter(({ text }) => text.includes('处理步骤'));
    expect(shown).toHaveLength(1);
    expect(shown[0]?.text).toMatch(/2\. ☑ /);
    expect(await deadLettersIn(office.deskline.db, office.now())).toEqual([]);
  });
});

describe('a thread the ticket has left', () => {
  it('takes remarks, which the new queue sees, and nothing else', async () => {
    const wang = await claiming(office);
    await wang.says('方案 network-vpn-809');
    await wang.says('升级 二线 需要查交换机');
    await lilei.catchUp();
    const chen = await seated(office, 'chen-wei', 'l2');

    await wang.says('忘了说，他在 5 楼');
    await wang.hears('这张工单已转到二线');
    expect(await marksOn(wang, '忘了说，他在 5 楼')).toEqual(['🔒']);
    await chen.hears('王芳**（一线，内部）：忘了说，他在 5 楼');
    for (const text of [
      '认领',
      '解决 原因：a 步骤：b',
      '升级 专家 c',
      '完成 1',
      '优先级 低',
      '分配 @Tom Baker',
    ]) {
      await wang.says(text);
      await wang.hears('这张工单已转到二线');
    }
    await wang.presses('完成第 1 步');
    await wang.hears('这张工单已转到二线');
    await wang.says('为什么');
    await wang.hears('优先级普通');
    await lilei.hearsNothing();
    expect(await onCard(chen, '负责人')).toBe('未认领');
    expect(await deadLettersIn(office.deskline.db, office.now())).toEqual([]);
  });

  it('takes no answer to a question it asked before', async () => {
    const wang = await claiming(office);
    await wang.pressesOnCard('升级');
    await wang.presses('专家');
    const zhou = await seated(office, 'zhou-lan', 'l1');
    await zhou.says('升级 二线 太忙');
    await wang.says('需要抓包');
    await wang.hears('这张工单已转到二线');
    const ticket = await office.deskline.services.queries.byNumber('IT-2026-000001');
    expect(ticket?.line).toBe('L2');
  });
});

describe('merging', () => {
  it('closes the ticket, tells its requester and the thread of the other', async () => {
    const hanmei = await openTicket(office, { by: 'han-mei', problem: '整个车间 VPN 都连不上，报错 809' });
    const tom = office.agent('tom', 'l1');
    await tom.opens('IT-2026-000001');
    const wang = office.agent('wang-fang', 'l1');
    await wang.opens('IT-2026-000002');
    await wang.says('合并 #1');
    await wang.hears('请先认领');
    await wang.says('认领');
    await hanmei.catchUp();
    await tom.catchUp();
    await wang.says('合并 ＃1');
    await wang.hears('王芳 把它合并到了 IT-2026-000001');
    await hanmei.hears('已合并到 IT-2026-000001');
    await tom.hears(/王芳 把 IT-2026-000002（.*）合并到了这里/);
    const merged = await office.deskline.services.queries.byNumber('IT-2026-000002');
    expect(merged).toMatchObject({ stage: 'closed', outcome: 'merged' });
  });

  it('into itself, a closed or a missing ticket is refused', async () => {
    const wang = await claiming(office);
    for (const number of ['1', 'IT-2026-1', '77', 'IT-2025-000001']) {
      await wang.says(`合并 ${number}`);
      await wang.hears('没有可以合并的未关闭工单');
    }
  });
});

describe('waiting', () => {
  it('for the requester is on the card until he writes', async () => {
    const wang = await claiming(office);
    await wang.says('等待 用户 资产编号');
    expect(await onCard(wang, '等待')).toBe('用户');
    await lilei.hears('资产编号');
    await lilei.says('编号是 PC-0815');
    expect(await onCard(wang, '等待')).toBeUndefined();
  });

  it('for the vendor goes on when the requester writes', async () => {
    const wang = await claiming(office);
    await wang.says('wait vendor spare part');
    await lilei.says('有消息吗');
    expect(await onCard(wang, '等待')).toBe('供应商');
  });
});

describe('priority and type', () => {
  it('are changed by the holder or the manager, and the targets count from the opening', async () => {
    const { queries } = office.deskline.services;
    const before = await queries.byNumber('IT-2026-000001');
    await office.pass(3_600_000);
    const wang = await claiming(office);
    await wang.says('优先级：紧急');
    await wang.hears('把优先级改为紧急');
    const after = await queries.byNumber('IT-2026-000001');
    expect(after?.respondBy).toBe((before?.createdAt ?? 0) + 15 * 60_000);
    const event = (await queries.eventsOf(after!.id)).at(-1);
    expect(event).toMatchObject({
      kind: 'priority-changed',
      actor: 'wang-fang',
      data: {
        from: { priority: 'normal', respondBy: before?.respondBy, resolveBy: before?.resolveBy },
        to: 'urgent',
      },
    });
    expect(await onCard(wang, '优先级')).toBe('紧急');

    const tom = await seated(office, 'tom', 'l1');
    await tom.says('priority low');
    await tom.hears('王芳 has it.');
    const zhou = await seated(office, 'zhou-lan', 'l1');
    await zhou.says('类型：打印机');
    expect(await onCard(zhou, '类型')).toBe('打印机');
    await zhou.says('类型 网络');
    expect(await onCard(zhou, '类型')).toBe('网络与 VPN');
  });
});

describe('why', () => {
  it('explains priority and times in the reader’s language', async () => {
    const wang = await claiming(office);
    await wang.says('为什么');
    await wang.hears('影响“一个人” × 紧急程度“一般” → 优先级普通');
    await wang.hears('只计工作时间：09:00–12:00, 13:30–18:00（Asia/Shanghai）');
    await wang.hears(/响应：从 今天 10:00 起 2 小时 → 今天 12:00/);
    await wang.hears('还没有人工响应');
    const tom = await seated(office, 'tom', 'l1');
    await tom.says('why');
    await tom.hears('Impact “one person” × urgency “normal” → priority normal.');
    await tom.hears('Solution: 3 working days from today 10:00');
  });

  it('doesn’t pretend that a priority set by hand was computed', async () => {
    const wang = await claiming(office);
    await wang.says('优先级 高');
    await wang.says('你好');
    await wang.says('why');
    await wang.hears('优先级高是人工改的');
    await wang.hears('首次人工响应：今天 10:00');
    await wang.hears('1 个工作日');
  });
});
