import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOffice, HOUR, type Chatter, type Office } from '../support/office.ts';
import { claiming, onCard, openTicket, seated } from './setting.ts';

const MINUTE = 60_000;

let office: Office;
let lilei: Chatter;
beforeEach(async () => {
  office = await openOffice({ publicUrl: 'https://desk.example' });
  lilei = await openTicket(office);
});
afterEach(() => office.close());

async function ticket() {
  const { queries } = office.deskline.services;
  const found = await queries.byNumber('IT-2026-000001');
  if (!found) throw new Error('There is no ticket');
  return found;
}

/** What the bot wrote to somebody alone. */
async function toldAlone(id: string): Promise<string[]> {
  const person = office.person(id);
  return (await person.messages()).filter(({ authorId }) => authorId === 'bot').map(({ text }) => text);
}

describe('the watch over a ticket', () => {
  it('calls who is on call while nobody has claimed it, once, at half of a short target', async () => {
    const tom = await seated(office, 'tom', 'l1');
    // A normal ticket is to be answered in two hours; two hours are no short target, so an hour before.
    await office.pass(59 * MINUTE);
    await tom.hearsNothing();
    await office.pass(MINUTE);
    await tom.hears(/还没有人认领，响应时限快到了：今天 12:00。已呼叫值班的 (?:王芳|Tom Baker)/);
    await tom.catchUp();
    await office.pass(30 * MINUTE);
    await tom.hearsNothing();
    const called = [...(await toldAlone('wang-fang')), ...(await toldAlone('tom'))].filter((text) =>
      text.includes('IT-2026-000001'),
    );
    expect(called).toHaveLength(1);
    expect(called[0]).toContain('https://desk.example/tickets/IT-2026-000001');
  });

  it('tells owner and manager of a breach, once, with why; a human can add his reason', async () => {
    const wang = await claiming(office);
    await wang.says('等待 供应商 备件');
    await office.pass(2 * HOUR);
    await wang.hears('响应时限已超时（今天 12:00）');
    expect((await toldAlone('zhou-lan')).filter((text) => text.includes('已超时'))).toHaveLength(1);
    expect((await toldAlone('wang-fang')).filter((text) => text.includes('已超时'))).toHaveLength(1);
    const { db } = office.deskline;
    const { slaBreaches } = db.tables;
    const breaches = () => db.read.select().from(slaBreaches).where(eq(slaBreaches.clock, 'response'));
    expect(await breaches()).toMatchObject([
      { clock: 'response', cause: 'vendor', ownerId: 'wang-fang', reason: null },
    ]);
    await wang.says('超时原因 备件在海关');
    await wang.hears('超时原因已记下');
    expect(await breaches()).toMatchObject([{ reason: '备件在海关', reasonBy: 'wang-fang' }]);
  });

  it('pauses the resolution while it is snoozed, and goes on at its time by itself', async () => {
    const wang = await claiming(office);
    await wang.says('我看看');
    const before = (await ticket()).resolveBy;
    await wang.says('搁置 2小时 等同事回来');
    await wang.hears('王芳 搁置到 今天 12:00：等同事回来');
    expect(await onCard(wang, '等待')).toBe('到时间再继续');
    await office.pass(2 * HOUR);
    await wang.hears('搁置到时间了');
    expect((await ticket()).waitingFor).toBeNull();
    // Two hours of the morning didn't count.
    expect((await ticket()).resolveBy).toBeGreaterThan(before);
    await wang.says('搁置 昨天 原因');
    await wang.hears(/看不懂|不是以后的一个时间/);
  });

  it('targets anew from the beginning when the priority changes, and why keeps the old target', async () => {
    const wang = await claiming(office);
    await wang.says('优先级 紧急');
    expect((await ticket()).respondBy).toBe((await ticket()).createdAt + 15 * MINUTE);
    await wang.says('为什么');
    await wang.hears('之前的时限（优先级普通）：响应 今天 12:00');
    await wang.hears('昼夜不停');
  });

  it('starts a clock for each further message of the requester, and stops it with the answer', async () => {
    const wang = await claiming(office);
    await wang.says('请重启路由器');
    await office.pass(1_000);
    await lilei.says('#1 重启了还是不行');
    expect((await ticket()).nextRespondBy).not.toBeNull();
    await wang.says('为什么');
    await wang.hears('再次响应：从 今天 10:00');
    await office.pass(1_000);
    await wang.says('请拍张照');
    expect((await ticket()).nextRespondBy).toBeNull();
  });
});

describe('the first line', () => {
  it('is asked after twenty minutes, and after thirty the second line has it with the whole brief', async () => {
    const wang = await claiming(office);
    await wang.says('// 怀疑是交换机');
    await office.pass(20 * MINUTE);
    await wang.hears(/一线已处理 20 分钟还没解决.*\[升级\] \[再给我时间\]/s);
    await office.pass(10 * MINUTE);
    expect(await ticket()).toMatchObject({ line: 'L2', assigneeId: null, handOvers: 1 });
    const chen = office.agent('chen-wei', 'l2');
    await chen.opens();
    const said = (await chen.messages()).map(({ text }) => text).join('\n');
    expect(said).toContain('一线处理 30 分钟没有解决，自动转交');
    expect(said).toContain('怀疑是交换机');
    await lilei.hears('已转给二线工程师');
  });

  it('may take more time once, by button, and waiting for the requester doesn’t count', async () => {
    const wang = await claiming(office);
    await office.pass(20 * MINUTE);
    await wang.presses('再给我时间');
    await wang.hears('王芳 还需要一点时间，今天 11:00 之前不转二线');
    await wang.says('延时');
    await wang.hears('只有一线的处理人可以延时一次');
    await wang.says('等待 用户 请告诉我型号');
    await office.pass(2 * HOUR);
    expect((await ticket()).line).toBe('L1');
    await lilei.says('T14');
    await office.pass(3 * HOUR);
    expect((await ticket()).line).toBe('L2');
  });

  it('gets a ticket back twice at most, with a reason; then only the manager passes it on', async () => {
    let agent = await claiming(office);
    for (let n = 0; n < 2; n++) {
      await agent.says('升级 二线 需要二线');
      const chen = await claiming(office, 'chen-wei', 'l2');
      await chen.says('退回 一线');
      await chen.hears('没有发给报修人');
      await chen.says('退回 一线 请先收集日志');
      agent = await claiming(office);
    }
    expect((await ticket()).handBacks).toBe(2);
    await agent.says('升级 二线 日志在这里');
    const chen = await claiming(office, 'chen-wei', 'l2');
    await chen.says('退回 一线 再看看');
    await chen.hears('只有服务台经理可以再转');
    expect((await ticket()).line).toBe('L2');
  });
});

describe('the expert line', () => {
  it('calls the best two of the field into a consultation, and wants the root cause before the solution', async () => {
    const wang = await claiming(office);
    await wang.says('升级 专家 network 抓包显示 MTU 异常');
    const sun = office.agent('sun-qi', 'expert');
    await sun.opens();
    const said = (await sun.messages()).map(({ text }) => text).join('\n');
    expect(said).toContain('网络与 VPN会诊**：已请 孙琦；陈伟');
    expect((await toldAlone('sun-qi')).join()).toContain('请你参加 IT-2026-000001');
    expect((await toldAlone('chen-wei')).join()).toContain('MTU 异常');
    await sun.pressesOnCard('认领');
    await sun.says('解决 原因：MTU 步骤：改成 1400');
    await sun.hears('请先写下根因');
    await sun.says('根因 隧道的 MTU 比链路大');
    await sun.hears('根因（孙琦）：隧道的 MTU 比链路大');
    await sun.says('解决 原因：MTU 步骤：改成 1400');
    await lilei.hears('孙琦 认为工单 IT-2026-000001 已解决');
    const { db } = office.deskline;
    expect(await db.read.select().from(db.tables.consultations)).toMatchObject([
      { field: 'network', invited: ['sun-qi', 'chen-wei'], rootCause: '隧道的 MTU 比链路大' },
    ]);
  });
});

describe('a collaboration sheet', () => {
  it('asks owners of any department alone, who tick off and hand in files, and shows lateness on the ticket', async () => {
    const wang = await claiming(office);
    // Else the second line would have it before the tasks are due.
    await wang.says('等待 供应商 合同');
    await wang.says('协作');
    await wang.hears('还没有任务');
    await wang.says('协作 @Ann Miller 14:00 提供采购合同：合同扫描件');
    await wang.hears(/没有找到|看不懂/);
    await wang.says('协作 @ann 14:00 提供采购合同：合同扫描件');
    await wang.hears('已加任务 1，正在通知 Ann Miller');
    await wang.says('协作 @han-mei 11:00 停产线 10 分钟');
    const ann = office.person('ann');
    await ann.hears('王芳 asks for your help');
    const hanmei = office.person('han-mei');
    await hanmei.hears('停产线 10 分钟');
    await hanmei.catchUp();
    await office.pass(HOUR);
    await hanmei.hears('已逾期');
    await wang.hears('协作任务 2（韓美：停产线 10 分钟）已逾期');
    await ann.presses('Done');
    await ann.hears('it is noted as done');
    await ann.says('', [{ name: 'contract.pdf', bytes: Buffer.from('%PDF-1.4\n') }]);
    await ann.hears('the files are on the task');
    await wang.hears('Ann Miller 交了协作任务 1 的成果：contract.pdf');
    await wang.says('协作 完成 2 已停');
    await wang.says('协作');
    await wang.hears(/1\. ☑ \*\*Ann Miller\*\*.*\n2\. ☑ \*\*韓美\*\*.*结果：已停/);
  });

  it('refuses what it can’t read, and a task that is over', async () => {
    const wang = await claiming(office);
    await wang.says('协作 @nobody 明天 做点事');
    await wang.hears('没有找到“@nobody”');
    await wang.says('协作 @ann 昨天 做点事');
    await wang.hearsNot('已加任务');
    await wang.says('协作 取消 7');
    await wang.hears('没有未完成的任务 7');
  });
});

describe('splitting and joining', () => {
  it('gives another problem its own ticket, and a whole passes its solution to its parts', async () => {
    const wang = await claiming(office);
    await wang.says('拆分 另外 OneDrive 也不同步');
    await wang.hears('已拆出工单 IT-2026-000002');
    const ann = await openTicket(office, { by: 'ann', problem: 'the projector in room 3F is broken' });
    const tom = office.agent('tom', 'l1');
    await tom.opens('IT-2026-000003');
    await tom.pressesOnCard('认领');
    await tom.says('join #1');
    await tom.hears('并入 IT-2026-000001，随它一起解决');
    await wang.says('广播 正在更换交换机，预计 11 点恢复');
    await ann.hears('正在更换交换机');
    await lilei.hears('正在更换交换机');
    await wang.says('解决 原因：交换机坏了 步骤：更换交换机');
    await lilei.hears('交换机坏了');
    await ann.hears('交换机坏了');
    await tom.says('leave');
    await tom.hears('单独处理');
  });
});

describe('presence', () => {
  it('is said and unsaid', async () => {
    const wang = await claiming(office);
    await wang.says('离开');
    await wang.hears('你离开期间不会派单给你');
    await wang.says('回来');
    await wang.hears('欢迎回来');
  });
});
