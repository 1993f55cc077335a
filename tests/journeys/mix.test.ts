import { afterEach, describe, expect, it } from 'vitest';
import { openCompany, type Company } from '../support/company.ts';
import { NUMBER, reports } from './main-job.ts';
import { Agent, Colleague, plain } from './people.ts';
import { wordsIn } from './words.ts';

const words = wordsIn('zh-CN');

let company: Company;
afterEach(() => company.close());

describe('a ticket touched from three platforms', () => {
  it('goes from WeCom to Slack, to an expert on DingTalk and back, and nobody misses anything', async () => {
    company = await openCompany({
      requesters: ['wecom'],
      desk: { L1: 'slack', L2: 'slack', expert: 'dingtalk' },
    });
    const zhang = new Colleague(company, 'wecom', { id: 'zhangsan', name: '张三' });
    const wang = new Agent(company, 'L1', { id: 'U0WANG', name: '王芳' });
    const sun = new Agent(company, 'expert', { id: 'sunqi', name: '孙琦' });
    await reports({ requester: zhang, words });
    await wang.claims(NUMBER);
    await wang.says('// 客户很急');
    await wang.says('升级 专家 双面器反复卡纸，请专家看看');
    zhang.hears('已转给专家');
    await sun.claims(NUMBER);
    zhang.hears('孙琦 已接手工单');
    expect(
      sun
        .chat()
        .map(({ text }) => plain(text))
        .join('\n'),
    ).toContain('客户很急');
    await sun.says('我是孙琦，请打开后盖看看');
    zhang.hears('我是孙琦，请打开后盖看看');
    await zhang.says('打开了，里面有碎纸');
    sun.hears('打开了，里面有碎纸');
    // Who had it before isn't written to any more.
    wang.hearsNot('里面有碎纸');
    await sun.says('转回 一线 碎纸请现场清理');
    wang.turnsTo(NUMBER);
    await wang.claims(NUMBER);
    await wang.says('我来清理');
    zhang.hears('我来清理');
    await zhang.says('好的谢谢');
    wang.hears('好的谢谢');
    await wang.says('解决 原因：双面器有碎纸 步骤：清出碎纸');
    await zhang.presses('已解决');
    zhang.hears('谢谢确认');
    const said = zhang.chat().map(({ text }) => plain(text));
    for (const once of ['王芳 已接手工单', '请打开后盖看看', '我来清理', '认为工单 IT-2026-000001 已解决']) {
      expect(said.filter((text) => text.includes(once))).toHaveLength(once.startsWith('王芳') ? 2 : 1);
    }
    expect(said.filter((text) => /客户很急|里面有碎纸|请专家看看|请现场清理/.test(text))).toEqual([]);
  });
});

describe('somebody with two accounts', () => {
  it('joins them by a code, and goes on where he writes', async () => {
    const { onWecom, onSlack, wang } = await withTwoAccounts();
    await wang.claims(NUMBER);
    await onSlack.says('我的工单');
    onSlack.hears(NUMBER);
    onWecom.catchUp();
    await onSlack.says('#1 我现在用 Slack');
    wang.hears('我现在用 Slack');
    await wang.says('好的，那就在 Slack 说');
    onSlack.hears('好的，那就在 Slack 说');
    onWecom.hearsNothing();
  });

  it('is reached on the other one when WeCom lets nobody write to him, and the desk is told so', async () => {
    const { onWecom, onSlack, wang } = await withTwoAccounts();
    await wang.claims(NUMBER);
    company.twins.wecom.neverWrote('zhangsan');
    onWecom.catchUp();
    onSlack.catchUp();
    await wang.says('请把打印机关掉');
    onSlack.hears('请把打印机关掉');
    onWecom.hearsNothing();
    wang.hears('Slack');
    expect(marksOf('请把打印机关掉')).toEqual(['white_check_mark']);
  });

  async function withTwoAccounts() {
    company = await openCompany({ requesters: ['wecom', 'slack'], desk: 'slack' });
    const onWecom = new Colleague(company, 'wecom', { id: 'zhangsan', name: '张三' });
    const onSlack = new Colleague(company, 'slack', { id: 'U0ZHANG', name: '张三' });
    const wang = new Agent(company, 'L1', { id: 'U0WANG', name: '王芳' });
    await reports({ requester: onWecom, words });
    await onWecom.says('绑定账号');
    const code = /绑定 ([A-Z0-9]+-[A-Z0-9]+)/.exec(onWecom.heard().join('\n'))?.[1] ?? '';
    await onSlack.says(`绑定 ${code}`);
    await onSlack.presses('确认绑定');
    onSlack.hears('绑定了');
    onWecom.hears(/你的账号和 ?Slack ?上的/);
    return { onWecom, onSlack, wang };
  }
});

describe('somebody whom the bot may not write to', () => {
  it('gets nothing, and the desk reads why', async () => {
    company = await openCompany({ requesters: ['wecom'], desk: 'slack' });
    const zhang = new Colleague(company, 'wecom', { id: 'zhangsan', name: '张三' });
    const wang = new Agent(company, 'L1', { id: 'U0WANG', name: '王芳' });
    await reports({ requester: zhang, words });
    await wang.claims(NUMBER);
    company.twins.wecom.neverWrote('zhangsan');
    zhang.catchUp();
    await wang.says('请把打印机关掉');
    zhang.hearsNothing();
    wang.hears('没有送到报修人', '企业微信');
    expect(marksOf('请把打印机关掉')).toEqual(['x']);
  });
});

describe('bots', () => {
  it('are never answered, however much they write and wherever', async () => {
    company = await openCompany({ requesters: ['slack'], desk: 'slack' });
    const { slack } = company.twins;
    const li = new Colleague(company, 'slack', { id: 'U0LI', name: '李雷' });
    const wang = new Agent(company, 'L1', { id: 'U0WANG', name: '王芳' });
    await reports({ requester: li, words });
    const card = wang.turnsTo(NUMBER);
    slack.account({ id: 'U0ROBOT', name: 'Deskline', kind: 'bot' });
    const said = slack.all().length;
    const where = [
      { group: wang.group },
      { group: wang.group, thread: card.id },
      { group: wang.group, thread: card.id },
      {},
    ];
    const texts = ['<@U0BOT> 认领 #1', '认领', '打印机卡纸了', 'help'];
    const writings = Array.from({ length: 1_000 }, (_, n) =>
      slack.writes('U0ROBOT', texts[n % 4] ?? '', where[n % 4]),
    );
    await Promise.all(writings);
    await company.quiet();
    expect(slack.all()).toHaveLength(said);
  });
});

/** How Slack shows what became of an agent's words. */
function marksOf(text: string): string[] {
  return company.twins.slack.world.posts.find((post) => post.text === text)?.reactions ?? [];
}
