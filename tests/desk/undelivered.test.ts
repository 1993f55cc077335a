import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOffice, type Office } from '../support/office.ts';
import { openTicket, seated } from './setting.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
  await openTicket(office);
});
afterEach(() => office.close());

describe('a message that could not be delivered', () => {
  it('to the requester is told on the ticket’s thread and stands on the list', async () => {
    const { db, services } = office.deskline;
    const wang = await seated(office, 'wang-fang', 'l1');
    const { outbox } = db.tables;
    const place = { platform: 'web', tenant: 'local', channel: 'dm:li-lei' };
    await db.transaction({}, async (tx) => {
      const [row] = await tx
        .insert(outbox)
        .values({
          key: 'lost',
          lane: 'test',
          op: 'send',
          place,
          body: { text: 'x' },
          state: 'dead',
          error: 'chat is closed',
          notBefore: 0,
          createdAt: 0,
        })
        .returning();
      await services.undelivered.tell(tx, row!);
    });
    await wang.says('/帮助');
    const words = (await wang.messages()).map(({ text }) => text);
    expect(words).toContain('⚠️ 有一条消息没能送到报修人：`chat is closed`');
    expect((await services.undelivered.messages()).map(({ key }) => key)).toEqual(['lost']);
  });

  it('to somebody without a ticket is on the list only', async () => {
    const { db, services } = office.deskline;
    const { outbox } = db.tables;
    const before = await office.agent('wang-fang', 'l1').messages();
    await db.transaction({}, async (tx) => {
      const place = { platform: 'web', tenant: 'local', channel: 'dm:ann' };
      const [row] = await tx
        .insert(outbox)
        .values({ key: 'lost', lane: 'test', op: 'send', place, state: 'dead', notBefore: 0, createdAt: 0 })
        .returning();
      await services.undelivered.tell(tx, row!);
    });
    await office.deskline.settle();
    expect(await office.agent('wang-fang', 'l1').messages()).toEqual(before);
    expect(await services.undelivered.messages()).toHaveLength(1);
  });
});
