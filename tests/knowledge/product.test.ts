import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Transaction } from '../../src/store/database.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { DAY, HOUR, openOffice, type Office } from '../support/office.ts';
import { bodyOf, policy } from './shelf.ts';

onEachDatabase('the knowledge of a running Deskline', (create) => {
  let database: TestDatabase;
  let office: Office;
  beforeEach(async () => {
    database = await create();
    // A SQLite database of its own is furnished already.
    office = await openOffice(database.db.kind === 'sqlite' ? {} : { databaseUrl: database.url });
  });
  afterEach(async () => {
    await office.close();
    await database.drop();
  });

  const does = async <T>(work: (tx: Transaction, at: number) => Promise<T>): Promise<T> => {
    const done = await office.deskline.db.transaction({}, (tx) => work(tx, office.now()));
    await office.deskline.settle();
    return done;
  };
  const find = async (query: string) =>
    (await office.deskline.services.knowledge.search(query, { locale: 'en', limit: 3 })).map(
      ({ article }) => article.id,
    );

  it('follows articles, words and past tickets at once, and ages by itself', async () => {
    const { articles, synonyms, cases, articleQueries } = office.deskline.services;
    const id = 'procurement-business-cards';
    expect(await find('order business cards')).not.toContain(id);
    await does(async (tx, at) => {
      const body = bodyOf('Order business cards', {
        type: 'procurement',
        text: { keywords: ['business cards'] },
      });
      await articles.draft(tx, { id, body, owner: 'wang-fang', author: 'wang-fang', origin: 'editor' }, at);
      await articles.submit(tx, { articleId: id, by: 'wang-fang' }, at);
      await articles.publish(tx, { articleId: id, n: 1, by: 'zhou-lan' }, at);
    });
    expect((await find('order business cards'))[0]).toBe(id);

    expect(await find('meishi')).not.toContain(id);
    await does((tx, at) => synonyms.add(tx, { words: ['meishi', 'business cards'], by: 'zhou-lan' }, at));
    expect((await find('meishi'))[0]).toBe(id);

    const ann = office.person('ann');
    await ann.says('the barcode scanner in the warehouse beeps three times and stops, talk to a human');
    const agent = office.agent('wang-fang', 'l1');
    await agent.opens();
    await agent.pressesOnCard('认领');
    await agent.says('解决 原因：电池老化 步骤：换电池');
    expect(await cases.like('barcode scanner beeps', { limit: 3 })).toEqual([]);
    await ann.presses('Solved');
    const found = await cases.like('barcode scanner beeps', { limit: 3 });
    expect(found.map(({ ticket }) => ticket.resolution?.cause)).toEqual(['电池老化']);

    const wait = async (ms: number) => {
      await office.pass(ms);
      await office.deskline.settle();
    };
    await wait(policy.validFor + HOUR);
    expect(await articleQueries.article(id)).toMatchObject({ state: 'due' });
    expect((await find('order business cards'))[0]).toBe(id);
    await wait(policy.retireAfter + DAY);
    expect(await articleQueries.article(id)).toMatchObject({ state: 'retired' });
    expect(await find('order business cards')).not.toContain(id);
    const { searchDocuments } = office.deskline.db.tables;
    const indexed = await office.deskline.db.read.select({ key: searchDocuments.key }).from(searchDocuments);
    expect(indexed.map(({ key }) => key)).not.toContain(id);
  });

  it('forgets what was asked after the time that desk.yaml gives it', async () => {
    const { db } = office.deskline;
    const asked = () => db.read.$count(db.tables.questions);
    await office.person('ann').says('the printer is jammed');
    expect(await asked()).toBe(1);
    await office.pass(181 * DAY);
    await office.deskline.settle();
    expect(await asked()).toBe(1);
    await office.pass(2 * DAY);
    await office.deskline.settle();
    expect(await asked()).toBe(0);
  });
});
