import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshnessDue, givenAs, validAfter } from '../../src/knowledge/freshness.ts';
import { articleSigns, type ArticleSign } from '../../src/store/schema.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { bodyOf, DAY, openShelf, policy, type Shelf } from './shelf.ts';

const BAD = ['not-solved', 'thumbs-down', 'reopened'] as const;
const GOOD = ['solved', 'thumbs-up'] as const;
const NOW = 1_800_000_000_000;
const after = (left: number, sign: ArticleSign) =>
  validAfter({ validUntil: NOW + left, sign, now: NOW }, policy) - NOW;
const lefts = fc.integer({ min: 1, max: 2 * policy.validFor });

describe('a sign', () => {
  it('that is bad takes some of the time left, and never all at once', () => {
    fc.assert(
      fc.property(lefts, fc.constantFrom(...BAD), (left, sign) => {
        expect(after(left, sign)).toBeLessThan(left);
        expect(after(left, sign)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('that is good gives time back, never beyond the full time from now', () => {
    fc.assert(
      fc.property(lefts, fc.constantFrom(...GOOD), (left, sign) => {
        expect(after(left, sign)).toBeGreaterThanOrEqual(left);
        expect(after(left, sign)).toBeLessThanOrEqual(Math.max(left, policy.validFor));
      }),
    );
  });

  it('counts the more the worse it is: reopened, thumbs down, not solved', () => {
    const full = policy.validFor;
    expect(BAD.map((sign) => Math.round((1 - after(full, sign) / full) * 100))).toEqual([10, 15, 30]);
    expect(after(full / 2, 'solved')).toBe(full / 2 + Math.round(full / 2 / 20));
  });

  it('in any order keeps the end between now and the full time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: policy.validFor }),
        fc.array(fc.constantFrom(...articleSigns), { maxLength: 60 }),
        (left, signs) => {
          const end = signs.reduce((time, sign) => after(time, sign), left);
          expect(end).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(policy.validFor);
        },
      ),
    );
  });

  it('never brings back what is past its end', () => {
    for (const sign of articleSigns) {
      expect(validAfter({ validUntil: NOW - 1, sign, now: NOW }, policy)).toBe(NOW - 1);
    }
  });
});

describe('the age of an article', () => {
  it('is followed from one step to the next as time goes on, and what is retired is never given out', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), (days) => {
        const validUntil = NOW - days * DAY;
        const row = { state: 'published' as const, validUntil, remindedAt: null };
        const expected =
          days >= 30
            ? [undefined, 'retire']
            : days >= 0
              ? ['due', 'due']
              : ['published', days >= -14 ? 'remind' : undefined];
        expect([givenAs(row, NOW, policy), freshnessDue(row, NOW, policy)]).toEqual(expected);
      }),
    );
  });

  it('asks for nothing twice', () => {
    const validUntil = NOW + DAY;
    expect(
      freshnessDue({ state: 'published', validUntil, remindedAt: NOW - 1 }, NOW, policy),
    ).toBeUndefined();
    expect(
      freshnessDue({ state: 'due', validUntil: NOW - DAY, remindedAt: null }, NOW, policy),
    ).toBeUndefined();
    expect(
      freshnessDue({ state: 'retired', validUntil: NOW - 99 * DAY, remindedAt: null }, NOW, policy),
    ).toBeUndefined();
  });
});

onEachDatabase('articles that grow old', (create) => {
  let database: TestDatabase;
  let shelf: Shelf;
  let id: string;
  beforeEach(async () => {
    database = await create();
    shelf = await openShelf(database.db);
    id = await shelf.publishes(bodyOf('VPN drops'));
    shelf.told.length = 0;
  });
  afterEach(() => database.drop());

  const look = () => shelf.does((tx, at) => shelf.freshness.run(tx, at));
  const given = () => shelf.base.byId(id, 'en')?.state;

  it('are told of before their end, are due at it, and retired after it, each once', async () => {
    shelf.pass(policy.validFor - policy.remindBefore - 1);
    expect(await look()).toEqual({ reminded: 0, due: 0, retired: 0 });
    shelf.pass(1);
    expect(await look()).toEqual({ reminded: 1, due: 0, retired: 0 });
    expect(await look()).toEqual({ reminded: 0, due: 0, retired: 0 });
    shelf.pass(policy.remindBefore);
    expect(given()).toBe('due');
    expect(await look()).toEqual({ reminded: 0, due: 1, retired: 0 });
    shelf.pass(policy.retireAfter);
    // The clock alone decides what is given out, whether anything has run or not.
    expect(given()).toBeUndefined();
    expect(await look()).toEqual({ reminded: 0, due: 0, retired: 1 });
    expect(shelf.told).toEqual([`reminded ${id}`, `due ${id}`, `retired ${id}`]);
    expect(await shelf.queries.article(id)).toMatchObject({ state: 'retired' });
  });

  it('are done once by two that look at the same time', async () => {
    shelf.pass(policy.validFor);
    await Promise.all([look(), look()]);
    expect(shelf.told).toEqual([`due ${id}`]);
  });

  it('live shorter by what people say, once a day from each, and longer by success', async () => {
    const start = shelf.base.byId(id, 'en')?.validUntil ?? 0;
    const sign = (personId: string, what: ArticleSign) =>
      shelf.does((tx, at) => shelf.articles.sign(tx, { articleId: id, sign: what, personId }, at));
    expect(await sign('ann', 'not-solved')).toEqual({ counted: true });
    expect(await sign('ann', 'not-solved')).toEqual({ counted: false });
    const once = shelf.base.byId(id, 'en')?.validUntil ?? 0;
    expect(once).toBe(start - policy.validFor / 10);
    await sign('li', 'shown');
    expect(shelf.base.byId(id, 'en')?.validUntil).toBe(once);
    await sign('li', 'solved');
    expect(shelf.base.byId(id, 'en')?.validUntil).toBeGreaterThan(once);
    shelf.pass(DAY);
    expect(await sign('ann', 'not-solved')).toEqual({ counted: true });
    const stats = await shelf.queries.statsOf([id], 0);
    expect(stats.get(id)).toMatchObject({ shown: 1, solved: 1, notSolved: 2, reopened: 0 });
  });

  it('change once a day by what one person says, however often he turns his thumb; the last one is shown', async () => {
    const validUntil = () => shelf.base.byId(id, 'en')?.validUntil ?? 0;
    const start = validUntil();
    const ann = (sign: ArticleSign) =>
      shelf.does((tx, at) => shelf.articles.sign(tx, { articleId: id, sign, personId: 'ann' }, at));
    const thumbs = async () => (await shelf.queries.statsOf([id], 0)).get(id);
    await ann('shown');
    await ann('thumbs-down');
    const once = validUntil();
    expect(once).toBeLessThan(start);
    for (const sign of ['thumbs-up', 'thumbs-down', 'thumbs-up', 'solved', 'not-solved'] as const) {
      shelf.pass(DAY / 10);
      await ann(sign);
      expect(validUntil()).toBe(once);
    }
    expect(await thumbs()).toMatchObject({ thumbsUp: 1, thumbsDown: 0, solved: 1, notSolved: 1 });
    await ann('reopened');
    expect(validUntil()).toBeLessThan(once);

    const reopened = validUntil();
    shelf.pass(DAY);
    await ann('thumbs-down');
    expect(validUntil()).toBeLessThan(reopened);
    expect(await thumbs()).toMatchObject({ thumbsUp: 0, thumbsDown: 1 });
  });

  it('count every sign, however many come at once', async () => {
    const people = ['a', 'b', 'c', 'd'];
    await Promise.all(
      people.map((personId) =>
        shelf.does((tx, at) => shelf.articles.sign(tx, { articleId: id, sign: 'reopened', personId }, at)),
      ),
    );
    const left = (shelf.base.byId(id, 'en')?.validUntil ?? 0) - shelf.now();
    expect(left / policy.validFor).toBeCloseTo(0.7 ** 4, 3);
  });
});
