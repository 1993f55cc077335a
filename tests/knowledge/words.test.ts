import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSynonyms } from '../../src/knowledge/synonyms.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { bodyOf, openShelf, type Shelf } from './shelf.ts';

describe('synonyms', () => {
  it('are words between equals signs, each once', () => {
    expect(parseSynonyms('wifi = 无线 = WLAN')).toEqual(['wifi', '无线', 'WLAN']);
    expect(parseSynonyms(' wifi＝Wi-Fi = WIFI = 無線=无线 ')).toEqual(['wifi', 'Wi-Fi', '無線']);
  });

  it.each([
    ['', 'nothing'],
    ['wifi', 'one-word-only'],
    ['wifi = WIFI', 'one-word-only'],
    [`a = ${'b'.repeat(41)}`, 'too-long'],
    [Array.from({ length: 21 }, (_, i) => `w${i}`).join('='), 'too-many'],
  ])('%j are %s', (text, mistake) => expect(parseSynonyms(text)).toEqual({ mistake }));
});

onEachDatabase('words', (create) => {
  let database: TestDatabase;
  let shelf: Shelf;
  let id: string;
  beforeEach(async () => {
    database = await create();
    shelf = await openShelf(database.db);
    id = await shelf.publishes(bodyOf('VPN drops'));
  });
  afterEach(() => database.drop());

  it('that mean the same are there at once, beside those of the content, and in another process by looking', async () => {
    const before = shelf.synonyms.added();
    expect(shelf.synonyms.added()).toBe(before);
    const group = await shelf.does((tx, at) =>
      shelf.synonyms.add(tx, { words: ['wifi', '无线'], by: 'zhou' }, at),
    );
    expect(shelf.synonyms.added()).toEqual([['wifi', '无线']]);
    expect(shelf.synonyms.all().map(({ words, addedBy }) => [words, addedBy])).toEqual([
      [['teams', '团队'], undefined],
      [['wifi', '无线'], 'zhou'],
    ]);
    const other = await openShelf(database.reopen());
    expect(other.synonyms.added()).toHaveLength(1);
    const id = 'id' in group ? group.id : '';
    const remove = () => shelf.does((tx) => shelf.synonyms.remove(tx, { id, by: 'zhou' }));
    expect([await remove(), await remove()]).toEqual([true, false]);
    expect(shelf.synonyms.added()).toEqual([]);
    await other.synonyms.follow();
    expect(other.synonyms.added()).toEqual([]);
    await other.db.close();
  });

  it('that mean the same already are refused, whoever taught them', async () => {
    const add = (...words: string[]) =>
      shelf.does((tx, at) => shelf.synonyms.add(tx, { words, by: 'zhou' }, at));
    expect(await add('团队', 'TEAMS')).toEqual({ mistake: 'known' });
    expect(await add('wifi', '无线', 'WLAN')).toMatchObject({ addedBy: 'zhou' });
    expect(await add('WLAN', 'wifi')).toEqual({ mistake: 'known' });
    expect(await add('WLAN', 'wireless')).toMatchObject({ addedBy: 'zhou' });
  });

  it('that mean the same are no more than a search can bear', async () => {
    const { synonyms } = database.db.tables;
    const many = Array.from({ length: 1_000 }, (_, i) => ({
      id: `s${i}`,
      words: [`a${i}`, `b${i}`],
      addedBy: 'zhou',
      at: 1,
    }));
    await shelf.does(async (tx) => {
      await tx.insert(synonyms).values(many);
    });
    await shelf.synonyms.follow();
    expect(
      await shelf.does((tx, at) => shelf.synonyms.add(tx, { words: ['x', 'y'], by: 'zhou' }, at)),
    ).toEqual({ mistake: 'no-room' });
  });

  const propose = (...words: string[]) =>
    shelf.does((tx, at) =>
      shelf.articles.proposeKeywords(
        tx,
        words.map((one) => ({ articleId: id, locale: 'en' as const, words: one, ticketId: 't1' })),
        at,
      ),
    );
  const pending = async () => shelf.queries.keywordProposals('pending');
  const decide = (proposal: string, accept: boolean) =>
    shelf.does((tx, at) => shelf.articles.decideKeyword(tx, { id: proposal, accept, by: 'zhou' }, at));

  it('of requesters are proposed once, and not those that the article has', async () => {
    expect(await propose('tunnel keeps dying', 'Tunnel is down', 'VPN')).toBe(1);
    expect(await propose('tunnel keeps dying')).toBe(0);
    expect((await pending()).map(({ words }) => words)).toEqual(['tunnel keeps dying']);
  });

  it('of requesters are not proposed where they tell who he is, or a secret', async () => {
    expect(await propose('call me at 13800138000', 'my password is Sommer2026!')).toBe(0);
    expect(await pending()).toEqual([]);
  });

  it('that are accepted are in the article at once, as a version of it, and stay in what is being written', async () => {
    await propose('tunnel keeps dying');
    await shelf.does((tx, at) =>
      shelf.articles.revise(tx, { articleId: id, body: bodyOf('VPN drops a lot'), author: 'wang' }, at),
    );
    const [proposal] = await pending();
    expect(await decide(proposal?.id ?? '', true)).toEqual({ ok: true });
    expect(shelf.base.byId(id, 'en')).toMatchObject({
      title: 'VPN drops',
      synonyms: ['tunnel is down', 'tunnel keeps dying'],
      version: 3,
    });
    expect(shelf.enqueued).toEqual([id, id]);
    const open = (await shelf.queries.versions(id)).find(({ state }) => state === 'draft');
    expect(open?.body.texts.en?.synonyms).toContain('tunnel keeps dying');
    expect(await decide(proposal?.id ?? '', false)).toEqual({ refused: 'decided' });
  });

  it('that are rejected are never proposed again', async () => {
    await propose('it is all broken');
    const [proposal] = await pending();
    await decide(proposal?.id ?? '', false);
    expect(await propose('it is all broken')).toBe(0);
    expect(shelf.base.byId(id, 'en')?.synonyms).toEqual(['tunnel is down']);
  });
});
