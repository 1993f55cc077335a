import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createIndex } from '../src/search-index.ts';
import { loadSearchWords } from '../src/search/index.ts';
import { onEachDatabase, type TestDatabase } from './support/databases.ts';
import { createTicketDesk } from './tickets/setting.ts';

const words = loadSearchWords('prompts');
const log = pino({ enabled: false });

onEachDatabase('past tickets of a database without an index', (create) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.drop());

  const indexOf = () =>
    createIndex({ db: database.db, words, synonyms: { added: () => [] }, now: () => 0, log });
  const found = async () =>
    (await indexOf().search.search('VPN', { collection: 'tickets', limit: 9 })).length;
  const start = async () => {
    const index = indexOf();
    await index.begin();
    index.start();
    await index.idle();
    await index.stop();
  };

  it('are all indexed, also where one of them was before the first start was broken off', async () => {
    const desk = await createTicketDesk(database.db);
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) {
      const { id } = await desk.open();
      await desk.give(id, { do: 'claim' });
      await desk.give(id, { do: 'resolve', resolution: { cause: 'the router', steps: ['use a hotspot'] } });
      await desk.give(id, { do: 'confirm' }, 'ann');
      ids.push(id);
    }
    const brokenOff = indexOf();
    await database.db.transaction({}, (tx) =>
      brokenOff.enqueue(tx, { collection: 'tickets', key: ids[0] ?? '', at: 0 }),
    );
    await brokenOff.idle();
    expect(await found()).toBe(1);
    await start();
    expect(await found()).toBe(3);
  });
});
