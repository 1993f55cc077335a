import { asc } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ticket } from '../../src/tickets/ticket.ts';
import { openOffice, type Chatter, type Office } from '../support/office.ts';
import { ordinary, outage } from './outage.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const MINUTE = 60_000;

async function tickets(): Promise<Ticket[]> {
  const { db } = office.deskline;
  return db.read.select().from(db.tables.tickets).orderBy(asc(db.tables.tickets.createdAt));
}

async function namesById(): Promise<Map<string, string>> {
  const { db } = office.deskline;
  const rows = await db.read.select().from(db.tables.people);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Somebody tells of the VPN, and goes on to a human if he is asked anything. */
async function reports(id: string, words: string): Promise<Chatter> {
  const person = office.person(id);
  await person.says(words);
  await office.pass(MINUTE);
  return person;
}

async function threeReports(): Promise<{ first: Chatter; second: Chatter; third: Chatter }> {
  const first = await reports('p1', 'VPN 连不上了');
  const second = await reports('p2', 'The VPN is down, I cannot connect');
  const third = await reports('p3', '虚拟专用网连接失败');
  return { first, second, third };
}

describe('a problem that many have at once', () => {
  it('is noticed over languages: the third is asked whether he has it too, and the first become part of it', async () => {
    const { first, second, third } = await threeReports();
    await third.hears(/2 位同事报告了类似的问题.*\[我也是\].*\[不是同一个问题\]/s);
    await first.hearsNot('我们已经知道');
    await third.presses('我也是');
    await third.hears(/登记为工单 \*\*IT-2026-/);
    await first.hears(/我们已经知道的问题.*IT-2026-/);
    await second.hears(/problem we know about/);
    const all = await tickets();
    expect(all).toHaveLength(3);
    const [whole, ...parts] = [
      all.find(({ isIncident }) => isIncident),
      ...all.filter(({ isIncident }) => !isIncident),
    ];
    expect(parts.map(({ parentId }) => parentId)).toEqual([whole?.id, whole?.id]);
  });

  it('is told to later reporters at once, who need do nothing, and can say that theirs is another', async () => {
    const { third } = await threeReports();
    await third.presses('我也是');
    const fourth = await reports('p4', 'cannot connect to vpn since 9');
    await fourth.hears(/problem we know about .*list with ticket \*\*IT-2026-.*\[Mine is something else\]/s);
    const fifth = await reports('p5', 'VPN 一直断线');
    await fifth.presses('我的不是这个问题');
    await fifth.hears('单独处理');
    const all = await tickets();
    expect(all.filter(({ parentId }) => parentId !== null)).toHaveLength(3);
    expect(all.at(-1)?.parentId).toBeNull();
  });

  it('is none where the third says no, and who asks how to do something is never asked', async () => {
    const { third } = await threeReports();
    await third.presses('不是同一个问题');
    const asker = await reports('p4', 'VPN 怎么安装');
    await asker.hearsNot('类似的问题');
    const other = await reports('p5', '5 楼的打印机卡纸了');
    await other.hearsNot('类似的问题');
    expect((await tickets()).filter(({ isIncident }) => isIncident)).toEqual([]);
  });

  it('rises with the number of those who report it, and can be broken up again', async () => {
    const { third } = await threeReports();
    await third.presses('我也是');
    expect((await whole())?.impact).toBe('person');
    for (const n of [4, 5]) await reports(`p${n}`, 'VPN 连不上');
    expect(await whole()).toMatchObject({ impact: 'department', priority: 'high' });
    const wang = office.agent('wang-fang', 'l1');
    await wang.opens((await whole())?.number);
    await wang.hearsNot('5 人');
    await wang.pressesOnCard('认领');
    await wang.says('取消事件');
    await wang.hears('取消了事件');
    expect((await tickets()).filter(({ parentId }) => parentId !== null)).toEqual([]);
    const next = await reports('p6', 'VPN 连不上');
    await next.hearsNot('已经知道');
  });

  async function whole(): Promise<Ticket | undefined> {
    return (await tickets()).find(({ isIncident }) => isIncident);
  }
});

describe('an outage with forty reports among everyday ones', () => {
  it('is one incident, takes two acts of an agent, and tells forty people of its end', async () => {
    const everyday: Chatter[] = [];
    const answers: string[] = [];
    const struck: Chatter[] = [];
    for (const [i, words] of outage.entries()) {
      const reporter = office.person(`struck-${i}`);
      struck.push(reporter);
      await reporter.says(words);
      if ((await reporter.heard()).some((text) => /\[(?:我也是|Yes, me too)\]/.test(text))) {
        await reporter.presses(/^(?:我也是|Yes, me too)$/);
      }
      const other = ordinary[i % ordinary.length];
      if (other !== undefined && i < ordinary.length) {
        const colleague = office.person(`everyday-${i}`);
        everyday.push(colleague);
        await colleague.says(other);
        answers.push(`${other}: ${(await colleague.heard()).join()}`);
      }
      await office.pass(20_000);
    }
    expect(answers.filter((text) => /我也是|me too|已经知道|know about/.test(text))).toEqual([]);
    // The others want a human, so that each has a ticket.
    for (const colleague of everyday) await colleague.says('转人工');
    const all = await tickets();
    const wholes = all.filter(({ isIncident }) => isIncident);
    expect(wholes).toHaveLength(1);
    const parts = all.filter(({ parentId }) => parentId !== null);
    expect(parts.every(({ parentId }) => parentId === wholes[0]?.id)).toBe(true);
    const names = await namesById();
    const joined = new Set([...wholes, ...parts].map(({ requesterId }) => names.get(requesterId) ?? ''));
    expect([...joined].filter((id) => !id.startsWith('struck-'))).toEqual([]);
    expect(joined.size).toBe(40);

    for (const reporter of struck) await reporter.catchUp();
    const wang = office.agent('wang-fang', 'l1');
    await wang.opens(wholes[0]?.number);
    await wang.pressesOnCard('认领');
    await wang.says('解决 原因：VPN 网关证书过期 步骤：更换证书；重启网关');
    let told = 0;
    for (const reporter of struck) {
      if ((await reporter.heard()).some((text) => text.includes('VPN 网关证书过期'))) told += 1;
    }
    expect(told).toBe(40);
    for (const colleague of everyday) expect((await colleague.heard()).join()).not.toContain('证书过期');

    // Each confirms or reopens his own.
    await struck[1]?.says('解决了');
    await struck[2]?.presses(/^(?:没解决|Not solved)$/);
    const stages = new Map(
      (await tickets()).map(({ requesterId, stage }) => [names.get(requesterId), stage]),
    );
    expect(stages.get('struck-1')).toBe('feedback');
    expect(stages.get('struck-2')).toBe('diagnosis');
    expect(stages.get('struck-3')).toBe('verification');
  });
});
