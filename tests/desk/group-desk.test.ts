import { afterEach, describe, expect, it } from 'vitest';
import { deadLettersIn } from '../support/dead-letters.ts';
import type { Chatter } from '../support/office.ts';
import { openGroupOffice, type GroupOffice, type Member } from './group-office.ts';

let office: GroupOffice;
let wang: Member;
let tom: Member;
afterEach(() => office.close());

async function open(locale: 'zh-CN' | 'en' = 'zh-CN'): Promise<void> {
  office = await openGroupOffice(locale);
  wang = office.member('wf', '王芳');
  tom = office.member('tm', 'Tom');
}

/** A ticket of somebody's, opened by asking for a human. */
async function reports(id: string, problem: string): Promise<Chatter> {
  const requester = office.person(id);
  await requester.says(problem);
  await requester.says('转人工');
  await requester.hears(/IT-2026-\d{6}/);
  await requester.catchUp();
  return requester;
}

const vpn = () => reports('li-lei', 'VPN 连不上，报错 809');
const printer = () => reports('han-mei', '打印机卡纸了');

describe('a desk in a group without threads', () => {
  it('gets the card, and who claims it gets everything into his own chat', async () => {
    await open();
    const lilei = await vpn();
    expect(wang.group().map(({ message }) => message.card?.title)).toEqual([
      'IT-2026-000001 · VPN 连不上，报错 809',
    ]);
    await lilei.says('补充：在家里用');
    expect(wang.group().at(-1)?.message.text).toBe('#IT-2026-000001 **李雷**：补充：在家里用');
    await wang.presses('认领');
    expect(wang.heardInGroup()).toEqual(['#IT-2026-000001 王芳 已认领。']);
    const [claimed, card, said, help] = wang.heard();
    expect(claimed).toMatch(/^#IT-2026-000001 王芳 已认领。接下来在这里写的话会发给报修人/);
    expect(card).toContain('IT-2026-000001 · VPN 连不上，报错 809 VPN 连不上，报错 809 [解决] [升级] [更多]');
    expect(said).toContain('**李雷**: 补充：在家里用');
    expect(help).toContain('可能有用的文章');
    await lilei.hears('王芳 已接手工单 IT-2026-000001');
  });

  it('lets one of two claim, and tells the other alone', async () => {
    await open();
    await vpn();
    await Promise.all([wang.presses('认领'), tom.calls('认领 #1')]);
    const won = [wang, tom].filter((one) =>
      one.chat().some(({ message }) => message.text.includes('已认领。接下来')),
    );
    expect(won).toHaveLength(1);
    const lost = won[0] === wang ? tom : wang;
    expect(lost.chat().map(({ message }) => message.text)).toEqual([
      `#IT-2026-000001 来晚了，${won[0]?.sender.name} 已经认领。`,
    ]);
    expect(wang.group().filter(({ message }) => message.text.includes('已认领'))).toHaveLength(1);
  });

  it('is never guessed which ticket is meant: a bare command is answered with the open ones', async () => {
    await open();
    await vpn();
    await printer();
    await wang.calls('认领 1');
    await tom.calls('认领');
    expect(tom.heardInGroup()).toEqual([]);
    tom.hears(
      /^是哪张工单？请写上号码，例如 `认领 #2`。\n\n- `#2` 打印机卡纸了（韓美，待认领，未认领）\n- `#1` VPN/,
    );
    await tom.calls('认领 77');
    tom.hears('没有工单 #77');
    await tom.calls('这个谁来看一下');
    tom.hears('请写上工单号');
    await tom.calls('好的', { quotedTicket: 'IT-2026-000002' });
    tom.hears('#IT-2026-000002 🔒 已记为内部备注');
    await tom.calls('认领', { quotedTicket: 'IT-2026-000002' });
    tom.hears('#IT-2026-000002 Tom 已认领。接下来');
  });

  it('gives an example of the very command that lacks its ticket', async () => {
    await open();
    await vpn();
    await printer();
    for (const [text, example] of [
      // 韓美's department has an agreement: hers is due first.
      ['合并 #1', '#2 合并 #12'],
      ['升级 二线', '#2 升级 二线 原因'],
      ['优先级 高', '#2 优先级 高'],
      ['放弃', '放弃 #2'],
    ] as const) {
      await wang.calls(text);
      wang.hears(`例如 \`${example}\``);
    }
  });

  it('asks which ticket is meant by a quote of several notices', async () => {
    await open();
    await vpn();
    await tom.calls('认领', { quoted: true });
    tom.hears('是哪张工单？');
    expect(wang.group().at(-1)?.message.text ?? '').not.toContain('已认领');
  });

  it('keeps what is written in the group inside, whoever writes it, and shows it to the assignee', async () => {
    await open();
    const lilei = await vpn();
    await wang.presses('认领');
    await lilei.catchUp();
    await wang.calls('#1 我今天不在办公室');
    wang.hears('已记为内部备注');
    await tom.calls('#1 可能是网卡');
    tom.hears('已记为内部备注');
    expect(wang.heard().at(-1)).toBe('#IT-2026-000001 📝 **Tom**（一线，内部）：可能是网卡');
    await tom.calls('认领', { forwarded: true });
    tom.hears('请写上工单号');
    await tom.calls('解决 原因：假的', { forwarded: true, quotedTicket: 'IT-2026-000001' });
    tom.hears('已记为内部备注');
    await lilei.hearsNothing();
  });

  it('hands over to a line on another platform and takes back', async () => {
    await open();
    const lilei = await vpn();
    await wang.presses('认领');
    await wang.says('升级 二线 需要改防火墙');
    expect(wang.heardInGroup()).toEqual(['#IT-2026-000001 王芳 已升级到二线：需要改防火墙']);
    wang.hears('#IT-2026-000001 王芳 已升级到二线');
    const chen = office.agent('chen-wei', 'l2');
    await chen.opens();
    await chen.pressesOnCard('认领');
    await wang.says('#1 我再补充一句');
    wang.hears('已转到二线');
    await wang.calls('认领 #1');
    wang.hears('已转到二线');
    await chen.says('升级 一线 规则已放行');
    await chen.catchUp();
    expect(
      wang
        .group()
        .slice(-2)
        .map(({ message }) => message.card?.title ?? message.text),
    ).toEqual(['IT-2026-000001 · VPN 连不上，报错 809', '#IT-2026-000001 **陈伟 转来**，原因：规则已放行']);
    await wang.calls('认领 #1');
    wang.hears('**陈伟 转来**，原因：规则已放行', '之前的转交');
    await wang.says('请再试一次');
    await lilei.hears('**王芳**（#IT-2026-000001）：请再试一次');
  });

  it('says for which field of work an expert is asked', async () => {
    await open();
    await vpn();
    await wang.presses('认领');
    await wang.says('升级 专家 网络 核心交换机坏了');
    expect(wang.heardInGroup()).toEqual([
      '#IT-2026-000001 王芳 已升级到专家（网络与 VPN）：网络 核心交换机坏了',
    ]);
  });

  it('resolves by form, by button and question, and by words', async () => {
    await open();
    const lilei = await vpn();
    await wang.calls('认领 #1');
    await wang.presses('解决', { cause: '驱动旧', steps: '更新驱动\n重启' });
    expect(wang.heardInGroup()).toEqual(['#IT-2026-000001 王芳 已解决，原因：驱动旧。正在请报修人确认。']);
    await lilei.hears(/驱动旧[\s\S]*1\. 更新驱动\n2\. 重启/);
    await lilei.presses('没解决');
    expect(wang.heardInGroup().at(-1)).toContain('#IT-2026-000001 ❌ 报修人说没解决');
    wang.hears('❌ 报修人说没解决');
    await tom.presses('解决');
    tom.hears('它在 王芳 手里');
    await wang.presses('解决');
    wang.hears('原因是什么？');
    await wang.says('证书过期');
    wang.hears('做了哪些步骤？');
    await wang.says('换证书');
    wang.hears('已解决，原因：证书过期');
    await tom.presses('升级');
    tom.hears('它在 王芳 手里');
  });

  it('takes what is written in the group for no answer to what was asked in his own chat', async () => {
    await open();
    const lilei = await vpn();
    await wang.calls('认领 #1');
    await wang.presses('解决');
    wang.hears('原因是什么？');
    await lilei.catchUp();
    await wang.calls('#1 这位同事又忘了密码');
    wang.hears('已记为内部备注');
    await wang.says('证书过期');
    wang.hears('做了哪些步骤？');
    await wang.says('换证书');
    await lilei.hears('证书过期');
    await lilei.hearsNot('又忘了密码');
  });

  it('says in the group that an answer can’t reach an agent’s own chat, also where it is about no ticket', async () => {
    await open();
    await vpn();
    office.platform.unreachable.add('wf');
    await wang.calls('认领');
    const [told, answer] = wang.heardInGroup();
    expect(told).toMatch(/我没法给 王芳 发私聊消息/);
    expect(answer).toContain('`#1`');
  });

  it('keeps lines inside that are marked so in the form, too', async () => {
    await open();
    const lilei = await vpn();
    await wang.calls('认领 #1');
    await wang.presses('解决', { cause: '驱动旧\n// 他自己装错的', steps: '更新驱动\n//别告诉他' });
    await lilei.hears('驱动旧');
    await lilei.hearsNot(/装错|别告诉/);
    const { ticketMessages } = office.deskline.db.tables;
    const notes = await office.deskline.db.read.select().from(ticketMessages);
    expect(notes.map(({ side, text }) => `${side}: ${text}`)).toEqual(['note: 他自己装错的\n别告诉他']);
  });

  it('keeps the order of what one agent does in the group', async () => {
    await open();
    const { db } = office.deskline;
    for (const member of [wang, wang, tom]) await member.calls('帮助');
    const rows = await db.read.select().from(db.tables.inbox).orderBy(db.tables.inbox.id);
    const [one, two, other] = rows.map(({ lane }) => lane);
    expect(one).toBe(two);
    expect(other).not.toBe(one);
  });

  it('assigns to who was seen in the group, by name or account, and to nobody else', async () => {
    await open();
    await vpn();
    await wang.calls('分配 1 @Tom');
    wang.hears('这个队列里没有“Tom”');
    await tom.calls('帮助');
    await office.member('tm2', 'Tom').calls('帮助');
    await wang.calls('#1 分配 @Tom');
    wang.hears('“Tom”不止一个人');
    await wang.calls('#1 分配 <@tm>');
    expect(wang.heardInGroup()).toEqual(['#IT-2026-000001 王芳 把它分配给了 Tom。']);
    tom.hears('#IT-2026-000001 王芳 把它分配给了 Tom。', 'IT-2026-000001 · VPN');
    await tom.says('你好');
    expect(tom.heard()).toEqual(['✅ #IT-2026-000001 已送达']);
  });

  it('tells the group what can’t reach an agent’s chat, and the words themselves', async () => {
    await open();
    const lilei = await vpn();
    office.platform.unreachable.add('wf');
    await wang.presses('认领');
    const [claimed, told, ...others] = wang.heardInGroup();
    expect(claimed).toBe('#IT-2026-000001 王芳 已认领。');
    expect(told).toMatch(
      /^#IT-2026-000001 ⚠️ 我没法给 王芳 发私聊消息（.*企业微信.*）。请 王芳 打开和我的私聊.*\n\nVPN 连不上，报错 809$/,
    );
    expect(others).toEqual([]);
    wang.catchUp();
    await lilei.says('还是连不上');
    expect(wang.heardInGroup()).toEqual(['#IT-2026-000001 **李雷**：还是连不上']);
    expect(await deadLettersIn(office.deskline.db, 0)).not.toEqual([]);
  });

  it('says again after an hour that an agent can’t be reached, before the words that it is about', async () => {
    await open();
    const lilei = await vpn();
    office.platform.unreachable.add('wf');
    await wang.presses('认领');
    office.pass(60 * 60_000);
    wang.catchUp();
    await lilei.says('还是连不上');
    const [told, words, ...others] = wang.heardInGroup();
    expect(told).toContain('我没法给 王芳 发私聊消息');
    expect(words).toBe('#IT-2026-000001 **李雷**：还是连不上');
    expect(others).toEqual([]);
  });

  it('tells who sends an article from his own chat that it has arrived', async () => {
    await open();
    const lilei = await vpn();
    await wang.calls('认领 #1');
    await wang.says('草稿');
    await wang.presses('发给用户');
    expect(wang.heard().at(-1)).toBe('✅ #IT-2026-000001 已送达');
    await lilei.hears('VPN');
  });

  it('never listens to guests, externals and bots', async () => {
    await open();
    await vpn();
    for (const kind of ['guest', 'external', 'bot', 'self'] as const) {
      const stranger = office.member('wf', '王芳');
      Object.assign(stranger.sender, { kind });
      await stranger.calls('认领 #1');
      expect([...stranger.heard(), ...stranger.heardInGroup()]).toEqual([]);
    }
  });

  it('speaks English', async () => {
    await open('en');
    const ann = await reports('ann', 'VPN error 809, cannot connect');
    await tom.calls('claim #1');
    expect(tom.heardInGroup()).toEqual(['#IT-2026-000001 Tom has claimed it.']);
    await tom.says('hello, let me see');
    await ann.hears('hello, let me see');
    expect(tom.heard()).toEqual(['✅ #IT-2026-000001 delivered']);
    await ann.says('thanks');
    expect(tom.heard().at(-1)).toBe('#IT-2026-000001 **Ann Miller**: thanks');
    await tom.says('resolve cause: old driver steps: updated it');
    await ann.hears('old driver');
  });
});
