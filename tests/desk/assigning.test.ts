import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyContent, type ContentFolder } from '../support/content-folder.ts';
import { openOffice, HOUR, type Office } from '../support/office.ts';
import { openTicket } from './setting.ts';

let folder: ContentFolder;
let office: Office;
beforeEach(async () => {
  folder = copyContent();
  folder.replace(
    'desk.yaml',
    "{ id: it-l1, line: L1, department: IT, channel: 'web:l1',",
    "{ id: it-l1, line: L1, department: IT, channel: 'web:l1', assign: round-robin, capacity: 2,",
  );
  folder.replace(
    'desk.yaml',
    '    departments: [生产部, Production]',
    '    departments: [生产部, Production]\n    vip: true\n    agents: [chen-wei]\n    queue: it-l2',
  );
  office = await openOffice({ contentDir: folder.path });
});
afterEach(async () => {
  await office.close();
  folder.remove();
});

async function assignees(): Promise<(string | null)[]> {
  const { db } = office.deskline;
  const rows = await db.read.select().from(db.tables.tickets);
  return rows.toSorted((a, b) => (a.number < b.number ? -1 : 1)).map(({ assigneeId }) => assigneeId);
}

/** Somebody does something in his channel. */
async function turnsUp(id: string, channel: string): Promise<void> {
  const agent = office.agent(id, channel);
  await agent.opens();
  await agent.says('// 我在');
}

describe('a queue that gives its tickets out', () => {
  it('waits for a claim while nobody is there, then takes turns, to nobody who is full, away or gone', async () => {
    await openTicket(office, { by: 'ann', problem: 'the keyboard of my laptop is broken' });
    expect(await assignees()).toEqual([null]);
    await turnsUp('wang-fang', 'l1');
    await turnsUp('tom', 'l1');
    const problems = ['打印机卡纸了', '显示器黑屏', 'Outlook 打不开', '鼠标坏了', '电脑很慢'];
    for (const [n, problem] of problems.entries()) {
      await openTicket(office, { by: `worker-${n}`, problem });
    }
    // Two each, in turn; the fifth waits.
    const given = (await assignees()).slice(1);
    expect(given.slice(0, 4).filter((id) => id === 'tom')).toHaveLength(2);
    expect(given.slice(0, 4).filter((id) => id === 'wang-fang')).toHaveLength(2);
    expect(given[0]).not.toBe(given[1]);
    expect(given[4]).toBeNull();
  });

  it('gives nothing to who says that he is away, and nothing to anybody who hasn’t been seen for long', async () => {
    await openTicket(office, { by: 'ann', problem: 'the keyboard of my laptop is broken' });
    await turnsUp('tom', 'l1');
    const wang = office.agent('wang-fang', 'l1');
    await wang.opens();
    await wang.says('离开');
    await openTicket(office, { by: 'li-lei' });
    expect((await assignees())[1]).toBe('tom');
    await office.pass(HOUR);
    await openTicket(office, { by: 'worker-1', problem: '显示器黑屏' });
    expect((await assignees())[2]).toBeNull();
  });
});

describe('a key customer', () => {
  it('comes into his own queue, with his targets, to the agent who is named for him', async () => {
    await openTicket(office, { by: 'ann', problem: 'the keyboard of my laptop is broken' });
    const { db } = office.deskline;
    const chen = office.agent('chen-wei', 'l2');
    await openTicket(office, { by: 'han-mei' });
    await chen.opens();
    await chen.says('// 我在');
    await openTicket(office, { by: 'han-mei', problem: '显示器黑屏，换了线也不行' });
    const rows = await db.read.select().from(db.tables.tickets);
    const hers = rows.filter(({ agreement }) => agreement === 'production');
    expect(hers).toHaveLength(2);
    expect(hers.every(({ queue, line }) => queue === 'it-l2' && line === 'L2')).toBe(true);
    expect(hers.some(({ assigneeId }) => assigneeId === 'chen-wei')).toBe(true);
  });
});
