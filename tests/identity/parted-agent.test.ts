import { afterEach, beforeEach, expect, it } from 'vitest';
import { openGroupOffice, type GroupOffice, type Member } from '../desk/group-office.ts';
import type { Chatter } from '../support/office.ts';

let office: GroupOffice;
let chen: Chatter;
let wf: Member;
let lilei: Chatter;
afterEach(() => office.close());

async function reports(id: string, problem: string): Promise<Chatter> {
  const requester = office.person(id);
  await requester.says(problem);
  await requester.says('转人工');
  return requester;
}

const ticket = async (n: number) => office.deskline.services.queries.byNumber(`IT-2026-00000${n}`);
const behind = async () => {
  const identity = { platform: 'wecom', tenant: 'corp', userId: 'wf' };
  return (await office.deskline.services.people.byIdentity(identity))?.id;
};

/** An agent of the second line on the web joins his account in the first line's group, and works with both. */
beforeEach(async () => {
  office = await openGroupOffice();
  chen = office.person('chen-wei');
  wf = office.member('wf', '陈伟');
  await chen.says('绑定账号');
  const code = /\*\*绑定 (\S+)\*\*/.exec((await chen.heard()).join('\n'))?.[1];
  await wf.says(`绑定 ${code}`);
  await wf.presses('确认绑定');
  lilei = await reports('li-lei', 'VPN 连不上，报错 809');
  await wf.calls('认领 #1');
  await reports('han-mei', '打印机卡纸了');
  await wf.calls('#2 升级 二线 换硒鼓');
  const l2 = office.agent('chen-wei', 'l2');
  await l2.opens();
  await l2.pressesOnCard('认领');
  await reports('ann', 'Outlook 打不开');
  await office.member('tm', 'Tom').calls('#3 分配 <@wf>');
});

it('tickets that an agent took over with an account stay in its hands when it is parted from the rest', async () => {
  expect(await behind()).toBe('chen-wei');
  for (const n of [1, 2, 3]) expect((await ticket(n))?.assigneeId).toBe('chen-wei');
  await chen.says('解除绑定');
  const own = await behind();
  expect(own).not.toBe('chen-wei');
  expect([(await ticket(1))?.assigneeId, (await ticket(3))?.assigneeId]).toEqual([own, own]);
  expect((await ticket(2))?.assigneeId).toBe('chen-wei');
  await lilei.catchUp();
  await wf.says('#1 请再试一次');
  await lilei.hears('请再试一次');
  const { queries } = office.deskline.services;
  expect(await queries.chainIntact((await ticket(1))?.id ?? '')).toBe(true);
});

it('he stays known in the queue where he has them', async () => {
  await chen.says('解除绑定');
  const { deskMembers } = office.deskline.db.tables;
  const seen = await office.deskline.db.read.select().from(deskMembers);
  const own = await behind();
  expect(seen.filter(({ personId }) => personId === own).map(({ queueId }) => queueId)).toEqual(['it-l1']);
});
