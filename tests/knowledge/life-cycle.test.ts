import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { bodyOf, DAY, MORNING, openShelf, policy, type Shelf } from './shelf.ts';

onEachDatabase('an article', (create) => {
  let database: TestDatabase;
  let shelf: Shelf;
  beforeEach(async () => {
    database = await create();
    shelf = await openShelf(database.db);
  });
  afterEach(() => database.drop());

  const draft = (body = bodyOf('VPN drops')) =>
    shelf.does((tx, at) =>
      shelf.articles.draft(tx, { body, owner: 'wang', author: 'wang', origin: 'editor' }, at),
    );
  const submit = (articleId = 'network-vpn-drops', by = 'wang') =>
    shelf.does((tx, at) => shelf.articles.submit(tx, { articleId, by }, at));
  const publish = (n = 1, by = 'zhou', articleId = 'network-vpn-drops') =>
    shelf.does((tx, at) => shelf.articles.publish(tx, { articleId, n, by }, at));
  const seen = () => shelf.base.byId('network-vpn-drops', 'en');

  it('is written, reviewed and published; only then it is given out', async () => {
    expect(await draft()).toMatchObject({ ok: true, article: { id: 'network-vpn-drops', state: 'draft' } });
    expect(await submit()).toMatchObject({
      article: { state: 'in-review' },
      version: { state: 'in-review' },
    });
    expect(seen()).toBeUndefined();
    expect(await publish()).toMatchObject({ ok: true, article: { state: 'published', version: 1 } });
    expect(seen()).toMatchObject({ version: 1, state: 'published', validUntil: MORNING + policy.validFor });
    expect(shelf.told).toEqual([
      'drafted network-vpn-drops',
      'submitted network-vpn-drops',
      'published network-vpn-drops',
    ]);
    expect(shelf.enqueued).toEqual(['network-vpn-drops']);
    const events = await shelf.queries.events('network-vpn-drops');
    expect(events.map(({ kind, actor }) => `${kind} by ${actor}`)).toEqual([
      'drafted by wang',
      'submitted by wang',
      'published by zhou',
    ]);
  });

  it('without scene, steps, risks or a word on related cases is not submitted, and it is said what lacks', async () => {
    await draft(bodyOf('VPN drops', { noRelated: false, text: { scene: ' ', steps: [], risks: '' } }));
    expect(await submit()).toEqual({
      refused: 'incomplete',
      missing: ['en.scene', 'en.steps', 'en.risks', 'related'],
    });
    expect(shelf.told).toEqual(['drafted network-vpn-drops']);
  });

  it('comes back to its author with a reason, and is submitted again', async () => {
    await draft();
    await submit();
    const back = await shelf.does((tx, at) =>
      shelf.articles.giveBack(
        tx,
        { articleId: 'network-vpn-drops', n: 1, by: 'zhou', reason: 'too short' },
        at,
      ),
    );
    expect(back).toMatchObject({
      article: { state: 'draft' },
      version: { state: 'returned', reason: 'too short' },
    });
    expect(shelf.happenings.at(-1)).toMatchObject({ kind: 'returned', reason: 'too short', actor: 'zhou' });
    await shelf.does((tx, at) =>
      shelf.articles.revise(
        tx,
        {
          articleId: 'network-vpn-drops',
          body: bodyOf('VPN drops', { text: { steps: ['a', 'b', 'c'] } }),
          author: 'wang',
        },
        at,
      ),
    );
    await submit();
    await publish();
    expect(seen()?.steps).toEqual(['a', 'b', 'c']);
  });

  it('has a new version written and reviewed beside the one that is given out', async () => {
    await draft();
    await submit();
    await publish();
    const revised = await shelf.does((tx, at) =>
      shelf.articles.revise(
        tx,
        {
          articleId: 'network-vpn-drops',
          body: bodyOf('VPN drops often'),
          author: 'chen',
          reason: 'new client',
        },
        at,
      ),
    );
    expect(revised).toMatchObject({
      article: { state: 'published', version: 1 },
      version: { n: 2, state: 'draft' },
    });
    await submit('network-vpn-drops', 'chen');
    expect(seen()?.title).toBe('VPN drops');
    await publish(2);
    expect(seen()).toMatchObject({ title: 'VPN drops often', version: 2 });
    const versions = await shelf.queries.versions('network-vpn-drops');
    expect(versions.map(({ n, state }) => [n, state])).toEqual([
      [2, 'published'],
      [1, 'superseded'],
    ]);
  });

  it('is published once: the second reviewer is refused, and so is one who looked at another version', async () => {
    await draft();
    await submit();
    expect(await publish(2)).toEqual({ refused: 'not-in-review' });
    const both = await Promise.all([publish(1, 'zhou'), publish(1, 'li')]);
    expect(both.filter((one) => 'ok' in one)).toHaveLength(1);
    expect(both.find((one) => 'refused' in one)).toMatchObject({
      refused: expect.stringMatching(/stale|not-in-review/) as string,
    });
    expect(shelf.told.filter((one) => one.startsWith('published'))).toHaveLength(1);
  });

  it('that was changed since an editor opened it is not written over', async () => {
    const made = await draft();
    const revision = 'ok' in made ? made.article.revision : -1;
    const save = () =>
      shelf.does((tx, at) =>
        shelf.articles.revise(
          tx,
          { articleId: 'network-vpn-drops', body: bodyOf('Another'), author: 'chen', revision },
          at,
        ),
      );
    expect(await save()).toMatchObject({ ok: true });
    expect(await save()).toEqual({ refused: 'stale' });
  });

  it('is verified, retired and restored; retired it is not given out from that moment on', async () => {
    await draft();
    await submit();
    await publish();
    shelf.pass(100 * DAY);
    await shelf.does((tx, at) =>
      shelf.articles.verify(tx, { articleId: 'network-vpn-drops', by: 'wang' }, at),
    );
    expect(seen()?.validUntil).toBe(shelf.now() + policy.validFor);
    const retire = () =>
      shelf.does((tx, at) =>
        shelf.articles.retire(tx, { articleId: 'network-vpn-drops', by: 'zhou', reason: 'old client' }, at),
      );
    expect(await retire()).toMatchObject({ ok: true });
    expect(seen()).toBeUndefined();
    expect(await retire()).toEqual({ refused: 'wrong-state' });
    await shelf.does((tx, at) =>
      shelf.articles.restore(tx, { articleId: 'network-vpn-drops', n: 1, by: 'zhou' }, at),
    );
    expect(seen()).toMatchObject({ version: 1, state: 'published' });
    expect(shelf.enqueued).toHaveLength(4);
  });

  it('gets an old version back as a new one; what was never reviewed doesn’t come back', async () => {
    await draft();
    await submit();
    await publish();
    const revise = (title: string) =>
      shelf.does((tx, at) =>
        shelf.articles.revise(
          tx,
          { articleId: 'network-vpn-drops', body: bodyOf(title), author: 'chen' },
          at,
        ),
      );
    await revise('Second');
    await submit();
    await publish(2);
    await revise('Never reviewed');
    const restore = (n: number) =>
      shelf.does((tx, at) =>
        shelf.articles.restore(tx, { articleId: 'network-vpn-drops', n, by: 'zhou' }, at),
      );
    expect(await restore(3)).toEqual({ refused: 'wrong-state' });
    expect(await restore(1)).toMatchObject({ version: { n: 4, body: bodyOf('VPN drops') } });
    expect(seen()).toMatchObject({ title: 'VPN drops', version: 4 });
  });

  describe('brings points', () => {
    const earned = async (personId: string) =>
      (await shelf.queries.pointsOf(personId)).map(({ reason, points }) => `${reason} ${points}`);

    it('when it is accepted, once; to nobody who accepts his own', async () => {
      await draft();
      await submit();
      await publish();
      expect(await earned('wang')).toEqual(['accepted 10']);
      await shelf.publishes(bodyOf('Printer jams', { type: 'printer' }), 'zhou');
      expect(await earned('zhou')).toEqual([]);
      expect(await shelf.queries.pointsTable(0)).toEqual([
        { personId: 'wang', points: 10, entries: 1, lastAt: MORNING },
      ]);
    });

    it('for who is found to be the same person as another', async () => {
      await shelf.publishes(bodyOf('VPN drops'));
      await shelf.does((tx, at) =>
        tx
          .insert(database.db.tables.people)
          .values({ id: 'wang', name: 'Wang', profile: {}, createdAt: at, mergedInto: 'wang-fang' }),
      );
      expect(await earned('wang-fang')).toEqual(['accepted 10']);
      expect((await shelf.queries.pointsTable(0)).map(({ personId }) => personId)).toEqual(['wang-fang']);
    });

    it('for verifying what is near its end, not for what is fresh', async () => {
      const id = await shelf.publishes(bodyOf('VPN drops'));
      const verify = () =>
        shelf.does((tx, at) => shelf.articles.verify(tx, { articleId: id, by: 'tom' }, at));
      await verify();
      expect(await earned('tom')).toEqual([]);
      shelf.pass(policy.validFor - policy.remindBefore);
      await verify();
      await verify();
      expect(await earned('tom')).toEqual(['verified 2']);
    });
  });

  it('is listed with its newest version, by state, type, owner and end', async () => {
    await shelf.publishes(bodyOf('VPN drops'));
    await draft(bodyOf('Printer jams', { type: 'printer' }));
    const all = await shelf.queries.list({ limit: 10, offset: 0 });
    expect(all.total).toBe(2);
    const { rows } = await shelf.queries.list({ states: ['draft'], type: 'printer', limit: 10, offset: 0 });
    expect(rows.map(({ article, version }) => [article.id, version.n])).toEqual([['printer-jams', 1]]);
    expect(await shelf.queries.list({ owner: 'nobody', limit: 10, offset: 0 })).toEqual({
      rows: [],
      total: 0,
    });
    expect(await shelf.queries.countByState()).toEqual(
      new Map([
        ['draft', 1],
        ['published', 1],
      ]),
    );
    expect(
      (await shelf.queries.dueSoon(shelf.now() + 200 * DAY, 5)).map(({ article }) => article.id),
    ).toEqual(['network-vpn-drops']);
    await submit('printer-jams');
    expect((await shelf.queries.inReview(5)).map(({ article }) => article.id)).toEqual(['printer-jams']);
  });

  it('that failed to be changed leaves nothing behind', async () => {
    const failing = shelf.does(async (tx, at) => {
      await shelf.articles.draft(tx, { body: bodyOf('Lost'), owner: 'x', author: 'x', origin: 'editor' }, at);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await shelf.queries.article('network-lost')).toBeUndefined();
  });
});
