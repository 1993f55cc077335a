import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstBroken } from '../src/tickets/event-chain.ts';
import { onEachDatabase, type TestDatabase } from './support/databases.ts';
import { DAY, HOUR, openOffice, type Office } from './support/office.ts';

onEachDatabase('the whole service', (create) => {
  let database: TestDatabase;
  let office: Office;
  beforeEach(async () => {
    database = await create();
    office = await openOffice({ databaseUrl: database.url });
  });
  afterEach(async () => {
    await office.close();
    await database.drop();
  });

  it('runs from the first message to the rating, and keeps its chain', async () => {
    const ann = office.person('ann');
    await ann.says('our production line stopped, the MES terminal shows 0x80070005');
    await ann.presses('Talk to a human');
    await ann.hears(/IT-2026-000001.*urgent/s);

    const wang = office.agent('wang-fang', 'l1');
    await wang.opens('IT-2026-000001');
    await wang.pressesOnCard('认领');
    await wang.says('On my way');
    await wang.says('升级 二线 需要数据库权限');
    const chen = office.agent('chen-wei', 'l2');
    await chen.opens('IT-2026-000001');
    await chen.pressesOnCard('认领');
    await chen.says('解决 原因：服务账号过期 步骤：续期；重启服务');
    await ann.hears(/Does it work now/);

    await office.pass(24 * HOUR);
    await ann.hears(/A reminder/);
    await ann.presses('Not solved');
    await chen.says('解决 原因：权限缺失 步骤：补上权限');
    await ann.presses('Solved');
    for (const score of ['1 very poor', '2 poor', '3 fair']) await ann.presses(score);
    await ann.hears(/call you back/);
    await office.pass(5 * DAY);

    const { queries } = office.deskline.services;
    const ticket = await queries.byNumber('IT-2026-000001');
    expect(ticket).toMatchObject({ stage: 'closed', outcome: 'confirmed', reopens: 1, line: 'L2' });
    const events = await queries.eventsOf(ticket?.id ?? '');
    expect(firstBroken(events)).toBeUndefined();
    expect(await queries.openRecoveryTasks()).toHaveLength(1);
  });
});
