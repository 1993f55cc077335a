import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { onDatabase, type TestDatabase } from '../support/databases.ts';
import { until } from '../support/until.ts';

onDatabase('postgres', 'signals', (create) => {
  let test: TestDatabase;
  let here: Database;
  let there: Database;
  let heardHere: string[];
  let heardThere: string[];
  let gaps: number;

  beforeEach(async () => {
    test = await create();
    here = test.db;
    there = test.reopen();
    heardHere = [];
    heardThere = [];
    gaps = 0;
    here.signals.listen((topic) => heardHere.push(topic));
    there.signals.listen((topic) => heardThere.push(topic), { onGap: () => gaps++ });
    await until(() => gaps === 1);
    // Said again until both listen.
    await until(() => {
      here.signals.send('are you there');
      there.signals.send('are you there');
      return heardHere.length > 0 && heardThere.length > 0;
    });
  });
  afterEach(async () => {
    await there.close();
    await test.drop();
  });

  it('reach the other process and not the one that sends them, each topic once', async () => {
    heardHere = [];
    heardThere = [];
    for (let n = 0; n < 50; n++) here.signals.send('inbox');
    here.signals.send('web:dm:ann');
    await until(() => heardThere.includes('web:dm:ann'));
    expect(heardThere.filter((topic) => topic === 'inbox')).toHaveLength(1);
    expect(heardHere).not.toContain('inbox');
  });

  it('may be more than one notification can carry', async () => {
    const topics = Array.from({ length: 500 }, (_, n) => `web:channel ${n} ${'长'.repeat(20)}`);
    for (const topic of topics) here.signals.send(topic);
    await until(() => heardThere.length >= topics.length);
    expect(heardThere).toEqual(expect.arrayContaining(topics));
  });

  it('come again after the connection was cut, and who listens learns that he may have missed some', async () => {
    const client = new pg.Client({ connectionString: test.url });
    await client.connect();
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity ' +
        'where datname = current_database() and pid <> pg_backend_pid()',
    );
    await client.end();
    await until(() => gaps === 2);
    heardThere = [];
    await until(() => {
      here.signals.send('after the cut');
      return heardThere.length > 0;
    });
    expect(heardThere).toContain('after the cut');
  });
});
