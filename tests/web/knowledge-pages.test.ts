import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOON, printerBody, webWorld, type WebWorld } from './world.ts';

const DAY = 86_400_000;

let world: WebWorld;
beforeAll(async () => {
  world = await webWorld();
  const { parts } = world.knowledge;
  await world.addArticle(printerBody(), { id: 'jam' });
  await world.addArticle(printerBody({ title: 'No tunnel', symptom: 'The VPN ends' }, { type: 'network' }), {
    id: 'vpn',
    owner: 'max',
  });
  await world.addArticle(printerBody({ title: 'Streaks', symptom: 'Grey lines' }), {
    id: 'streaks',
    until: 'in-review',
  });
  await world.addTicket({ number: 'IT-2026-000001', requesterId: 'ann', queue: 'it-l1' });
  await world.addTicket({ number: 'IT-2026-000002', requesterId: 'bob', queue: 'it-l1' });
  await world.addTicket({
    number: 'HR-2026-000001',
    requesterId: 'bob',
    queue: 'hr-l1',
    title: 'Salary statement',
    answers: [{ key: 'device', label: {}, value: 'Secret device', shown: 'Secret device' }],
  });
  await world.db.transaction({}, async (tx) => {
    for (const number of ['IT-2026-000001', 'IT-2026-000002', 'HR-2026-000001']) {
      const link = { ticketId: `t-${number}`, articleId: 'jam', actor: 'lin' };
      await parts.articles.link(tx, { ...link, kind: 'tried' }, NOON);
    }
    await parts.articles.link(
      tx,
      { ticketId: 't-IT-2026-000001', articleId: 'jam', kind: 'solved-by', actor: 'lin' },
      NOON,
    );
    await parts.articles.sign(tx, { articleId: 'jam', sign: 'shown', personId: 'ann' }, NOON);
    await parts.articles.sign(tx, { articleId: 'jam', sign: 'solved', personId: 'ann' }, NOON);
  });
});
afterAll(() => world.close());

const read = async (who: string | undefined, path: string) => (await world.as(who).get(path)).text();

describe('the list of articles', () => {
  it('has what the bot gives out, for employees and for whoever has not said who he is', async () => {
    for (const who of ['ann', undefined]) {
      const html = await read(who, '/knowledge');
      expect(html).toContain('Paper jam');
      expect(html).toContain('2 articles');
      expect(html).not.toContain('Streaks');
      expect(html).not.toContain('href="/knowledge/new"');
    }
  });

  it('has drafts and reviews for agents, with counts, owner and validity', async () => {
    const html = await read('lin', '/knowledge');
    expect(html).toContain('Streaks');
    expect(html).toMatch(/In review <span class="count quiet">1</);
    expect(html).toMatch(/Published <span class="count quiet">2</);
    expect(html).toContain('Max Weber');
    expect(html).toContain('href="/knowledge/new"');
  });

  it.each([
    ['type=network', ['No tunnel'], ['Paper jam', 'Streaks']],
    ['state=in-review', ['Streaks'], ['Paper jam', 'No tunnel']],
    ['owner=max', ['No tunnel'], ['Paper jam', 'Streaks']],
    ['q=Grey', ['Streaks'], ['Paper jam', 'No tunnel']],
    ['q=Paper', ['Paper jam'], ['No tunnel']],
    ['fresh=over', [], ['Paper jam', 'No tunnel', 'Streaks']],
    ['fresh=fresh', ['Paper jam', 'No tunnel'], ['Streaks']],
  ])('is narrowed by %s', async (query, present, absent) => {
    const html = await read('lin', `/knowledge?${query}`);
    for (const title of present) expect(html).toContain(title);
    for (const title of absent) expect(html).not.toContain(title);
  });

  it('takes any query without falling over', async () => {
    for (const query of [
      'page=-1',
      'page=1e9',
      'page=x',
      'state=none',
      'type=%00',
      'lang=xx',
      `q=${'x'.repeat(900)}`,
    ]) {
      expect({ query, status: (await world.as('lin').get(`/knowledge?${query}`)).status }).toEqual({
        query,
        status: 200,
      });
    }
  });
});

describe('the page of an article', () => {
  it('shows an employee the article and nothing of how it is kept', async () => {
    const html = await read('ann', '/knowledge/jam');
    expect(html).toContain('Switch it <strong>off</strong>');
    for (const inside of ['IT-2026-000001', 'What happened', 'Versions', '/edit', 'Retire'])
      expect(html).not.toContain(inside);
  });

  it('shows an agent how it does, and only the tickets that he may see', async () => {
    const html = await read('lin', '/knowledge/jam');
    expect(html).toMatch(/<dt>Shown<\/dt><dd>1<\/dd>/);
    expect(html).toMatch(/<dt>Solved<\/dt><dd>1<\/dd>/);
    expect(html).toContain('IT-2026-000001');
    expect(html).toContain('solved by it');
    expect(html).not.toContain('HR-2026-000001');
    expect(html).not.toContain('Salary statement');
    expect(html).toContain('1 more that you may not see');
  });

  it('compares any two versions, field by field and word by word', async () => {
    const { deps } = world.knowledge;
    await deps.changes.save({
      articleId: 'vpn',
      body: printerBody(
        { title: 'No tunnel', symptom: 'The VPN ends', steps: ['Switch it **on**', 'Pull the paper out'] },
        { type: 'network' },
      ),
      owner: 'max',
      author: 'lin',
      origin: 'editor',
    });
    const html = await read('lin', '/knowledge/vpn/diff?from=1&to=2');
    expect(html).toContain('Steps (English)');
    expect(html).toContain('<del>off</del><ins>on</ins>');
    expect(html).not.toContain('Risks (English)');
    expect(await read('lin', '/knowledge/vpn')).toContain('See what version 2 changes');
    expect(await read('ann', '/knowledge/vpn')).toContain('<strong>off</strong>');
    for (const query of ['', '?from=1', '?from=1&to=9', '?from=a&to=b']) {
      expect((await world.as('lin').get(`/knowledge/vpn/diff${query}`)).status).toBe(404);
    }
  });

  it('remarks that nobody has checked it in time, and is gone when that lasts', async () => {
    const { clock } = world;
    expect(await read('ann', '/knowledge/jam')).not.toContain('Nobody has checked');
    clock.now = NOON + 190 * DAY;
    expect(await read('ann', '/knowledge/jam')).toContain('Nobody has checked this article in time');
    expect(await read('zhou', '/knowledge/review')).toMatch(/To be verified <span class="count quiet">2</);
    clock.now = NOON + 230 * DAY;
    expect((await world.as('ann').get('/knowledge/jam')).status).toBe(404);
    clock.now = NOON;
  });

  it('can be had as a file of the content folder', async () => {
    const file = await world.as('lin').get('/knowledge/jam/markdown?lang=en');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="jam.en.md"');
    expect(await file.text()).toContain('1. Switch it **off**');
    expect((await world.as('lin').get('/knowledge/nothing/markdown')).status).toBe(404);
  });
});

describe('the graph', () => {
  const graphOf = async (who: string, query = '') =>
    (await (await world.as(who).get(`/api/knowledge/graph${query}`)).json()) as {
      nodes: { id: string; name: string; href?: string; x: number; y: number }[];
      links: { source: string; target: string; kind: string }[];
    };
  const ids = async (who: string, query = '') => (await graphOf(who, query)).nodes.map(({ id }) => id);

  it('has the tickets that its reader may see, and nothing of the others', async () => {
    const agents = await ids('lin');
    expect(agents).toEqual(
      expect.arrayContaining(['article:jam', 'ticket:IT-2026-000001', 'ticket:IT-2026-000002']),
    );
    const employees = await ids('ann');
    expect(employees).toEqual(expect.arrayContaining(['article:jam', 'ticket:IT-2026-000001']));
    expect(employees).not.toContain('ticket:IT-2026-000002');
    for (const who of ['lin', 'ann']) {
      const all = JSON.stringify(await graphOf(who));
      expect(all).not.toMatch(/HR-2026|Salary|Secret device|Streaks/);
    }
  });

  it('shows the neighbourhood of a ticket to those who may see the ticket', async () => {
    expect(await ids('lin', '?ticket=IT-2026-000001')).toEqual(
      expect.arrayContaining(['ticket:IT-2026-000001', 'article:jam', 'type:printer']),
    );
    expect(await ids('lin', '?ticket=IT-2026-000001')).not.toContain('article:vpn');
    expect((await world.as('bob').get('/api/knowledge/graph?ticket=IT-2026-000001')).status).toBe(404);
    expect((await world.as('lin').get('/knowledge/graph?ticket=HR-2026-000001')).status).toBe(404);
    expect(await ids('lin', '?around=ticket:HR-2026-000001')).toEqual([]);
  });

  it('leads to articles and tickets, and says the same as a table', async () => {
    const { nodes } = await graphOf('lin');
    expect(nodes.find(({ id }) => id === 'article:jam')?.href).toBe('/knowledge/jam');
    expect(nodes.find(({ id }) => id === 'ticket:IT-2026-000001')?.href).toBe('/tickets/IT-2026-000001');
    const html = await read('lin', '/knowledge/graph');
    expect(html).toMatch(/<a href="\/knowledge\/jam">Paper jam<\/a>/);
    expect(html).toContain('<a class="block number" href="/tickets/IT-2026-000001">');
  });

  it('is linked from the ticket, beside what is known about it', async () => {
    const html = await read('lin', '/tickets/IT-2026-000001');
    expect(html).toContain('href="/knowledge/graph?ticket=IT-2026-000001"');
    expect(html).toContain('href="/knowledge/new?ticket=IT-2026-000001"');
    expect(html).toContain('solved by it');
    expect(html).toContain('shown 1 times, solved 1');
    expect(await read('ann', '/tickets/IT-2026-000001')).not.toContain('/knowledge/new');
  });

  it('is drawn by a script that is kept for long and sent packed', async () => {
    const packed = await world.as('lin').get('/assets/echarts.js', { 'accept-encoding': 'gzip, br' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.headers.get('cache-control')).toContain('immutable');
    const plain = await world.as('lin').get('/assets/echarts.js', { 'accept-encoding': 'identity' });
    const [small, large] = [await packed.arrayBuffer(), await plain.arrayBuffer()];
    expect(small.byteLength).toBeLessThan(large.byteLength / 2);
  });
});
