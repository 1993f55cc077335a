import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Deskline } from '../../src/deskline.ts';
import { createTicketService } from '../../src/tickets/ticket-service.ts';
import { onDatabase, type TestDatabase } from '../support/databases.ts';
import { MORNING, openOffice, type Office } from '../support/office.ts';
import { until } from '../support/until.ts';
import { gate } from '../runtime/setting.ts';

onDatabase('postgres', 'two replicas on one database', (create) => {
  let test: TestDatabase;
  let first: Office;
  let second: Office;

  beforeEach(async () => {
    test = await create();
    first = await openOffice({ databaseUrl: test.url });
    second = await openOffice({ databaseUrl: test.url });
  });
  afterEach(async () => {
    await first.close();
    await second.close();
    await test.drop();
  });

  it('show on the pages of one what happens at the other', async () => {
    const told = new Set<Deskline>();
    for (const { deskline } of [first, second]) {
      deskline.web.subscribe('dm:ann', (preview) => preview ?? told.add(deskline));
    }
    // Until both listen to each other.
    await until(() => {
      first.deskline.web.announce('dm:ann');
      second.deskline.web.announce('dm:ann');
      return told.size === 2;
    });
    told.clear();
    await first.person('ann').says('hello');
    await until(() => told.size === 2);
    expect(told).toContain(second.deskline);
  });

  it('tell each other of what there is to work on, to send and to show', async () => {
    const third = test.reopen();
    const heard = new Set<string>();
    let listens = false;
    third.signals.listen((topic) => heard.add(topic), { onGap: () => (listens = true) });
    await until(() => listens);
    await until(async () => {
      heard.clear();
      await first.person('ann').says('hello');
      return ['inbox', 'outbox', 'web:dm:ann'].every((topic) => heard.has(topic));
    });
    expect([...heard]).toEqual(expect.arrayContaining(['inbox', 'outbox', 'web:dm:ann']));
    await third.close();
  });

  it('number their tickets in one row, each number once, and none waits for another’s transaction', async () => {
    const { deskline } = first;
    const person = second.person('ann');
    await person.says('hello');
    const [conversation] = await deskline.db.read.select().from(deskline.db.tables.conversations);
    const tickets = createTicketService(deskline.db, deskline.content.policy);
    const opened = gate();
    const mayEnd = gate();
    const draft = {
      requesterId: conversation!.personId,
      conversationId: conversation!.id,
      title: 'VPN',
      description: 'VPN',
      type: 'network',
      impact: 'person' as const,
      urgency: 'normal' as const,
      answers: [],
      tried: [],
    };
    const cause = { actor: 'ann', at: MORNING, sourceEvent: null };
    const open = async (meanwhile: () => Promise<void>) =>
      deskline.db.transaction({}, async (tx) => {
        const { number } = await tickets.open(tx, draft, cause);
        await meanwhile();
        return number;
      });
    const slow = open(async () => {
      opened.open();
      await mayEnd.opened;
    });
    await opened.opened;
    // All of these are committed while the slow one is still open.
    const numbers = [];
    for (let n = 0; n < 5; n++) numbers.push(await open(async () => {}));
    mayEnd.open();
    numbers.push(await slow);
    expect(new Set(numbers).size).toBe(6);
  });
});
