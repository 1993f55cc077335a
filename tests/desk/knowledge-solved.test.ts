import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InboundEvent } from '../../src/platforms/platform.ts';
import { openOffice, type Agent, type Chatter, type Office } from '../support/office.ts';
import { openGroupOffice, type GroupOffice } from './group-office.ts';
import { claiming, openTicket, seated } from './setting.ts';

let office: Office;
let lilei: Chatter;
let wang: Agent;

let opened = 0;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());
beforeEach(async () => {
  lilei = await reported();
  wang = await claiming(office);
});

/** Each ticket is of somebody else, so that nobody is asked whether it is the same again. */
async function reported(): Promise<Chatter> {
  return openTicket(office, { by: `employee-${++opened}` });
}

function number(): string {
  return `IT-2026-${String(opened).padStart(6, '0')}`;
}

const SOLUTION = '解决 原因：家里路由器拦截 步骤：换手机热点；重新连接';

async function ticket() {
  const found = await office.deskline.services.queries.byNumber(number());
  if (!found) throw new Error('There is no ticket');
  return found;
}

async function decision() {
  return office.deskline.services.articleQueries.decisionOf((await ticket()).id);
}

describe('what may help', () => {
  it('is pushed to who claims a ticket, each with what can be done with it', async () => {
    await wang.hears(/可能有用的文章.*`network-vpn-809`/s);
    const { message } = await wang.findButton('查看：VPN 错误 809');
    const labels = message.body?.buttons?.map(({ label }) => label) ?? [];
    expect(labels).toEqual(
      expect.arrayContaining(['处理：VPN 错误 809', '发送：VPN 错误 809', '查看：VPN 错误 809']),
    );
    await lilei.hearsNot('network-vpn-809');
  });

  it('is not shown a second time in the same thread', async () => {
    await wang.says('放弃');
    await wang.pressesOnCard('认领');
    await wang.hears('王芳 已认领');
    await wang.hearsNot('可能有用的文章');
  });

  it('can be read as a whole, by the reader alone', async () => {
    await wang.presses('查看：VPN 错误 809');
    await wang.hears(/适用场景.*风险.*有效期到/s);
    const tom = await seated(office, 'tom', 'l1');
    expect((await tom.messages()).map((one) => one.text).join()).not.toContain('适用场景');
  });
});

describe('past cases', () => {
  it('are pushed at the claim with their cause and steps, and can be read', async () => {
    await wang.says('解决 原因：家里路由器拦截 步骤：换手机热点；重新连接');
    await lilei.presses('已解决');
    await lilei.presses('跳过');
    const solved = number();
    await reported();
    const tom = await claiming(office, 'tom');
    await tom.hears(
      new RegExp(`相似的已解决工单.*${solved}.*家里路由器拦截。做法：换手机热点；重新连接`, 's'),
    );
    await tom.presses(`查看工单 #${opened - 1}`);
    await tom.hears(/Cause: 家里路由器拦截.*1\. 换手机热点/s);
  });

  it('are none whose solution failed', async () => {
    await wang.says('解决 原因：网卡坏了 步骤：换网卡');
    await lilei.presses('没解决');
    await lilei.says('我的工单');
    await lilei.presses(/取消/);
    await lilei.presses('确定取消');
    await reported();
    const tom = await claiming(office, 'tom');
    await tom.hears('可能有用的文章');
    await tom.hearsNot('网卡坏了');
  });
});

describe('a solved ticket', () => {
  it('is asked about with what was learnt from it and the nearest articles', async () => {
    await lilei.catchUp();
    await wang.says(SOLUTION);
    await wang.hears(/这张工单学到了什么/);
    await wang.hears(
      /类型：网络与 VPN.*现象：VPN 连不上，报错 809.*报错：809.*原因：家里路由器拦截.*步骤：换手机热点；重新连接/s,
    );
    await wang.hears(/最接近的文章.*`network-vpn-809`/s);
    await wang.hears('`知识 关联 network-vpn-809`');
    await lilei.hearsNot('学到了什么');
  });

  it('says in its summary how it was solved, and on a bare “link” how to write it', async () => {
    await wang.says(SOLUTION);
    await wang.says('摘要');
    await wang.hears(/\*\*解决方案\*\*.*原因：家里路由器拦截.*1\. 换手机热点.*2\. 重新连接/s);
    await wang.says('知识 关联');
    await wang.hears('请这样写：`知识 关联 文章编号`');
  });

  it('is linked by a button, once it says so, and its words are proposed as keywords', async () => {
    await wang.says(SOLUTION);
    await wang.presses('关联：VPN 错误 809');
    await wang.hears('王芳 把它关联到《VPN 错误 809》');
    expect(await decision()).toMatchObject({
      decision: 'link',
      articleId: 'network-vpn-809',
      actor: 'wang-fang',
      features: { cause: '家里路由器拦截', errorCodes: ['809'] },
    });
    const { articleQueries } = office.deskline.services;
    expect(await articleQueries.linksOfTicket((await ticket()).id)).toContainEqual(
      expect.objectContaining({ articleId: 'network-vpn-809', kind: 'solved-by', actor: 'wang-fang' }),
    );
    const proposals = await articleQueries.keywordProposals('pending');
    expect(proposals.map(({ words, articleId }) => ({ words, articleId }))).toContainEqual({
      words: expect.stringContaining('VPN 连不上'),
      articleId: 'network-vpn-809',
    });
  });

  it('is linked in words, in either language', async () => {
    await wang.says(SOLUTION);
    await wang.says('知识 关联 network-vpn-809');
    await wang.hears('王芳 把它关联到《VPN 错误 809》');
    expect((await decision())?.decision).toBe('link');
    await wang.says('kb link no-such-article');
    await wang.hears('没有文章 no');
  });

  it('begins a new version of an article, with its cause and steps, which the reviewer sees', async () => {
    await wang.says(SOLUTION);
    await wang.presses('更新：VPN 错误 809');
    await wang.hears(/`network-vpn-809` 有了新的草稿/);
    const { articleQueries } = office.deskline.services;
    const [draft] = await articleQueries.versions('network-vpn-809');
    expect(draft).toMatchObject({ state: 'draft', authorId: 'wang-fang' });
    expect(draft?.body.texts['zh-CN']?.steps).toEqual(expect.arrayContaining(['换手机热点', '重新连接']));
    expect(draft?.body.related).toContain(number());
    // Nobody's unfinished text is written over.
    await wang.presses('更新：VPN 错误 809');
    await wang.hears('已经有一份没写完的草稿');
    expect((await articleQueries.versions('network-vpn-809'))[0]?.n).toBe(draft?.n);
  });

  it('becomes a draft of a new article, one at most, which lacks what nobody said', async () => {
    await wang.says(SOLUTION);
    await wang.presses('写新文章');
    await wang.hears(/新文章草稿 `(\S+)`/);
    const { articleQueries } = office.deskline.services;
    const made = await decision();
    expect(made).toMatchObject({ decision: 'draft', actor: 'wang-fang' });
    const id = made?.articleId ?? '';
    const [version] = await articleQueries.versions(id);
    expect(version?.body).toMatchObject({
      type: 'network',
      related: [number()],
      cause: '家里路由器拦截',
    });
    await wang.says('草稿');
    await wang.hears('这张工单已经有草稿');
    await wang.says(`知识 提交 ${id}`);
    await wang.hears(/还不能提交，缺少：适用场景；风险/);
    await wang.says(`知识 补充 ${id} 场景：在家用路由器上网；风险：会用手机流量`);
    await wang.hears('已补充完整');
    const tom = await seated(office, 'tom', 'l1');
    await tom.says(`kb fill ${id} risks: none at all`);
    await tom.hears('Only its author or a knowledge admin');
    await wang.says(`知识 查看 ${id}`);
    await wang.hears(/适用场景：在家用路由器上网.*第 1 版，还没有发布/s);
    await tom.says(`kb show ${id}`);
    await tom.hears('There is no article');
    await wang.says(`知识 提交 ${id}`);
    await wang.hears('已提交审核');
    const zhou = office.agent('zhou-lan', 'l1');
    expect((await zhou.messages()).at(-1)?.text).toMatch(/待审核：新文章.*作者：王芳/s);
  });

  it('may bring nothing, with a reason that is asked for', async () => {
    await lilei.catchUp();
    await wang.says(SOLUTION);
    await wang.presses('不需要');
    await wang.hears('为什么不需要写入知识库');
    await wang.says('只是用户自己的路由器');
    await wang.hears('王芳：不写入知识库，原因：只是用户自己的路由器');
    await lilei.hearsNot('路由器”');
    expect(await decision()).toMatchObject({ decision: 'nothing', reason: '只是用户自己的路由器' });
  });

  it('may bring nothing in one line', async () => {
    await wang.says(SOLUTION);
    await wang.says('kb nothing a one-off');
    await wang.hears('王芳：不写入知识库，原因：a one');
    expect((await decision())?.reason).toBe('a one-off');
  });

  it('is linked by itself where an article’s procedure solved it', async () => {
    await wang.says('方案 network-vpn-809');
    await wang.says('完成 1');
    await wang.says('解决 端口被拦');
    await wang.hears(/是按《VPN 错误 809》（`network-vpn-809`）的步骤解决的，已自动关联/);
    await wang.hearsNot('写新文章');
    expect(await decision()).toMatchObject({ decision: 'link', articleId: 'network-vpn-809', actor: 'bot' });
  });

  it('is asked about again only after its solution has failed', async () => {
    await wang.says(SOLUTION);
    await wang.says('知识 不需要 一次性的');
    await lilei.presses('没解决');
    await wang.says('解决 原因：网线松了 步骤：插好网线');
    await wang.hears('这张工单学到了什么');
    await wang.says('知识 关联 network-vpn-809');
    expect((await decision())?.decision).toBe('link');
  });

  it('is not written over what somebody begins while it is thought about', async () => {
    await wang.says(SOLUTION);
    const { deskline } = office;
    const { articles, articleQueries } = deskline.services;
    const articleId = 'account-first-checks';
    const payload: InboundEvent = {
      kind: 'action',
      platform: 'web',
      tenant: 'local',
      keys: ['update'],
      place: {
        platform: 'web',
        tenant: 'local',
        channel: 'l1',
        kind: 'channel',
        thread: String((await wang.card()).seq),
      },
      sender: { userId: 'wang-fang', name: '王芳', kind: 'member' },
      at: office.now(),
      messageId: '1',
      action: 'kb-update',
      value: `${(await ticket()).id}:${articleId}`,
    };
    const event = { id: 1, lane: 'test', payload } as Parameters<typeof deskline.services.handle>[0];
    const plan = await deskline.services.handle(event);
    const [newest] = await articleQueries.versions(articleId);
    if (!newest) throw new Error('There is no such article');
    const body = { ...newest.body, cause: 'written by hand' };
    await deskline.db.transaction({}, (tx) =>
      articles.revise(tx, { articleId, body, author: 'tom' }, office.now()),
    );
    await deskline.db.transaction({}, async (tx) => plan.apply?.(tx));
    const [present] = await articleQueries.versions(articleId);
    expect(present).toMatchObject({ authorId: 'tom', body: { cause: 'written by hand' } });
    expect(await decision()).toBeUndefined();
  });

  it('is decided about by who solved it, a desk manager or a knowledge admin, and not before it is solved', async () => {
    await wang.says('知识 草稿');
    await wang.hears('工单解决之后才能这样做');
    await wang.says(SOLUTION);
    const tom = await seated(office, 'tom', 'l1');
    await tom.presses('关联：VPN 错误 809');
    await tom.hears('Who solved the ticket decides that');
    expect(await decision()).toBeUndefined();
    const zhou = await seated(office, 'zhou-lan', 'l1');
    await zhou.presses('关联：VPN 错误 809');
    await zhou.hears('周兰 把它关联到');
  });
});

describe('a group without threads', () => {
  let group: GroupOffice;
  afterEach(() => group.close());

  it('asks in the solver’s own chat, and takes buttons and words there', async () => {
    group = await openGroupOffice();
    const requester = group.person('li-lei');
    await requester.says('VPN 连不上，报错 809');
    await requester.says('转人工');
    const agent = group.member('wang', '王芳');
    await agent.calls('认领 #1');
    agent.hears('可能有用的文章');
    await agent.says(SOLUTION);
    agent.hears('这张工单学到了什么', '`#1 知识 关联 network-vpn-809`');
    expect(agent.heardInGroup().join()).not.toContain('学到了什么');
    await agent.says('知识 关联 network-vpn-809');
    agent.hears('王芳 把它关联到《VPN 错误 809》');
    await agent.says('#1 知识 不需要 想错了');
    agent.hears('不写入知识库，原因：想错了');
  });
});
