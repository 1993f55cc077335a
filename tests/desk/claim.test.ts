import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onEachDatabase } from '../support/databases.ts';
import { openOffice, type Office } from '../support/office.ts';
import { claiming, onCard, openTicket, seated } from './setting.ts';

let office: Office;

async function open(): Promise<void> {
  office = await openOffice();
  await openTicket(office);
}

onEachDatabase('a claim', (create) => {
  it('is won by one of twenty presses at once, and the losers alone are told by whom', async () => {
    const database = await create();
    office = await openOffice({ databaseUrl: database.url });
    await openTicket(office);
    const wang = await seated(office, 'wang-fang', 'l1');
    const tom = await seated(office, 'tom', 'l1');
    const card = await wang.card();
    const button = card.body!.buttons!.find(({ id }) => id === 'claim')!;
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        office.deskline.web.press({
          channel: 'l1',
          messageSeq: card.seq,
          author: i % 2 === 0 ? { id: 'wang-fang', name: '王芳' } : { id: 'tom', name: 'Tom Baker' },
          action: button.id,
          value: button.value,
          clientId: `at-once-${i}`,
        }),
      ),
    );
    await office.deskline.settle();

    const { queries } = office.deskline.services;
    const ticket = await queries.byNumber('IT-2026-000001');
    const events = await queries.eventsOf(ticket!.id);
    expect(events.filter(({ kind }) => kind === 'claimed')).toMatchObject([
      { sourceEvent: expect.any(Number) },
    ]);
    const [winner, loser] = ticket!.assigneeId === 'tom' ? [tom, wang] : [wang, tom];
    const tooLate = (await loser.heard()).filter((text) => /Too late: 王芳|来晚了，Tom Baker/.test(text));
    expect(tooLate).toHaveLength(10);
    await winner.hearsNot(/Too late|来晚了/);
    await office.close();
    await database.drop();
  });
});

describe('a claim', () => {
  beforeEach(open);
  afterEach(() => office.close());

  it('is told to the thread and the requester and shown on the card', async () => {
    const lilei = office.person('li-lei');
    await lilei.catchUp();
    const wang = await claiming(office);

    await wang.hears('王芳 已认领');
    await lilei.hears('王芳 已接手工单 IT-2026-000001');
    expect(await onCard(wang, '负责人')).toBe('王芳');
    expect(await onCard(wang, '状态')).toBe('诊断中 · 一线');
    expect((await wang.card()).body?.buttons?.map((button) => button.label)).not.toContain('认领');
  });

  it('of one who has it already says so', async () => {
    const wang = await claiming(office);
    await wang.says('认领');
    await wang.hears('它已经是你的了');
  });

  it('can be given back, and another takes it', async () => {
    const wang = await claiming(office);
    await wang.says('放弃');
    await wang.hears('王芳 放弃了');
    expect(await onCard(wang, '负责人')).toBe('未认领');
    await claiming(office, 'tom');
    expect(await onCard(wang, '负责人')).toBe('Tom Baker');
  });

  it('of somebody else is not given back', async () => {
    await claiming(office);
    const tom = await seated(office, 'tom', 'l1');
    await tom.says('unclaim');
    await tom.hears('王芳 has it.');
  });
});

describe('assigning', () => {
  beforeEach(open);
  afterEach(() => office.close());

  it('gives a free ticket to any agent of the queue, by name or id', async () => {
    const wang = await seated(office, 'wang-fang', 'l1');
    await wang.says('分配 @Tom Baker');
    await wang.hears('王芳 把它分配给了 Tom Baker');
    expect(await onCard(wang, '负责人')).toBe('Tom Baker');
    const tom = await seated(office, 'tom', 'l1');
    await tom.says('assign @wang-fang');
    expect(await onCard(wang, '负责人')).toBe('王芳');
  });

  it('of a ticket that somebody has is the holder’s and the desk manager’s', async () => {
    await claiming(office);
    const tom = await seated(office, 'tom', 'l1');
    await tom.says('assign @me');
    await tom.hears('王芳 has it.');
    const zhou = await seated(office, 'zhou-lan', 'l1');
    await zhou.says('分配 @我');
    expect(await onCard(zhou, '负责人')).toBe('周兰');
  });

  it('to nobody of this queue is refused', async () => {
    const wang = await claiming(office);
    for (const name of ['陈伟', 'li-lei', '谁']) {
      await wang.says(`分配 @${name}`);
      await wang.hears(`这个队列里没有“${name}”`);
    }
  });
});
