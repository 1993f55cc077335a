import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MORNING, openOffice, type Agent, type Office } from '../support/office.ts';
import { openGroupOffice, type GroupOffice, type Member } from './group-office.ts';
import { HOTSPOT } from './knowledge-setting.ts';
import { claiming, openTicket, seated } from './setting.ts';

describe('in a thread and beside it', () => {
  let office: Office;
  let wang: Agent;
  beforeAll(async () => {
    office = await openOffice();
    await openTicket(office);
    wang = await claiming(office);
  });
  afterAll(() => office.close());

  it('synonyms are added at once by any agent, told to the channel, and taken back by who may', async () => {
    const zhou = office.agent('zhou-lan', 'l1');
    await zhou.catchUp();
    await wang.says('同义词 公司内网 = intranet = 内网');
    await wang.hears('已添加，马上生效：公司内网 = intranet = 内网');
    await zhou.hears('🔤 王芳 添加了同义词：公司内网 = intranet = 内网 [撤销]');
    expect(office.deskline.services.synonyms.added()).toContainEqual(['公司内网', 'intranet', '内网']);
    await wang.says('synonym list');
    await wang.hears('- 公司内网 = intranet = 内网');
    const tom = await seated(office, 'tom', 'l1');
    await tom.says('synonym remove intranet');
    await tom.hears('Only who added them or a knowledge admin');
    await zhou.presses('撤销');
    await zhou.hears('已撤销同义词：公司内网 = intranet = 内网');
    expect(office.deskline.services.synonyms.added()).toEqual([]);
    await wang.says('同义词 只有一个 = ');
    await wang.hears('至少要两个不同的词');
  });

  it('synonyms that are known already are said to be', async () => {
    await wang.says('synonym wlan = wifi');
    await wang.hears('这些词已经是同义词了');
  });

  it('synonyms that are added on the page are told to the channel too, where they can be taken back', async () => {
    const zhou = office.agent('zhou-lan', 'l1');
    await zhou.catchUp();
    const { db, services } = office.deskline;
    await db.transaction({}, (tx) =>
      services.synonyms.add(tx, { words: ['考勤机', '打卡机'], by: 'wang-fang' }, office.now()),
    );
    await office.deskline.settle();
    await zhou.hears('🔤 王芳 添加了同义词：考勤机 = 打卡机 [撤销]');
    await zhou.presses('撤销');
    expect(services.synonyms.added()).toEqual([]);
  });

  it('an article is looked up by its id, and one that isn’t there is said not to be', async () => {
    await wang.says('kb show network-vpn-809');
    await wang.hears(/\*\*VPN 错误 809\*\*.*风险/s);
    await wang.says('知识 查看 no-such');
    await wang.hears('没有文章 no');
  });

  it('what is no command of knowledge is looked for', async () => {
    await wang.says('kb update windows driver');
    await wang.hears(/可能有用的文章|知识库里没有/);
  });

  it('a summary is what was said and done, where there is no model; translating needs one', async () => {
    await wang.says('您好，请重启路由器');
    await wang.says('summary');
    await wang.hears(/对话.*您好，请重启路由器/s);
    await wang.says('翻译 开');
    await wang.hears('没有配置模型');
  });

  it('what is to be done with an article, without its id, is answered with how to write it', async () => {
    for (const text of ['知识 关联', 'kb link']) {
      await wang.says(text);
      await wang.hears('`知识 关联 文章编号`');
    }
  });

  it('points and look-ups are had in an agent’s own chat, and nobody else’s', async () => {
    const own = office.person('wang-fang');
    await own.says('积分');
    await own.hears('你的知识积分：0');
    await own.says('kb vpn 809');
    await own.hears(/可能有用的文章.*`network-vpn-809`.*`知识 查看 文章编号`/s);
    const ann = office.person('ann');
    await ann.says('kb vpn 809');
    await ann.hearsNot('kb show');
  });

  it('why a ticket has its type is said with its clocks', async () => {
    await wang.says('为什么');
    await wang.hears(/优先级普通.*类型“网络与 VPN”/s);
    await wang.says('why type');
    await wang.hears(/类型“网络与 VPN”是看了这些词判断的：.*VPN/i);
    await wang.says('类型 账号与登录');
    await wang.says('为什么 类型');
    await wang.hears(/是 王芳 改的/);
  });

  it('no words are named for a type that was never sure', async () => {
    await office.person('han-meimei').catchUp();
    await openTicket(office, { by: 'han-meimei', problem: '我这边出了点状况，不太对劲' });
    const { deskline } = office;
    const { tickets } = deskline.db.tables;
    await deskline.db.transaction({}, (tx) => tx.update(tickets).set({ type: 'other' }));
    const newest = await claiming(office);
    await newest.says('why type');
    await newest.hears(/没有认出问题类型/);
    await newest.hearsNot('看了这些词判断');
  });
});

describe('in a group without threads', () => {
  let group: GroupOffice;
  let wang: Member;
  let zhou: Member;
  beforeAll(async () => {
    group = await openGroupOffice('en');
    wang = group.member('wang', 'Wang Fang');
    zhou = group.member('zhou', 'Zhou Lan');
    const { policy } = group.deskline.content;
    policy.roles['knowledge-admin'].push('wecom:zhou');
    await wang.calls('claim');
    await zhou.calls('claim');
  });
  afterAll(() => group.close());

  it('look-ups need no ticket, and are answered in the asker’s own chat', async () => {
    await wang.calls('kb vpn 809');
    wang.hears('Articles that may help', '`network-vpn-809`');
    await wang.says('kb show network-vpn-809');
    wang.hears('Valid until');
    await wang.says('synonym WLAN = wifi access');
    wang.hears('Added, and in effect: WLAN = wifi access');
  });

  it('a review is decided in words, and what became of it said anew where no card can be changed', async () => {
    const { articles } = group.deskline.services;
    const person = (await group.deskline.services.people.byIdentity({
      platform: 'wecom',
      tenant: 'corp',
      userId: 'wang',
    }))!;
    const id = await group.deskline.db.transaction({}, async (tx) => {
      const draft = { body: HOTSPOT, owner: person.id, author: person.id, origin: 'editor' as const };
      const made = await articles.draft(tx, draft, MORNING);
      if ('refused' in made) throw new Error(made.refused);
      await articles.submit(tx, { articleId: made.article.id, by: person.id }, MORNING);
      return made.article.id;
    });
    await group.deskline.settle();
    expect(wang.group().at(-1)?.message.text).toMatch(/For review: new article .*kb approve/s);
    await wang.calls(`kb approve ${id}`);
    wang.hears('Only a knowledge admin');
    await zhou.calls(`kb return ${id}`);
    zhou.hears('Why is it returned?');
    await zhou.calls(`kb approve ${id}`);
    zhou.hears(`\`${id}\` is approved and published`);
    expect(wang.group().at(-1)?.message.text).toContain('✅ Approved and published by Zhou Lan');
    expect(wang.chat().at(-1)?.message.text).toContain('was approved by Zhou Lan and is published');
    await zhou.presses('Approve');
    zhou.hears('Too late: Zhou Lan has published');
  });
});
