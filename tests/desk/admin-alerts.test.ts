import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chatter } from '../support/office.ts';
import { openGroupOffice, type GroupOffice } from './group-office.ts';

let office: GroupOffice;
beforeEach(async () => {
  office = await openGroupOffice();
});
afterEach(() => office.close());

async function adminSays(words: string): Promise<Chatter> {
  const admin = office.person('zhou-lan');
  await admin.says(words);
  await admin.catchUp();
  return admin;
}

async function alert(code: string, { platform = 'slack', text = 'It refuses **us**' } = {}): Promise<void> {
  const { db, services } = office.deskline;
  await db.transaction({}, (tx) => services.tellAdmins(tx, { platform, code, text }));
  await office.deskline.settle();
}

describe('what a platform needs an administrator for', () => {
  it.each([
    ['bot-token-refused', '平台不接受 `SLACK_BOT_TOKEN`'],
    ['app-token-refused', '平台不接受 `SLACK_APP_TOKEN`'],
    ['missing-scope users:read', '应用缺少一项权限（scope）'],
    ['socket-mode-off', 'Socket Mode 被关掉了'],
    ['events-rate-limited', '平台扣下了一部分'],
    ['credentials-refused', '平台不接受现在的凭据'],
    ['quota-used-up', '公司的额度用完了'],
    ['permission-missing', '请在开放平台后台开通'],
    ['card-refused', '互动卡片没有被接受'],
    ['events-lost', '消息可能正在丢失'],
    ['encrypted-ids', '加密的用户 ID'],
    ['kicked', '另一个程序用同一个机器人'],
  ])('is said in his language: %s', async (code, words) => {
    const zhou = await adminSays('你好');
    await alert(code);
    const [told] = await zhou.heard();
    expect(told).toMatch(/^⚠️ \*\*Slack\*\* 需要管理员处理：/);
    expect(told).toContain(words);
    expect(told).toContain('详情：It refuses \\*\\*us\\*\\*');
  });

  it('is said as the platform says it where it has no words of its own, or he speaks English', async () => {
    const zhou = await adminSays('hello, is anybody there?');
    await alert('something-new', { platform: 'dingtalk' });
    await alert('kicked', { platform: 'dingtalk' });
    expect(await zhou.heard()).toEqual(
      Array.from({ length: 2 }, () => '⚠️ **DingTalk** needs an administrator: It refuses \\*\\*us\\*\\*'),
    );
  });

  it('is not said on the platform itself, and to the first line where that leaves nobody', async () => {
    const zhou = await adminSays('你好');
    await alert('kicked', { platform: 'web' });
    expect(await zhou.heard()).toEqual([]);
    expect(office.member('wf', '王芳').group().at(-1)?.message.text).toContain('另一个程序');
  });
});
