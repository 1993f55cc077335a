import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StarterArticle } from '../../src/knowledge/articles.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { bodyOf, DAY, MORNING, openShelf, policy, starterOf, type Shelf } from './shelf.ts';

const vpn = starterOf('network-vpn', bodyOf('VPN drops'));
const wifi = starterOf('network-wifi', bodyOf('Wi-Fi is slow'), MORNING - DAY);

onEachDatabase('the articles of the content', (create) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.drop());

  const start = (...starter: StarterArticle[]): Promise<Shelf> => openShelf(database.db, { starter });
  const title = (shelf: Shelf, id = 'network-vpn') => shelf.base.byId(id, 'en')?.title;
  const edit = (shelf: Shelf, text: string) =>
    shelf.does(async (tx, at) => {
      const articleId = 'network-vpn';
      await shelf.articles.revise(tx, { articleId, body: bodyOf(text), author: 'wang' }, at);
      await shelf.articles.submit(tx, { articleId, by: 'wang' }, at);
      const [newest] = await shelf.queries.versions(articleId, tx);
      return shelf.articles.publish(tx, { articleId, n: newest?.n ?? 0, by: 'zhou' }, at);
    });

  it('are published at the first start, valid until their day, or from now where that is past', async () => {
    const shelf = await start(vpn, wifi);
    expect(shelf.base.all().map(({ id, validUntil }) => [id, validUntil])).toEqual([
      ['network-vpn', vpn.review],
      ['network-wifi', MORNING + policy.validFor],
    ]);
    expect(shelf.enqueued).toEqual(['network-vpn', 'network-wifi']);
    expect(await shelf.queries.article('network-vpn')).toMatchObject({
      origin: 'starter',
      authorId: 'bot',
      version: 1,
    });
  });

  it('are left alone at the next start, and by replicas that start at the same time', async () => {
    const shelves = await Promise.all([start(vpn, wifi), start(vpn, wifi)]);
    expect(shelves.map((shelf) => shelf.base.all().length)).toEqual([2, 2]);
    const later = await start(vpn, wifi);
    expect(later.enqueued).toEqual([]);
    expect(await later.queries.versions('network-vpn')).toHaveLength(1);
  });

  it('become a new version where their file was changed', async () => {
    await start(vpn);
    const shelf = await start(starterOf('network-vpn', bodyOf('VPN drops at noon')));
    expect(title(shelf)).toBe('VPN drops at noon');
    expect((await shelf.queries.versions('network-vpn')).map(({ n, state }) => [n, state])).toEqual([
      [2, 'published'],
      [1, 'superseded'],
    ]);
  });

  it('that people have edited stay theirs: a changed file waits beside, for a review, and it is logged', async () => {
    await edit(await start(vpn), 'As we do it here');
    const shelf = await start(starterOf('network-vpn', bodyOf('From the file')));
    expect(title(shelf)).toBe('As we do it here');
    expect((await shelf.queries.inReview(5)).map(({ version }) => version.body.texts.en?.title)).toEqual([
      'From the file',
    ]);
    expect(shelf.lines.filter(({ article }) => article === 'network-vpn')).toHaveLength(1);
    const again = await start(starterOf('network-vpn', bodyOf('From the file')));
    expect(await again.queries.versions('network-vpn')).toHaveLength(3);
  });

  it('whose file is gone are retired, unless people have edited them; a file that comes back too', async () => {
    await edit(await start(vpn, wifi), 'As we do it here');
    const without = await start();
    expect(without.base.all().map(({ id }) => id)).toEqual(['network-vpn']);
    const back = await start(wifi, starterOf('network-wifi', bodyOf('Wi-Fi, again')));
    expect(title(back, 'network-wifi')).toBe('Wi-Fi, again');
  });

  it('that people have retired aren’t brought back by their file', async () => {
    const shelf = await start(vpn);
    await shelf.does((tx, at) =>
      shelf.articles.retire(tx, { articleId: 'network-vpn', by: 'zhou', reason: 'no VPN any more' }, at),
    );
    const later = await start(starterOf('network-vpn', bodyOf('VPN drops at noon')));
    expect(later.base.all()).toEqual([]);
  });
});

onEachDatabase('the copy in memory', (create) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.drop());

  it('sees at once what its own process changes, and by looking what another one does', async () => {
    const { createLibrary } = await import('../../src/knowledge/library.ts');
    const shelf = await openShelf(database.db, { starter: [vpn, wifi] });
    const other = database.reopen();
    const copy = await createLibrary({ db: other, policy, now: () => MORNING });
    expect(await copy.follow()).toBe(false);
    await shelf.does((tx, at) =>
      shelf.articles.retire(tx, { articleId: 'network-vpn', by: 'zhou', reason: 'x' }, at),
    );
    expect(shelf.base.byId('network-vpn', 'en')).toBeUndefined();
    expect(copy.byId('network-vpn', 'en')?.id).toBe('network-vpn');
    expect(await copy.follow()).toBe(true);
    expect(copy.byId('network-vpn', 'en')).toBeUndefined();
    expect(await copy.follow()).toBe(false);
    await other.close();
  });

  it('gives the other language where one isn’t written, and first checks by type', async () => {
    const checks = starterOf('network-first-checks', bodyOf('First checks', { firstCheck: true }));
    const shelf = await openShelf(database.db, { starter: [checks] });
    expect(shelf.base.byId('network-first-checks', 'zh-CN')).toMatchObject({ locale: 'en' });
    expect(shelf.base.firstChecks('network', 'zh-CN')?.id).toBe('network-first-checks');
    expect(shelf.base.firstChecks('printer', 'en')).toBeUndefined();
  });
});
