import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMemorySearch } from '../../src/search/index.ts';
import type { SearchDocument } from '../../src/search/index.ts';
import { loadSearchWords } from '../../src/search/index.ts';
import { caseSource, createCaseKeeper, createCases } from '../../src/tickets/cases.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { createTicketDesk, MORNING, type TicketDesk } from './setting.ts';

const words = loadSearchWords('prompts');

onEachDatabase('past tickets', (create) => {
  let database: TestDatabase;
  let desk: TicketDesk;
  let enqueued: string[];
  beforeEach(async () => {
    database = await create();
    desk = await createTicketDesk(database.db);
    enqueued = [];
    desk.service.listen(createCaseKeeper(async (_tx, { key }) => void enqueued.push(key)));
  });
  afterEach(() => database.drop());

  const resolution = { cause: 'the router blocks UDP 500', steps: ['use a hotspot'] };
  const solve = async () => {
    const { id } = await desk.open();
    await desk.give(id, { do: 'claim' });
    await desk.give(id, { do: 'resolve', resolution });
    return id;
  };

  it('come into the index when their solution held, and go when they are reopened', async () => {
    const id = await solve();
    expect(enqueued).toEqual([]);
    await desk.give(id, { do: 'confirm' }, 'ann');
    expect(enqueued).toEqual([id]);
    const source = caseSource(database.db);
    expect(await source.load(id)).toMatchObject([
      { key: id, type: 'network', title: 'VPN', symptom: 'VPN 连不上，报错 809', locale: 'zh-CN' },
    ]);
    await desk.give(id, { do: 'finish' });
    expect(enqueued).toEqual([id]);
    await desk.give(id, { do: 'reopen', words: 'again' }, 'ann');
    expect(enqueued).toEqual([id, id]);
    expect(await source.load(id)).toEqual([]);
  });

  it('that were cancelled, or have no solution yet, are none', async () => {
    const { id } = await desk.open();
    await desk.give(id, { do: 'cancel' }, 'ann');
    expect(enqueued).toEqual([]);
    expect(await caseSource(database.db).load(id)).toEqual([]);
  });

  it('are all listed, and found by what they were about, but not for themselves', async () => {
    const held = [await solve(), await solve()];
    for (const id of held) await desk.give(id, { do: 'confirm' }, 'ann');
    await solve();
    const source = caseSource(database.db);
    const keys: string[] = [];
    for await (const key of source.keys()) keys.push(key);
    expect(keys).toEqual(held.toSorted());
    const documents: SearchDocument[] = [];
    for (const key of keys) documents.push(...(await source.load(key)));
    const memory = createMemorySearch({ words, productNames: [], documents });
    const search = { search: async (text: string, options: object) => memory.search(text, options) };
    const cases = createCases({ db: database.db, search });
    const found = await cases.like('vpn 809', { limit: 5 });
    expect(found.map(({ ticket }) => ticket.id).toSorted()).toEqual(held.toSorted());
    expect(found[0]?.why.length).toBeGreaterThan(0);
    const fresh = await desk.open(MORNING + 1);
    expect(await cases.like(fresh, { limit: 1 })).toHaveLength(1);
    const itself = await desk.queries.byId(held[0]!);
    expect((await cases.like(itself!, { limit: 5 })).map(({ ticket }) => ticket.id)).toEqual([held[1]]);
    expect(await cases.like('paper jam', { limit: 5 })).toEqual([]);
    expect(await cases.like('vpn 809', { limit: 5, type: 'printer' })).toEqual([]);
    expect(await cases.like('vpn 809', { limit: 5, queues: ['hr-l1'] })).toEqual([]);
    expect(await cases.like('vpn 809', { limit: 5, queues: ['hr-l1', fresh.queue] })).toHaveLength(2);
  });
});
