import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InboundEvent } from '../../src/platforms/platform.ts';
import { deadLettersIn } from '../support/dead-letters.ts';
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
    expect(words).toContain('⚠️ 这条消息没能送到报修人：“x”。原因：`chat is closed`');
    expect(await deadLettersIn(db, office.now())).toEqual([expect.stringMatching(/^m/)]);
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
    expect(await deadLettersIn(db, office.now())).toEqual([expect.stringMatching(/^m/)]);
  });
});

describe('an event that failed for good', () => {
  const base = { platform: 'web', tenant: 'local', keys: ['k'] as [string], at: 0 };
  const message = { ...base, kind: 'message' as const, messageId: 'x', text: 'hello', files: [] };

  async function apologises(payload: InboundEvent): Promise<string[]> {
    const { db, services } = office.deskline;
    const plan = await services.apologise({ id: 1, lane: 'x', payload, attempts: 5, receivedAt: 0 });
    const before = await db.read.$count(db.tables.outbox);
    await db.transaction({}, async (tx) => plan.apply?.(tx));
    const rows = await db.read.select().from(db.tables.outbox).orderBy(db.tables.outbox.id);
    return rows.slice(before).map(({ place, body }) => `${place.channel}/${place.thread}: ${body?.text}`);
  }

  it('is told to who wrote it, also for the first time, and to an agent in his thread', async () => {
    const sender = { userId: 'newcomer', name: 'New', kind: 'member' as const };
    const place = { platform: 'web', tenant: 'local', channel: 'dm:newcomer', kind: 'direct' as const };
    const thread = { ...place, channel: 'l1', thread: '7', kind: 'channel' as const };
    const direct = await apologises({ ...message, place, sender });
    expect(direct).toEqual([expect.stringMatching(/^dm:newcomer\/undefined: 抱歉/)]);
    const inThread = await apologises({ ...message, place: thread, sender });
    expect(inThread).toEqual([expect.stringMatching(/^l1\/7: 抱歉/)]);
  });

  it('is told to no bot, to no guest, and not to colleagues who talk among themselves', async () => {
    const place = { platform: 'web', tenant: 'local', channel: 'l1', kind: 'channel' as const };
    const sender = { userId: 'x', name: 'X', kind: 'member' as const };
    expect(await apologises({ ...message, place, sender })).toEqual([]);
    for (const kind of ['bot', 'guest', 'external'] as const) {
      const direct = { ...place, channel: 'dm:x', kind: 'direct' as const };
      expect(await apologises({ ...message, place: direct, sender: { ...sender, kind } })).toEqual([]);
    }
  });
});
