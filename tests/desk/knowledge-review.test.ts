import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, HOUR, openOffice, type Chatter, type Office } from '../support/office.ts';
import { claiming, openTicket } from './setting.ts';
import type { WebMessage } from '../../src/platforms/web/messages.ts';
import { HOTSPOT, published, submitted } from './knowledge-setting.ts';

let office: Office;
let zhou: Chatter;
let wang: Chatter;
let tom: Chatter;

beforeAll(async () => {
  office = await openOffice({ publicUrl: 'https://desk.example.com' });
  zhou = office.agent('zhou-lan', 'l1');
  wang = office.agent('wang-fang', 'l1');
  tom = office.person('tom');
  // Each has talked with the bot, so that it knows their chats.
  for (const id of ['tom', 'wang-fang']) await office.person(id).says(id === 'tom' ? 'Hello' : '你好');
});
afterAll(() => office.close());

/** Presses a button of one card. */
async function pressOn(
  { seq, body }: WebMessage,
  { channel, by, label }: { channel: string; by: string; label: string },
): Promise<void> {
  const button = body?.buttons?.find((one) => one.label === label);
  if (!button) throw new Error(`No button ${label}`);
  const { deskline } = office;
  await deskline.web.press({
    channel,
    messageSeq: seq,
    author: { id: by, name: by },
    action: button.id,
    value: button.value,
    clientId: `press-${by}-${seq}-${label}`,
  });
  await deskline.settle();
}

/** The card about an article in the channel, as it is now. */
async function cardOf(id: string): Promise<string> {
  const cards = (await zhou.messages()).filter(({ text }) => text.includes(`\`${id}\``));
  const card = cards.find(({ text }) => text.includes('待审核'));
  return [card?.text ?? '', ...(card?.body?.buttons?.map(({ label }) => `[${label}]`) ?? [])].join(' ');
}

describe('an article handed in', () => {
  it('stands in the first line’s channel with what a reviewer needs, and is approved by a knowledge admin alone', async () => {
    const id = await submitted(office, { author: 'tom' });
    const card = await cardOf(id);
    expect(card).toMatch(/待审核：新文章《用手机热点连 VPN》/);
    expect(card).toMatch(/类型：网络与 VPN.*作者：Tom Baker.*语言：.*英文.*完整/s);
    expect(card).toContain(`https://desk.example.com/knowledge/${id}`);
    expect(card).toContain('1. Switch the hotspot on');
    await wang.presses('通过');
    await wang.hears('只有知识管理员可以审核');
    expect(await cardOf(id)).toContain('[通过]');

    await tom.catchUp();
    await zhou.presses('通过');
    await zhou.hears(`\`${id}\` 已通过并发布`);
    const decided = await cardOf(id);
    expect(decided).toContain('✅ 周兰 已通过并发布');
    expect(decided).not.toContain('[通过]');
    await tom.hears(`you wrote, was approved by 周兰 and is published. It brings you 10 points.`);
    const { articleQueries } = office.deskline.services;
    expect((await articleQueries.article(id))?.state).toBe('published');
    await tom.says('points');
    await tom.hears(/Your knowledge points: 10.*\+10: an article was accepted/s);
  });

  it('is returned with a reason, of which its author is told, and handed in again', async () => {
    const body = { ...HOTSPOT, related: [], noRelated: true };
    const id = await submitted(office, { author: 'tom', body });
    await zhou.presses('退回');
    await zhou.hears(`\`知识 退回 ${id} 原因\``);
    expect(await cardOf(id)).toContain('[退回]');
    await tom.catchUp();
    await zhou.says(`知识 退回 ${id} 步骤太笼统`);
    await zhou.hears(`\`${id}\` 已退回给作者`);
    expect(await cardOf(id)).toContain('↩️ 周兰 已退回：步骤太笼统');
    await tom.hears(
      `was returned by 周兰: 步骤太笼统. When it is mended, hand it in again: \`kb submit ${id}\``,
    );
    await tom.says(`kb submit ${id}`);
    await tom.hears('is handed in for review');
    await tom.says(`kb approve ${id}`);
    await tom.hears('Only a knowledge admin can decide that');
    const zhouAlone = office.person('zhou-lan');
    await zhouAlone.says(`知识 通过 ${id}`);
    await zhouAlone.hears(`\`${id}\` 已通过并发布`);
    await zhouAlone.says(`知识 通过 ${id}`);
    await zhouAlone.hears('来晚了，周兰 已经发布了');
  });

  it('is decided once: who comes later is told who was first', async () => {
    const id = await submitted(office, { author: 'wang-fang' });
    const { message, button } = await zhou.findButton('通过');
    const press = (clientId: string) =>
      office.deskline.web.press({
        channel: 'l1',
        messageSeq: message.seq,
        author: { id: 'zhou-lan', name: '周兰' },
        action: button.id,
        value: button.value,
        clientId,
      });
    await zhou.catchUp();
    await Promise.all([press('first'), press('second')]);
    await office.deskline.settle();
    await zhou.hears(`来晚了，周兰 已经发布了 \`${id}\``);
    const { articleQueries } = office.deskline.services;
    const events = await articleQueries.events(id);
    expect(events.filter(({ kind }) => kind === 'published')).toHaveLength(1);
  });

  it('of an article that is published shows what changes', async () => {
    const id = await published(office, { author: 'tom' });
    const { articles } = office.deskline.services;
    const english = HOTSPOT.texts.en!;
    const texts = {
      ...HOTSPOT.texts,
      en: { ...english, steps: [...english.steps, 'Switch the hotspot off'] },
    };
    await office.deskline.db.transaction({}, async (tx) => {
      await articles.revise(tx, { articleId: id, body: { ...HOTSPOT, texts }, author: 'tom' }, office.now());
      await articles.submit(tx, { articleId: id, by: 'tom' }, office.now());
    });
    await office.deskline.settle();
    const cards = (await zhou.messages()).map(({ text }) => text);
    expect(cards.at(-1)).toMatch(/的修改.*改动.*步骤: ➕ Switch the hotspot off/s);
    await tom.catchUp();
    await zhou.presses('通过');
    await tom.hears('It brings you 5 points.');
  });
});

describe('requesters’ words', () => {
  it('are shown together after some hours, and taken or not by a knowledge admin', async () => {
    await openTicket(office, { problem: 'VPN 老是连不上公司内网，家里宽带经常掉线' });
    const agent = await claiming(office);
    await agent.says('解决 原因：路由器太旧 步骤：换路由器');
    await agent.says('知识 关联 network-vpn-809');
    await zhou.catchUp();
    await office.pass(4 * HOUR);
    await zhou.hears(/1\. “VPN 老是连不上公司内网” → 《VPN 错误 809》.*2\. “家里宽带经常掉线” → /s);
    await wang.presses('采纳 1');
    await wang.hears('只有知识管理员可以审核');
    await zhou.presses('采纳 1');
    await zhou.presses('不采纳 2');
    const card = (await zhou.messages()).findLast(({ text }) => text.includes('老是连不上'));
    expect(card?.text).toMatch(
      /“VPN 老是连不上公司内网” .*✅ 周兰 已采纳.*“家里宽带经常掉线” .*✖️ 周兰 不采纳/s,
    );
    expect(card?.body?.buttons).toEqual([]);
    const { articleQueries } = office.deskline.services;
    const [version] = await articleQueries.versions('network-vpn-809');
    expect(JSON.stringify(version?.body.texts)).toContain('老是连不上公司内网');
    expect(JSON.stringify(version?.body.texts)).not.toContain('家里宽带经常掉线');
  });
});

describe('an article that grows old', () => {
  it('is put before its owner, who verifies it once; the card says so', async () => {
    const id = await published(office, { author: 'wang-fang', owner: 'tom' });
    await tom.catchUp();
    await office.pass(169 * DAY);
    await tom.hears(new RegExp(`\`${id}\`\\), which you own, is valid until .*knowledge/${id}/edit`, 's'));
    const asked = (await tom.messages()).find(({ text }) => text.includes(`\`${id}\`), which you own`))!;
    await tom.catchUp();
    await pressOn(asked, { channel: 'dm:tom', by: 'tom', label: 'Still right' });
    await tom.hears(`\`${id}\` is verified; its validity begins anew`);
    const { articleQueries } = office.deskline.services;
    expect((await articleQueries.article(id))?.validUntil).toBeGreaterThan(office.now() + 180 * DAY);
    const card = (await tom.messages()).find(({ seq }) => seq === asked.seq);
    expect(card?.text).toMatch(/Is “VPN through a phone hotspot” .* still right\?.*Tom Baker says it is/s);
    expect(card?.body?.buttons).toEqual([]);
    await tom.says(`kb retire ${id} outdated`);
    expect((await articleQueries.article(id))?.state).toBe('retired');
  });

  it('of a group is put before the channel, many of them as one list, where the knowledge admins answer', async () => {
    const { articleQueries } = office.deskline.services;
    await zhou.catchUp();
    await office.pass(5_000);
    await zhou.hears(/\d{2} 篇文章快到期或已到期.*`network-first-checks`.*desk.example.com\/knowledge/s);
    expect((await zhou.heard()).length).toBeLessThan(10);
    const shared = await published(office, { author: 'tom', owner: 'network-team' });
    await office.pass(169 * DAY);
    await zhou.catchUp();
    await office.pass(5_000);
    await zhou.hears(`\`${shared}\`）有效期到`);
    const inChannel = (await zhou.messages()).find(({ text }) => text.includes(`\`${shared}\`）有效期到`))!;
    const press = (by: string, label: string) => pressOn(inChannel, { channel: 'l1', by, label });
    await wang.catchUp();
    await press('wang-fang', '停用');
    await wang.hears('只有文章负责人或知识管理员可以决定');
    await zhou.catchUp();
    await Promise.all([press('zhou-lan', '仍然有效'), press('zhou-lan', '停用')]);
    await zhou.hears(/来晚了，周兰 已经(确认|停用)/);
    const events = await articleQueries.events(shared);
    expect(events.filter(({ kind }) => kind === 'verified' || kind === 'retired')).toHaveLength(1);
  });
});
