import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoPeople, NOON, printerBody, webWorld, type WebWorld } from './world.ts';

const HR_TICKET = 'HR-2026-000001';

let world: WebWorld;
beforeEach(async () => {
  const [ann] = demoPeople;
  if (!ann) throw new Error('The demo has people');
  const hana = { ...ann, id: 'hana', name: 'Hana', queues: ['hr'] };
  world = await webWorld({ people: [...demoPeople, hana] });
});
afterEach(() => world.close());

/** A draft about a ticket of another department, which `lin` has asked for. */
async function draftAboutHr(more: { author?: string; owner?: string } = {}) {
  const ticketId = await world.addTicket({ number: HR_TICKET, requesterId: 'lin', queue: 'hr-l1' });
  const saved = await world.deps.knowledge.changes.save({
    newId: 'pay',
    body: printerBody({ title: 'What Hana is paid' }),
    owner: 'hana',
    author: 'hana',
    origin: 'ticket',
    ticketId,
    ...more,
  });
  if ('refused' in saved) throw new Error(saved.refused);
}

describe('a draft about a ticket', () => {
  it('exists only for who may see the ticket as its agent, and for knowledge admins', async () => {
    await draftAboutHr();
    for (const [who, status] of [
      ['lin', 404],
      ['max', 404],
      ['hana', 200],
      ['zhou', 200],
    ] as const) {
      const { get } = world.as(who);
      const isSeen = status === 200;
      expect((await get('/knowledge/pay')).status).toBe(status);
      expect((await get('/knowledge/pay/edit')).status).toBe(status);
      expect((await get('/knowledge/pay/diff?from=1&to=1')).status).toBe(status);
      for (const list of ['/knowledge', '/knowledge?state=draft', '/knowledge?q=paid']) {
        expect((await (await get(list)).text()).includes('What Hana is paid')).toBe(isSeen);
      }
    }
    for (const step of ['edit', 'submit', 'verify']) {
      expect((await world.as('lin').keeps(`/knowledge/pay/${step}`)).status).toBe(404);
    }
  });

  it('is seen by who wrote it and by who answers for it', async () => {
    await draftAboutHr({ author: 'lin', owner: 'max' });
    expect((await world.as('lin').get('/knowledge/pay')).status).toBe(200);
    expect((await world.as('max').get('/knowledge/pay')).status).toBe(200);
  });

  it('is every agent’s to see once it was published', async () => {
    await draftAboutHr();
    const { changes } = world.deps.knowledge;
    await changes.submit({ articleId: 'pay', by: 'hana' });
    expect((await world.as('max').get('/knowledge/pay')).status).toBe(404);
    await changes.publish({ articleId: 'pay', n: 1, by: 'zhou' });
    expect((await world.as('max').get('/knowledge/pay')).status).toBe(200);
  });
});

describe('a new version of a published article that was begun from a ticket', () => {
  it('is seen by who may see the ticket, its author, its owner and knowledge admins, until it is published', async () => {
    const id = await world.addArticle(printerBody({ title: 'Payslips' }), { id: 'payslips' });
    const ticketId = await world.addTicket({ number: HR_TICKET, requesterId: 'lin', queue: 'hr-l1' });
    const body = printerBody({ title: 'What Hana is paid' });
    const { articles } = world.knowledge.parts;
    await world.db.transaction({}, (tx) =>
      articles.revise(tx, { articleId: id, body, author: 'hana', owner: 'max', ticketId }, NOON),
    );
    const sees = async (who: string) => {
      const { get } = world.as(who);
      const pages = [`/knowledge/${id}`, `/knowledge/${id}?v=2`, `/knowledge/${id}/diff?from=1&to=2`];
      const texts = await Promise.all(pages.map(async (path) => (await get(path)).text()));
      return texts.some((text) => text.includes('What Hana is paid'));
    };
    expect(await Promise.all(['lin', 'hana', 'max', 'zhou'].map(sees))).toEqual([false, true, true, true]);
    expect((await world.as('lin').get(`/knowledge/${id}`)).status).toBe(200);
    const edit = await world.as('lin').get(`/knowledge/${id}/edit`);
    expect(edit.status).toBe(403);
    expect(await edit.text()).toContain('Another department is changing this article');
    const { changes } = world.deps.knowledge;
    await changes.submit({ articleId: id, by: 'hana' });
    await changes.publish({ articleId: id, n: 2, by: 'zhou' });
    expect(await sees('lin')).toBe(true);
  });
});

describe('a draft', () => {
  it('is submitted by its author, its owner or a knowledge admin, and by nobody else', async () => {
    const { as, deps } = world;
    const submits = async (who: string, id: string) => {
      const answer = await as(who).keeps(`/knowledge/${id}/submit`);
      return answer.headers.get('location');
    };
    for (const [who, id, said] of [
      ['lin', 'by-author', 'submitted'],
      ['max', 'by-owner', 'submitted'],
      ['zhou', 'by-admin', 'submitted'],
      ['hana', 'by-other', 'not-author'],
    ] as const) {
      await world.addArticle(printerBody(), { id, author: 'lin', owner: 'max', until: 'draft' });
      const hasButton = (await (await as(who).get(`/knowledge/${id}`)).text()).includes(`/${id}/submit"`);
      expect(hasButton).toBe(said === 'submitted');
      expect(await submits(who, id)).toBe(`/knowledge/${id}?said=${said}`);
    }
    expect((await deps.knowledge.reads.article('by-other'))?.state).toBe('draft');
    const told = await (await as('hana').get('/knowledge/by-other?said=not-author')).text();
    expect(told).toContain('Only its author, its owner or a knowledge admin may submit it.');
  });
});
