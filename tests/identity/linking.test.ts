import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { link, listed, newTenant, openChats, type Chat, type Chats } from './chats.ts';
import { keepListed } from '../../src/identity/keep-listed.ts';
import { StaleError } from '../../src/store/errors.ts';
import { createRelink } from '../../src/tickets/relink.ts';

const HOUR = 3_600_000;
const WECOM = { platform: 'wecom', userId: 'zhang', name: '张伟' };
const DINGTALK = { platform: 'dingtalk', userId: 'd1', name: 'D' };
const SLACK = { platform: 'slack', userId: 'U1', name: 'Wei Zhang' };

onEachDatabase('linking accounts', (create) => {
  let database: TestDatabase;
  let db: Database;
  let chats: Chats;
  let wecom: Chat;
  let slack: Chat;
  beforeAll(async () => {
    database = await create();
    ({ db } = database);
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    chats = openChats(db);
    wecom = chats.chat(WECOM);
    slack = chats.chat(SLACK);
  });
  async function opensTicket(who: Chat) {
    await who.says('打印机卡纸了，转人工');
    for (let i = 0; i < 8; i++) {
      const [ticket] = await chats.queries.ofRequester((await who.person()).id);
      if (ticket) return ticket;
      await who.says('跳过');
    }
    throw new Error('No ticket was opened');
  }

  it('shows both chats the same tickets, and lets the talk go on in either', async () => {
    const ticket = await opensTicket(wecom);
    await slack.says('绑定 账号');
    await slack.hears('绑定');
    await link(wecom, slack);
    await slack.hears('和你在企业微信上的账号绑定了');
    await wecom.hears('和 Slack 上的 **Wei Zhang** 绑定了');
    expect((await slack.person()).id).toBe((await wecom.person()).id);
    await slack.says('我的工单');
    await slack.hears(ticket.number);
    await slack.says(`#${Number(ticket.number.slice(-6))} 又卡纸了`);
    const words = await chats.queries.messagesOf(ticket.id);
    expect(words.at(-1)?.text).toBe('又卡纸了');
  });

  it('says whose account it would join, and does nothing until that is confirmed', async () => {
    const code = await wecom.getsCode();
    await slack.says(`link ${code.toLowerCase().replace('-', ' ')}`);
    const [asked] = await slack.heard();
    expect(asked?.text).toContain('张伟');
    expect(asked?.buttons?.map(({ label }) => label)).toEqual(['确认绑定', '不绑定']);
    expect((await slack.person()).id).not.toBe((await wecom.person()).id);
    await slack.presses('不绑定');
    await slack.says('确认绑定');
    await slack.hears('已经结束了');
    expect((await slack.person()).id).not.toBe((await wecom.person()).id);
  });

  it('takes a code once, for ten minutes, and only the newest', async () => {
    const older = await wecom.getsCode();
    const code = await wecom.getsCode();
    await slack.says(`绑定 ${older}`);
    const [wrong] = await slack.heard();
    expect(wrong?.text).toContain('这个码不对');
    await slack.says(`绑定 ${code}`);
    await slack.hears('张伟');
    const other = chats.chat(DINGTALK);
    await other.says(`绑定 ${code}`);
    expect((await other.heard())[0]?.text).toBe(wrong?.text);
    const late = await wecom.getsCode();
    chats.pass(10 * 60_000);
    await slack.says(`绑定 ${late}`);
    expect((await slack.heard())[0]?.text).toBe(wrong?.text);
  });

  it('takes no confirmation after ten minutes', async () => {
    await slack.says(`绑定 ${await wecom.getsCode()}`);
    chats.pass(10 * 60_000);
    await slack.presses('确认绑定');
    await slack.hears('已经结束了');
    expect((await slack.person()).id).not.toBe((await wecom.person()).id);
  });

  it('keeps no code that could be read', async () => {
    const code = (await wecom.getsCode()).replace('-', '');
    const rows = await db.read.select().from(db.tables.linkCodes);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  it('gives five codes a day', async () => {
    for (let i = 0; i < 5; i++) await wecom.getsCode();
    await wecom.says('绑定账号');
    await wecom.hears('最多要 5 次');
    chats.pass(24 * HOUR);
    await wecom.getsCode();
  });

  it('falls silent after five wrong codes, even to a right one, with one explanation', async () => {
    const code = await wecom.getsCode();
    for (let i = 0; i < 5; i++) {
      await slack.says('绑定 22222-22222');
      await slack.hears('这个码不对');
    }
    await slack.says(`绑定 ${code}`);
    await slack.hears('试的次数太多了，今天 11:00 之前');
    await slack.says(`绑定 ${code}`);
    await slack.hearsNothing();
    expect(await slack.says('你好')).toBe('answered');
    chats.pass(HOUR);
    await slack.says(`绑定 ${await wecom.getsCode()}`);
    await slack.hears('张伟');
  });

  it('lets nobody act on a ticket whose account was parted while his words were thought of', async () => {
    await wecom.says('打印机卡纸了');
    await wecom.says('转人工');
    await link(wecom, slack);
    const [ticket] = await chats.queries.openOfRequester((await slack.person()).id);
    const plan = await slack.thinksOf(`#${Number(ticket!.number.split('-').at(-1))} 还是不行`);
    await wecom.says('解除绑定');
    const { db } = database;
    const doing = db.transaction({ lock: plan.lock ?? [] }, async (tx) => plan.apply?.(tx));
    await expect(doing).rejects.toThrow(StaleError);
    expect((await chats.queries.byId(ticket!.id))?.conversationId).toBe(ticket!.conversationId);
  });

  it('wants the code in another chat than the one that asked', async () => {
    const code = await wecom.getsCode();
    await wecom.says(`绑定 ${code}`);
    await wecom.hears('就是在这里拿的');
    await link(wecom, slack);
    const again = await wecom.getsCode();
    await slack.says(`绑定 ${again}`);
    await slack.hears('已经绑定了');
  });

  it('leaves nobody with two accounts on one platform', async () => {
    const other = chats.chat({ ...SLACK, userId: 'U2' });
    await link(wecom, slack);
    await other.says(`绑定 ${await wecom.getsCode()}`);
    await other.hears(' Slack 上各有一个账号');
  });

  it('never acts on a code in somebody else’s words', async () => {
    const code = await wecom.getsCode();
    await slack.says(`绑定 ${code}`, { forwarded: true });
    await slack.says('解除绑定', { forwarded: true });
    expect((await slack.heard()).map(({ text }) => text).join()).not.toContain('绑定');
    await slack.says(`绑定 ${code}`);
    await slack.hears('张伟');
  });

  it('comes back to the question that was open', async () => {
    await wecom.says('打印机卡纸了');
    await wecom.says('绑定账号');
    const [, again] = await wecom.heard();
    expect(again?.buttons?.map(({ label }) => label)).toContain('已解决');
  });

  it('is undone from either chat, and each has its own tickets again', async () => {
    const mine = await opensTicket(wecom);
    chats.pass(1_000);
    const his = await opensTicket(slack);
    await link(wecom, slack);
    const later = await opensTicketBeside(slack);
    await wecom.hears('如果不是你本人做的');
    await wecom.says('解除绑定');
    await wecom.hears('你在 Slack 上的账号不再');
    await slack.hears('你在 Slack 上的账号不再');
    const ids = async (who: Chat) =>
      (await chats.queries.ofRequester((await who.person()).id)).map(({ id }) => id).toSorted();
    expect(await ids(wecom)).toEqual([mine.id, later].toSorted());
    expect(await ids(slack)).toEqual([his.id]);
    await slack.says('解除绑定');
    await slack.hears('没有和别的平台绑定');
  });

  /** A ticket opened in a linked chat, as the desk would see it. */
  async function opensTicketBeside(who: Chat): Promise<string> {
    const person = await who.person();
    const { conversations } = db.tables;
    const all = await db.read.select().from(conversations);
    const chat = all.find((one) => one.platform === who.identity.platform && one.tenant === chats.tenant);
    const draft = {
      requesterId: person.id,
      conversationId: chat?.id ?? '',
      title: 'VPN',
      description: 'VPN',
      type: 'network',
      impact: 'person' as const,
      urgency: 'normal' as const,
      answers: [],
      tried: [],
    };
    const cause = { actor: person.id, at: chats.now(), sourceEvent: null };
    const ticket = await db.transaction({}, (tx) => chats.tickets.open(tx, draft, cause));
    return ticket.id;
  }

  it('tells a ticket’s news where its requester still is', async () => {
    await opensTicket(wecom);
    await slack.says('你好');
    await link(wecom, slack);
    const later = await opensTicketBeside(slack);
    await slack.says('unlink');
    const { conversations } = db.tables;
    const moved = await chats.queries.byId(later);
    const all = await db.read.select().from(conversations);
    expect(all.find(({ id }) => id === moved?.conversationId)?.personId).toBe(moved?.requesterId);
  });

  it('asks which account is meant where several were joined', async () => {
    const dingtalk = chats.chat(DINGTALK);
    await wecom.says('你好');
    chats.pass(1_000);
    await link(wecom, slack);
    await link(wecom, dingtalk);
    await wecom.says('解除绑定');
    await wecom.hears('要解除哪一个');
    await wecom.presses('解除Slack');
    expect((await dingtalk.person()).id).toBe((await wecom.person()).id);
    expect((await slack.person()).id).not.toBe((await wecom.person()).id);
  });

  it('names whom the history names, also after he was merged', async () => {
    await wecom.says('你好');
    chats.pass(1_000);
    await slack.says('你好');
    const before = await slack.person();
    await link(wecom, slack);
    expect(await chats.people.byId(before.id)).toMatchObject({ name: 'Wei Zhang' });
    expect(await chats.people.living(before.id)).toMatchObject({ name: '张伟' });
  });
});

onEachDatabase('linking people of the list', (create) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await create();
  });
  afterAll(() => database.drop());

  async function openListed() {
    const { db } = database;
    const known = [listed('zhang', { wecom: 'zhang' }), listed('tom', { slack: 'U1' })];
    const directory = { known, linkByEmail: [] };
    const tenant = newTenant();
    await keepListed({ db, relink: createRelink(db.tables), directory, tenantOf: () => tenant, now: 1 });
    return openChats(db, { directory, tenant });
  }

  it('never joins two of them', async () => {
    const chats = await openListed();
    const [wecom, slack] = [chats.chat(WECOM), chats.chat(SLACK)];
    await slack.says(`绑定 ${await wecom.getsCode()}`);
    await slack.hears('属于不同的人');
  });

  it('never joins anybody to an account that has a role at the desk', async () => {
    const { db } = database;
    const directory = { known: [listed('zhou-lan', { wecom: 'zhang' })], linkByEmail: [] };
    const tenant = newTenant();
    await keepListed({ db, relink: createRelink(db.tables), directory, tenantOf: () => tenant, now: 1 });
    const chats = openChats(db, { directory, tenant });
    const [wecom, slack] = [chats.chat(WECOM), chats.chat(SLACK)];
    await slack.says(`绑定 ${await wecom.getsCode()}`);
    await slack.hears('不能用码绑定');
    await wecom.says(`绑定 ${await slack.getsCode()}`);
    await wecom.hears('不能用码绑定');
    expect((await slack.person()).id).not.toBe('zhou-lan');
  });

  it('keeps the listed one, whoever was here first', async () => {
    const chats = await openListed();
    const wecom = chats.chat(WECOM);
    const dingtalk = chats.chat(DINGTALK);
    await link(dingtalk, wecom);
    expect((await dingtalk.person()).id).toBe('zhang');
    await wecom.says('解除绑定');
    expect((await dingtalk.person()).id).not.toBe('zhang');
    expect((await dingtalk.person()).name).toBe('D');
  });

  it('doesn’t undo what the list says', async () => {
    const { db } = database;
    const directory = { known: [listed('zhang', { wecom: 'zhang', slack: 'U1' })], linkByEmail: [] };
    const tenant = newTenant();
    await keepListed({ db, relink: createRelink(db.tables), directory, tenantOf: () => tenant, now: 1 });
    const slack = openChats(db, { directory, tenant }).chat(SLACK);
    await slack.says('解除绑定');
    await slack.hears('由公司名单绑定');
  });
});
