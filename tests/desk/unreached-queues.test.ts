import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chatter } from '../support/office.ts';
import { GROUP, openGroupOffice, type GroupOffice } from './group-office.ts';

let office: GroupOffice;
beforeEach(async () => {
  office = await openGroupOffice();
});
afterEach(() => office.close());

async function reports(id: string): Promise<Chatter> {
  const requester = office.person(id);
  await requester.says('VPN 连不上，报错 809');
  await requester.says('转人工');
  return requester;
}

/** An administrator whom the bot can write to, in a language. */
async function adminSays(words: string): Promise<Chatter> {
  const admin = office.person('zhou-lan');
  await admin.says(words);
  await admin.catchUp();
  return admin;
}

const desks = () => office.deskline.unreachedDesks();

describe('a desk channel that takes no cards', () => {
  beforeEach(() => {
    office.platform.unreachable.add(GROUP);
  });

  it('is told to the requester, who would wait in vain, once', async () => {
    const lilei = await reports('li-lei');
    await lilei.says('还有人吗');
    const told = (await lilei.messages()).filter(({ text }) => text.includes('还没能送到服务台'));
    expect(told.map(({ text }) => text)).toEqual([expect.stringContaining('IT-2026-000001')]);
  });

  it('is told to the administrators with the variable to look at, once a day', async () => {
    const zhou = await adminSays('你好');
    await reports('li-lei');
    await reports('han-mei');
    const [told, ...others] = await zhou.heard();
    expect(told).toMatch(/^⚠️ \*\*企业微信\*\* 需要管理员处理：工单送不到服务台的群或频道/);
    expect(told).toMatch(/it-l1 don’t reach wecom:wr-l1 \(unreachable: 93006 never wrote\): check DESK\\_L1/);
    expect(others).toEqual([]);
    office.pass(24 * 3_600_000);
    await reports('ann');
    expect(await zhou.heard()).toHaveLength(2);
  });

  it('is told to an administrator in his language', async () => {
    const zhou = await adminSays('hello, is anybody there?');
    await reports('li-lei');
    await zhou.hears(/^⚠️ \*\*WeCom\*\* needs an administrator: Tickets of the queue it-l1/);
  });

  it('is told to another line where no administrator has a chat with the bot', async () => {
    await reports('li-lei');
    const said = await office.agent('chen-wei', 'l2').messages();
    expect(said.map(({ text }) => text)).toEqual([expect.stringContaining('check DESK\\_L1')]);
  });

  it('stands among the connections until a card gets through', async () => {
    expect(await desks()).toEqual([]);
    await reports('li-lei');
    expect(await desks()).toEqual([
      { name: 'desk it-l1', state: 'refused', reason: expect.stringContaining('check DESK_L1') },
    ]);
    office.platform.unreachable.delete(GROUP);
    expect(await desks()).toHaveLength(1);
    await reports('han-mei');
    expect(await desks()).toEqual([]);
  });
});
