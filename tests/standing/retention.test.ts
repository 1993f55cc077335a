import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '../../src/runtime/id.ts';
import { createRetention } from '../../src/standing/retention.ts';
import type { Database } from '../../src/store/database.ts';
import { retentionPolicy } from '../../src/tickets/retention-policy.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-26T10:00:00+08:00');
const policy = retentionPolicy.parse({ questions: '30d', lessons: '60d', signs: '90d', modelCalls: '31d' });

onEachDatabase('what is kept beside tickets', (create) => {
  let database: TestDatabase;
  let db: Database;
  let told: object[];
  beforeEach(async () => {
    database = await create();
    db = database.db;
    told = [];
  });
  afterEach(() => database.drop());

  const run = () => {
    const job = createRetention({
      tables: db.tables,
      policy,
      log: { info: (counts: object) => told.push(counts) },
    });
    return db.transaction({}, (tx) => job.run(tx, NOW));
  };
  const insert = (work: Parameters<typeof db.transaction<void>>[1]) => db.transaction({}, work);
  const ask = (daysAgo: number, text: string) => {
    const at = NOW - daysAgo * DAY;
    return {
      id: newId(at),
      personId: 'ann',
      text,
      locale: 'en' as const,
      found: [],
      answer: 'none' as const,
      at,
    };
  };
  const gap = (id: string, daysAgo: number, state: 'open' | 'writing' | 'closed') => {
    const lastAt = NOW - daysAgo * DAY;
    return { id, title: id, locale: 'en' as const, state, count: 1, firstAt: lastAt, lastAt };
  };
  const sign = (daysAgo: number) => {
    const at = NOW - daysAgo * DAY;
    return { id: newId(at), articleId: 'vpn', version: 1, sign: 'solved' as const, personId: 'ann', at };
  };

  it('goes when its time is over, each kind after its own', async () => {
    const { questions, gaps, typeLessons, articleFeedback, keywordProposals, incidentReports } = db.tables;
    await insert(async (tx) => {
      await tx.insert(questions).values([ask(31, 'old'), ask(29, 'new')]);
      await tx
        .insert(gaps)
        .values([
          gap('old', 31, 'open'),
          gap('old-closed', 31, 'closed'),
          gap('being-written', 31, 'writing'),
          gap('new', 29, 'open'),
        ]);
      const lesson = (ticketId: string, daysAgo: number) => ({
        ticketId,
        text: 'x',
        type: 'network',
        via: 'confirmed' as const,
        at: NOW - daysAgo * DAY,
      });
      await tx.insert(typeLessons).values([lesson('old', 61), lesson('new', 59)]);
      await tx.insert(articleFeedback).values([sign(91), sign(89)]);
      const proposal = (words: string, daysAgo: number) => ({
        id: newId(NOW - daysAgo * DAY),
        articleId: 'vpn',
        locale: 'en' as const,
        words,
        at: NOW - daysAgo * DAY,
      });
      await tx.insert(keywordProposals).values([proposal('old', 61), proposal('new', 59)]);
      const report = (id: string, daysAgo: number) => ({
        id,
        personId: 'ann',
        features: ['service:vpn', 'symptom:down'],
        topic: 'service:vpn symptom:down',
        at: NOW - daysAgo * DAY,
      });
      await tx.insert(incidentReports).values([report('old', 31), report('new', 29)]);
    });

    expect(await run()).toBe(DAY);

    expect(told).toEqual([
      { questions: 1, gaps: 2, reports: 1, lessons: 1, proposals: 1, signs: 1, challenges: 0, modelCalls: 0 },
    ]);
    expect((await db.read.select().from(incidentReports)).map(({ id }) => id)).toEqual(['new']);
    expect((await db.read.select().from(questions)).map(({ text }) => text)).toEqual(['new']);
    expect((await db.read.select().from(gaps)).map(({ id }) => id).toSorted()).toEqual([
      'being-written',
      'new',
    ]);
    expect((await db.read.select().from(typeLessons)).map(({ ticketId }) => ticketId)).toEqual(['new']);
    expect((await db.read.select().from(articleFeedback)).map(({ at }) => (NOW - at) / DAY)).toEqual([89]);
    expect((await db.read.select().from(keywordProposals)).map(({ words }) => words)).toEqual(['new']);
  });

  it('goes a part at a time where it is much, so that nobody waits long', async () => {
    const { questions } = db.tables;
    const many = Array.from({ length: 700 }, (_, i) => ask(40, `question ${i}`));
    await insert(async (tx) => {
      await tx.insert(questions).values(many);
    });
    expect(await run()).toBeLessThan(DAY);
    expect(await db.read.$count(questions)).toBe(200);
    expect(await run()).toBe(DAY);
    expect(await db.read.$count(questions)).toBe(0);
    expect(await run()).toBe(DAY);
    expect(told).toHaveLength(2);
  });
});
