import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StaleError } from '../../src/store/errors.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { createTicketDesk, MORNING, type TicketDesk } from './setting.ts';

const place = { platform: 'slack', tenant: 'T1', channel: 'C1', thread: '1.0' };

onEachDatabase('messages of a ticket', (create) => {
  let database: TestDatabase;
  let desk: TicketDesk;
  let ticketId: string;
  beforeEach(async () => {
    database = await create();
    desk = await createTicketDesk(database.db);
    ticketId = (await desk.open()).id;
    const message = { id: 'm1', text: '密码是 123', files: [], originId: '1.5', originPlace: place };
    await desk.give(ticketId, { do: 'requester-wrote', message }, 'ann');
  });
  afterEach(() => database.drop());

  const original = async () => (await desk.queries.writtenAt(place, '1.5'))[0]!;

  it('are found by the id of the original and its channel, in whatever thread', async () => {
    expect(await original()).toMatchObject({ id: 'm1', ticketId, side: 'requester', authorId: 'ann' });
    expect(await desk.queries.writtenAt({ ...place, thread: undefined }, '1.5')).toHaveLength(1);
    for (const other of [{ channel: 'C2' }, { tenant: 'T2' }, { platform: 'wecom' }]) {
      expect(await desk.queries.writtenAt({ ...place, ...other }, '1.5')).toEqual([]);
    }
  });

  it('belong to the person that their writer was found to be', async () => {
    const { people } = database.db.tables;
    await database.db.transaction({}, async (tx) => {
      await tx.insert(people).values({ id: 'anna', name: 'Anna', profile: {}, createdAt: MORNING });
      await tx.update(people).set({ mergedInto: 'anna' });
      await tx.update(people).set({ mergedInto: null }).where(eq(people.id, 'anna'));
    });
    expect((await original()).authorId).toBe('anna');
  });

  it('say what they were edited to', async () => {
    await desk.give(ticketId, { do: 'edit-message', original: await original(), text: '改好了' }, 'ann');
    expect(await original()).toMatchObject({ text: '改好了', editedAt: MORNING + 1_000, deletedAt: null });
    expect(await desk.queries.chainIntact(ticketId)).toBe(true);
  });

  it('are gone, words and all, once they were taken back', async () => {
    await desk.give(ticketId, { do: 'delete-message', original: await original() }, 'ann');
    expect(await desk.queries.message('m1')).toMatchObject({ text: '', deletedAt: MORNING + 1_000 });
    expect(await desk.queries.writtenAt(place, '1.5')).toEqual([]);
    expect(await desk.queries.chainIntact(ticketId)).toBe(true);
  });

  it('that were changed since they were read are not changed again', async () => {
    const before = await original();
    await desk.give(ticketId, { do: 'edit-message', original: before, text: '一' }, 'ann');
    const late = desk.give(ticketId, { do: 'edit-message', original: before, text: '二' }, 'ann');
    await expect(late).rejects.toThrow(StaleError);
    expect((await original()).text).toBe('一');
  });
});

onEachDatabase('a ticket', (create) => {
  let database: TestDatabase;
  let desk: TicketDesk;
  beforeEach(async () => {
    database = await create();
    desk = await createTicketDesk(database.db);
    await database.db.transaction({}, async (tx) => {
      await tx.insert(database.db.tables.conversations).values({
        id: 'ann-slack',
        platform: 'slack',
        tenant: 'T1',
        channel: 'D1',
        personId: 'ann',
        locale: 'en',
        createdAt: MORNING,
      });
    });
  });
  afterEach(() => database.drop());

  const from = (actor: string) => ({
    actor,
    at: MORNING + 1_000,
    sourceEvent: 9,
    conversationId: 'ann-slack',
  });
  const message = { id: 'm1', text: 'hello', files: [], originId: null };

  it('follows its requester to the chat he writes in, which the history tells', async () => {
    const { id } = await desk.open();
    await database.db.transaction({}, (tx) =>
      desk.service.command(tx, id, { do: 'requester-wrote', message }, from('ann')),
    );
    expect((await desk.queries.byId(id))?.conversationId).toBe('ann-slack');
    const last = (await desk.queries.eventsOf(id)).at(-1);
    expect(last?.data).toMatchObject({ messageId: 'm1', conversationId: 'ann-slack' });
    expect(await desk.queries.chainIntact(id)).toBe(true);
  });

  it('follows nobody else', async () => {
    const { id } = await desk.open();
    await database.db.transaction({}, (tx) =>
      desk.service.command(tx, id, { do: 'note', message }, from('wang')),
    );
    expect((await desk.queries.byId(id))?.conversationId).toBe('ann-web');
  });
});
