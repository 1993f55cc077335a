import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claiming } from '../desk/setting.ts';
import { openOffice, type Agent, type Office } from '../support/office.ts';
import { changesWords, type Change } from './changes.ts';
import { asksForHuman } from './ledger.ts';
import { createPlainPlatform, userOf, type PlainPlatform } from './plain-platform.ts';

let office: Office;
afterEach(() => office.close());

const changesOn = (channel: string, words: string, change: Change) =>
  changesWords(office, { channel, words, change });

async function messagesOnTicket() {
  const { queries } = office.deskline.services;
  const ticket = await queries.byNumber('IT-2026-000001');
  return queries.messagesOf(ticket!.id);
}

const lastResult = async () => {
  const { db } = office.deskline;
  const rows = await db.read.select().from(db.tables.inbox);
  return rows.toSorted((a, b) => a.id - b.id).at(-1)?.result;
};

describe('where the platforms can edit', () => {
  let wang: Agent;
  beforeEach(async () => {
    office = await openOffice();
    await asksForHuman(office.person('li-lei'), 'VPN 连不上，报错 809');
    wang = await claiming(office);
  });

  it('an agent’s edit changes what the requester reads, once, whatever it is repeated', async () => {
    const lilei = office.person('li-lei');
    await wang.says('请重启电恼');
    for (const _ of [1, 2]) await changesOn('l1', '请重启电恼', { kind: 'edited', text: '请重启电脑' });
    expect(await lastResult()).toBe('ignored: the same words');
    const shown = (await lilei.messages()).filter(({ text }) => text.includes('请重启'));
    expect(shown.map(({ text }) => text)).toEqual(['**王芳**（#IT-2026-000001）：请重启电脑']);
    expect(await messagesOnTicket()).toMatchObject([{ text: '请重启电脑', side: 'agent' }]);
  });

  it('a requester’s edit changes what stands in the thread, as he typed it', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('还是不行');
    await lilei.says('型号是 T14');
    await changesOn('dm:li-lei', '型号是 T14', { kind: 'edited', text: '型号是 *T15*' });
    const words = (await wang.messages()).map(({ text }) => text);
    expect(words).toContain('**李雷**：型号是 \\*T15\\*');
    expect(words.filter((text) => text.includes('T14'))).toEqual([]);
  });

  it('what is taken back disappears on the other side and on the ticket', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('密码是 hunter2');
    await wang.says('说错了');
    await changesOn('dm:li-lei', '密码是 hunter2', { kind: 'deleted' });
    await changesOn('l1', '说错了', { kind: 'deleted' });
    expect((await wang.messages()).map(({ text }) => text).join()).not.toContain('hunter2');
    expect((await lilei.messages()).map(({ text }) => text).join()).not.toContain('说错了');
    expect((await messagesOnTicket()).map(({ text }) => text)).toEqual(['', '']);
  });

  it('an edit is no command and takes nothing out that was inside', async () => {
    const lilei = office.person('li-lei');
    await wang.says('// 他上周也报过');
    await wang.says('优先级 高');
    await wang.says('在看了');
    await lilei.catchUp();
    await changesOn('l1', '// 他上周也报过', { kind: 'edited', text: '他上周也报过' });
    await changesOn('l1', '优先级 高', { kind: 'edited', text: '优先级 紧急' });
    await wang.catchUp();
    await changesOn('l1', '在看了', { kind: 'edited', text: '解决 原因：线松了 步骤：插紧' });
    await wang.hears('不会当作命令执行');
    await lilei.hearsNothing();
    expect((await lilei.messages()).at(-1)?.text).toContain('在看了');
    expect((await office.deskline.services.queries.byNumber('IT-2026-000001'))?.stage).toBe('diagnosis');
  });

  it('lines that an edit makes internal are no longer shown to the requester', async () => {
    const lilei = office.person('li-lei');
    await wang.says('请重启电脑\n他很急');
    await changesOn('l1', '请重启电脑\n他很急', { kind: 'edited', text: '请重启电脑\n// 他很急' });
    expect((await lilei.messages()).at(-1)?.text).toBe('**王芳**（#IT-2026-000001）：请重启电脑');
    expect((await messagesOnTicket()).map(({ side, text }) => `${side} ${text}`)).toEqual(
      expect.arrayContaining(['agent 请重启电脑', 'note 他很急']),
    );
  });

  it('nobody changes what another has written', async () => {
    const lilei = office.person('li-lei');
    await wang.says('请重启电脑');
    await changesOn('l1', '请重启电脑', { kind: 'edited', text: '请把密码发给我', by: 'tom' });
    await changesOn('l1', '请重启电脑', { kind: 'deleted', by: 'tom' });
    expect(await lastResult()).toBe('ignored: not the writer');
    expect((await lilei.messages()).at(-1)?.text).toContain('请重启电脑');
  });

  it('what was written before the ticket, and on one that is closed, stays as it was', async () => {
    const lilei = office.person('li-lei');
    await changesOn('dm:li-lei', 'VPN 连不上，报错 809', { kind: 'edited', text: '打印机坏了' });
    expect(await lastResult()).toBe('ignored: on no ticket');
    await lilei.says('型号是 T14');
    await lilei.presses(/取消工单/);
    await lilei.presses('确定取消');
    await changesOn('dm:li-lei', '型号是 T14', { kind: 'edited', text: '型号是 T15' });
    expect(await lastResult()).toBe('ignored: closed');
  });

  it('what is taken back from a closed ticket disappears too, on both sides', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('密码是 hunter2');
    await wang.says('你的新密码是 hunter3');
    await lilei.presses(/取消工单/);
    await lilei.presses('确定取消');
    await changesOn('dm:li-lei', '密码是 hunter2', { kind: 'deleted' });
    await changesOn('l1', '你的新密码是 hunter3', { kind: 'edited', text: '你的新密码是 hunter4' });
    expect(await lastResult()).toBe('ignored: closed');
    await changesOn('l1', '你的新密码是 hunter3', { kind: 'deleted' });
    expect((await wang.messages()).map(({ text }) => text).join()).not.toContain('hunter2');
    expect((await lilei.messages()).map(({ text }) => text).join()).not.toContain('hunter3');
    const ticket = await office.deskline.services.queries.byNumber('IT-2026-000001');
    const events = await office.deskline.services.queries.eventsOf(ticket!.id);
    expect(events.slice(-2).map(({ kind }) => kind)).toEqual(['message-deleted', 'message-deleted']);
  });

  it('every change is in the history, under its writer’s name', async () => {
    const { services } = office.deskline;
    await wang.says('请重启电恼');
    await changesOn('l1', '请重启电恼', { kind: 'edited', text: '请重启电脑' });
    const ticket = await services.queries.byNumber('IT-2026-000001');
    const events = await services.queries.eventsOf(ticket!.id);
    expect(events.at(-1)).toMatchObject({ kind: 'message-edited', actor: 'wang-fang' });
    expect(await services.queries.chainIntact(ticket!.id)).toBe(true);
  });
});

describe('where the desk’s platform can neither edit nor react', () => {
  let wang: Agent;
  beforeEach(async () => {
    office = await openOffice();
    Object.assign(office.deskline.web.capabilities, { edit: false, recall: false, reactions: false });
    await asksForHuman(office.person('li-lei'), 'VPN 连不上，报错 809');
    wang = await claiming(office);
  });

  it('a correction is said in the thread', async () => {
    await office.person('li-lei').says('型号是 *T14*');
    await changesOn('dm:li-lei', '型号是 *T14*', { kind: 'edited', text: '型号是 *T15*' });
    expect((await wang.messages()).at(-1)?.text).toBe('**李雷** 更正：型号是 \\*T15\\*');
    await changesOn('dm:li-lei', '型号是 *T14*', { kind: 'deleted' });
    expect((await wang.messages()).at(-1)?.text).toBe('**李雷** 撤回了一条消息：“型号是 \\*T15\\*”');
  });

  it('a name in a correction formats nothing', async () => {
    const { db } = office.deskline;
    const { people } = db.tables;
    await db.transaction({}, async (tx) => {
      await tx.update(people).set({ name: '[李](http://x) *雷*' }).where(eq(people.id, 'li-lei'));
    });
    await office.person('li-lei').says('型号是 T14');
    await changesOn('dm:li-lei', '型号是 T14', { kind: 'edited', text: '型号是 T15' });
    const name = '\\[李\\](http://x) \\*雷\\*';
    expect((await wang.messages()).at(-1)?.text).toBe(`**${name}** 更正：型号是 T15`);
    await changesOn('dm:li-lei', '型号是 T14', { kind: 'deleted' });
    expect((await wang.messages()).at(-1)?.text).toBe(`**${name}** 撤回了一条消息：“型号是 T15”`);
  });

  it('that a message was delivered is said in words', async () => {
    await wang.says('请重启电脑');
    await wang.hears('✅ #IT-2026-000001 已送达');
  });
});

describe('where the platform can’t edit', () => {
  let wecom: PlainPlatform;
  beforeEach(async () => {
    wecom = createPlainPlatform('wecom');
    office = await openOffice({ platforms: () => [wecom] });
  });

  it('a correction goes out that says which message is meant', async () => {
    const ann = userOf(office, wecom, 'ann-w');
    await ann.says('转人工');
    await ann.says('VPN 连不上，报错 809');
    const wang = await claiming(office);
    await wang.says('请重启电恼');
    await changesOn('l1', '请重启电恼', { kind: 'edited', text: '请重启电脑' });
    expect(ann.texts().at(-1)).toBe('**王芳**（#IT-2026-000001）更正：请重启电脑');
    await changesOn('l1', '请重启电恼', { kind: 'deleted' });
    expect(ann.texts().at(-1)).toBe('**王芳**（#IT-2026-000001）撤回了一条消息：“请重启电脑”，请忽略它。');
  });

  it('what waits in the outbox is changed before it goes, or never goes', async () => {
    const ann = userOf(office, wecom, 'ann-w');
    await ann.says('转人工');
    await ann.says('VPN 连不上，报错 809');
    const wang = await claiming(office);
    wecom.health = () => ({ state: 'connecting' });
    const before = ann.texts().length;
    await wang.says('请重启电恼');
    await wang.says('说错了');
    await changesOn('l1', '请重启电恼', { kind: 'edited', text: '请重启电脑' });
    await changesOn('l1', '说错了', { kind: 'deleted' });
    wecom.health = () => ({ state: 'connected' });
    await office.pass(5_000);
    await office.deskline.settle();
    expect(ann.texts().slice(before)).toEqual(['**王芳**（#IT-2026-000001）：请重启电脑']);
  });

  it('somebody else’s words passed on command nothing', async () => {
    const ann = userOf(office, wecom, 'ann-w');
    await ann.says('转人工', { forwarded: true });
    expect(ann.texts().join()).not.toContain('请同事');
  });
});

describe('who opens the chat', () => {
  it('is greeted the first time, and again after a month without a word', async () => {
    const wecom = createPlainPlatform('wecom');
    office = await openOffice({ platforms: () => [wecom] });
    const ann = userOf(office, wecom, 'ann-w');
    await ann.joins();
    await ann.joins();
    expect(ann.texts()).toHaveLength(1);
    expect(ann.texts()[0]).toContain('我是 IT 服务台的 Deskline');
    await office.pass(31 * 24 * 3_600_000);
    await ann.joins();
    await ann.joins();
    expect(ann.texts()).toHaveLength(2);
  });

  it('is not greeted in the middle of his business', async () => {
    const wecom = createPlainPlatform('wecom');
    office = await openOffice({ platforms: () => [wecom] });
    const ann = userOf(office, wecom, 'ann-w');
    await ann.says('打印机卡纸了');
    const before = ann.texts().length;
    await ann.joins();
    expect(ann.texts()).toHaveLength(before);
  });
});
