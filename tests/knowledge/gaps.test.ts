import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { duplicatesAmong, nearest, type Cluster } from '../../src/knowledge/gap-clusters.ts';
import { likeness, termsOf } from '../../src/knowledge/likeness.ts';
import type { NewQuestion } from '../../src/knowledge/questions.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { bodyOf, MORNING, openShelf, policy, type Shelf } from './shelf.ts';

const alike = (a: string, b: string) => likeness(termsOf(a), termsOf(b));

describe('two questions', () => {
  it.each([
    ['复印机怎么发传真', '请问复印机可以发传真吗'],
    ['複印機怎麼發傳真', '复印机怎么发传真'],
    ['how do I order business cards', 'I need to order new business cards'],
    ['ERP 报错 E4711', 'erp error E4711'],
  ])('%s / %s are counted together', (a, b) => expect(alike(a, b)).toBeGreaterThanOrEqual(policy.alike));

  it.each([
    ['复印机怎么发传真', '停车证怎么办理'],
    ['how do I order business cards', 'how do I book a parking space'],
    ['门禁卡丢了', '手机丢了'],
  ])('%s / %s are not', (a, b) => expect(alike(a, b)).toBeLessThan(policy.alike));

  it('are as alike one way as the other, and wholly alike to themselves', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(alike(a, b)).toBeCloseTo(alike(b, a), 10);
        expect(alike(a, a)).toBeCloseTo(termsOf(a).total === 0 ? 0 : 1, 10);
      }),
    );
  });
});

describe('clusters', () => {
  const cluster = (gapId: string, text: string, more: Partial<Cluster> = {}): Cluster => ({
    gapId,
    locale: 'en',
    type: null,
    texts: [text],
    ...more,
  });
  const asked = { text: 'order business cards', locale: 'en' as const, type: 'procurement' };

  it('of another language or another known type keep apart', () => {
    const find = (more: Partial<Cluster>) =>
      nearest(asked, [cluster('a', 'order my business cards', more)], policy.alike)?.gapId;
    expect([find({}), find({ type: 'procurement' }), find({ locale: 'zh-CN' })]).toEqual([
      'a',
      'a',
      undefined,
    ]);
    expect(nearest(asked, [cluster('b', 'order cards', { type: 'network' })], 0.8)).toBeUndefined();
  });

  it('that may be one are noticed, the most alike first', () => {
    const pairs = duplicatesAmong(
      [
        cluster('a', 'order business cards'),
        cluster('b', 'parking permit'),
        cluster('c', 'business cards order'),
      ],
      policy.alike,
    );
    expect(pairs).toEqual([{ a: 'a', b: 'c', score: 1 }]);
  });
});

onEachDatabase('questions', (create) => {
  let database: TestDatabase;
  let shelf: Shelf;
  beforeEach(async () => {
    database = await create();
    shelf = await openShelf(database.db);
  });
  afterEach(() => database.drop());

  let dialogues = 0;
  const ask = async (text: string, more: Partial<NewQuestion> = {}) => {
    const dialogueId = `d${++dialogues}`;
    shelf.pass(1);
    const row = {
      personId: 'ann',
      text,
      locale: 'en' as const,
      found: [],
      answer: 'none' as const,
      at: shelf.now(),
    };
    await shelf.does((tx) => shelf.questions.record(tx, { ...row, dialogueId, ...more }));
    return more.dialogueId ?? dialogueId;
  };
  const say = (dialogueId: string, verdict: 'solved' | 'not-solved' | 'thumbs-down', articleId?: string) =>
    shelf.does((tx, at) => shelf.questions.verdict(tx, { dialogueId, verdict, articleId }, at));
  const open = async () =>
    (await shelf.gaps.list({ state: 'open' })).map(({ title, count }) => `${title} ×${count}`);

  it("are kept without what is the asker's own or secret", async () => {
    await ask('VPN error 809, my password is Sommer2026! and my phone is 13800138000');
    await ask('邮件打不开，我的邮箱 li.lei@example.com', { locale: 'zh-CN' });
    expect((await open()).toSorted()).toEqual([
      'VPN error 809, my password is ••• and my phone is ••• ×1',
      '邮件打不开，我的邮箱 ••• ×1',
    ]);
    const kept = (await shelf.questions.since(0)).map(({ text }) => text).join('\n');
    expect(kept).not.toMatch(/Sommer|13800138000|li\.lei/);
  });

  it('without an answer are a gap at once, those alike counted together, the most asked first', async () => {
    await ask('how do I book a parking space');
    await ask('how do I order business cards');
    await ask('I need to order new business cards');
    await ask('名片怎么申请', { locale: 'zh-CN' });
    expect(await open()).toEqual([
      'how do I order business cards ×2',
      '名片怎么申请 ×1',
      'how do I book a parking space ×1',
    ]);
    const [gap] = await shelf.gaps.list({ state: 'open' });
    expect((await shelf.gaps.questionsOf(gap?.id ?? '')).map(({ text }) => text).toSorted()).toEqual([
      'I need to order new business cards',
      'how do I order business cards',
    ]);
  });

  it('with an answer are none; a bad answer makes them one, a solved one no more', async () => {
    const bad = await ask('vpn drops', { answer: 'article', articleId: 'network-vpn' });
    const disliked = await ask('printer jams', { answer: 'article', articleId: 'printer-jam' });
    const checks = await ask('screen flickers', { answer: 'first-checks' });
    expect(await open()).toEqual(['screen flickers ×1']);
    await say(bad, 'not-solved', 'network-vpn');
    await say(disliked, 'thumbs-down');
    await say(checks, 'solved');
    expect((await open()).toSorted()).toEqual(['printer jams ×1', 'vpn drops ×1']);
    await say(bad, 'not-solved', 'network-vpn');
    expect((await open()).toSorted()).toEqual(['printer jams ×1', 'vpn drops ×1']);
  });

  it('of one talk count once', async () => {
    const dialogueId = await ask('order business cards');
    await ask('order business cards please', { dialogueId });
    expect(await open()).toEqual(['order business cards ×1']);
  });

  it('lead to a draft that says what was asked; once it is published the gap is closed', async () => {
    await ask('how do I order business cards', { type: 'procurement' });
    const [gap] = await shelf.gaps.list({ state: 'open' });
    const gapId = gap?.id ?? '';
    await shelf.does((tx) => shelf.gaps.assign(tx, { gapId, ownerId: 'tom' }));
    const start = () => shelf.does((tx, at) => shelf.gaps.startArticle(tx, { gapId, author: 'wang' }, at));
    const made = await start();
    if (!('ok' in made)) throw new Error(made.refused);
    expect(made).toMatchObject({
      article: { origin: 'gap', type: 'procurement', state: 'draft' },
      version: { body: { texts: { en: { synonyms: ['how do I order business cards'] } } } },
    });
    expect(await start()).toEqual({ refused: 'being-written', articleId: made.article.id });
    expect((await shelf.gaps.list({ state: 'writing' })).map(({ id }) => id)).toEqual([gapId]);
    await ask('order my business cards');
    expect(await open()).toEqual([]);
    await shelf.does(async (tx, at) => {
      const articleId = made.article.id;
      await shelf.articles.revise(tx, { articleId, body: bodyOf('Business cards'), author: 'wang' }, at);
      await shelf.articles.submit(tx, { articleId, by: 'wang' }, at);
      await shelf.articles.publish(tx, { articleId, n: 1, by: 'zhou' }, at);
    });
    expect((await shelf.gaps.byId(gapId))?.state).toBe('closed');
  });

  it('that are the same after all are joined by hand, as they were noticed', async () => {
    await ask('visitor wifi');
    await ask('guest wifi voucher');
    const pairs = await shelf.gaps.duplicates();
    expect(pairs).toHaveLength(1);
    const { a, b } = pairs[0]!;
    expect(await shelf.does((tx) => shelf.gaps.merge(tx, { gapId: b, into: a }))).toBe(true);
    expect(await shelf.does((tx) => shelf.gaps.merge(tx, { gapId: b, into: a }))).toBe(false);
    expect((await shelf.gaps.list({ state: 'open' })).map(({ count }) => count)).toEqual([2]);
    expect(await shelf.gaps.questionsOf(a)).toHaveLength(2);
    expect(await shelf.does((tx) => shelf.gaps.close(tx, { gapId: a }))).toBe(true);
    expect(await open()).toEqual([]);
  });

  it('asked while two gaps become one are lost in neither', async () => {
    await ask('visitor wifi');
    await ask('guest wifi voucher');
    const { a, b } = (await shelf.gaps.duplicates())[0]!;
    const merging = shelf.does((tx) => shelf.gaps.merge(tx, { gapId: b, into: a }));
    await Promise.all([merging, ask('visitor wifi'), ask('guest wifi voucher')]);
    const counts = await shelf.gaps.list({ state: 'open' });
    const asked = await Promise.all(counts.map(async ({ id }) => (await shelf.gaps.questionsOf(id)).length));
    expect(counts.map(({ count }) => count)).toEqual(asked);
    expect(asked.reduce((sum, many) => sum + many, 0)).toBe(4);
  });

  it('that somebody writes for are not taken from him by a second draft', async () => {
    await ask('how do I order business cards', { type: 'procurement' });
    const [gap] = await shelf.gaps.list({ state: 'open' });
    const draft = (author: string) =>
      shelf.does((tx, at) =>
        shelf.articles.draft(
          tx,
          { body: bodyOf(`By ${author}`), owner: author, author, origin: 'gap', gapId: gap?.id },
          at,
        ),
      );
    const first = await draft('wang');
    await draft('tom');
    expect(await shelf.gaps.byId(gap?.id ?? '')).toMatchObject({
      ownerId: 'wang',
      articleId: 'ok' in first ? first.article.id : '',
    });
  });

  it('are read again for a replay', async () => {
    await ask('order business cards');
    expect((await shelf.questions.since(MORNING + 1)).map(({ text }) => text)).toEqual([
      'order business cards',
    ]);
    expect(await shelf.questions.since(MORNING + 2)).toEqual([]);
  });
});
