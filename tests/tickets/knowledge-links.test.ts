import { afterEach, beforeEach, expect, it } from 'vitest';
import { createKnowledgeLinks } from '../../src/tickets/knowledge-links.ts';
import { bodyOf, openShelf, policy, starterOf, type Shelf } from '../knowledge/shelf.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { createTicketDesk, MORNING, type TicketDesk } from './setting.ts';

onEachDatabase('a ticket', (create) => {
  let database: TestDatabase;
  let shelf: Shelf;
  let desk: TicketDesk;
  beforeEach(async () => {
    database = await create();
    const starter = ['network-vpn', 'network-dns'].map((id) =>
      starterOf(id, bodyOf(id), MORNING + policy.validFor),
    );
    shelf = await openShelf(database.db, { starter });
    desk = await createTicketDesk(database.db);
    desk.service.listen(
      createKnowledgeLinks({ articles: shelf.articles, linksOfTicket: shelf.queries.linksOfTicket }),
    );
  });
  afterEach(() => database.drop());

  const links = async (id: string) =>
    (await shelf.queries.linksOfTicket(id)).map(({ articleId, kind }) => `${kind} ${articleId}`).toSorted();
  const signs = async (articleId: string) => (await shelf.queries.statsOf([articleId], 0)).get(articleId);
  const openAfter = (verdict: 'not-solved' | 'unanswered') =>
    database.db.transaction({}, (tx) =>
      desk.service.open(
        tx,
        {
          requesterId: 'ann',
          conversationId: 'ann-web',
          title: 'VPN',
          description: 'VPN',
          type: 'network',
          impact: 'person',
          urgency: 'normal',
          answers: [],
          tried: [{ articleId: 'network-vpn', title: 'VPN', verdict }],
        },
        { actor: 'ann', at: MORNING, sourceEvent: 1 },
      ),
    );

  it('is linked to what was tried before, and what was said of it counts', async () => {
    const { id } = await openAfter('not-solved');
    expect(await links(id)).toEqual(['tried network-vpn']);
    expect(await signs('network-vpn')).toMatchObject({ notSolved: 1 });
    await openAfter('unanswered');
    expect(await signs('network-vpn')).toMatchObject({ notSolved: 1 });
  });

  it('is linked to what was carried out and to what solved it; its requester’s word counts for that', async () => {
    const { id } = await desk.open();
    await desk.give(id, { do: 'claim' });
    await desk.give(id, { do: 'start-procedure', articleId: 'network-dns', steps: ['a'] });
    const resolution = { cause: 'x', steps: [], articleId: 'network-dns' };
    await desk.give(id, { do: 'resolve', resolution });
    expect(await links(id)).toEqual(['linked network-dns', 'solved-by network-dns']);
    expect(await signs('network-dns')).toMatchObject({ solved: 0 });
    await desk.give(id, { do: 'confirm' }, 'ann');
    expect(await signs('network-dns')).toMatchObject({ solved: 1 });
    await desk.give(id, { do: 'reopen', words: 'again' }, 'ann');
    expect(await links(id)).toEqual(['linked network-dns', 'tried network-dns']);
    expect(await signs('network-dns')).toMatchObject({ solved: 1, reopened: 1 });
    expect(shelf.base.byId('network-dns', 'en')?.validUntil).toBeLessThan(MORNING + policy.validFor);
  });

  it('whose solution failed says so of the article; silence says nothing', async () => {
    const { id } = await desk.open();
    await desk.give(id, { do: 'claim' });
    const resolution = { cause: 'x', steps: [], articleId: 'network-dns' };
    await desk.give(id, { do: 'resolve', resolution });
    await desk.give(id, { do: 'reject', words: 'no' }, 'ann');
    expect(await signs('network-dns')).toMatchObject({ notSolved: 1, solved: 0 });
    await desk.give(id, { do: 'resolve', resolution });
    await desk.give(id, { do: 'assume' }, 'bot');
    expect(await signs('network-dns')).toMatchObject({ notSolved: 1, solved: 0 });
    expect(await links(id)).toEqual(['solved-by network-dns', 'tried network-dns']);
  });
});
