import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../src/knowledge/graph.ts';
import type { GraphArticle, GraphRows, GraphTicket } from '../../src/knowledge/graph-types.ts';
import { placeNodes } from '../../src/web/graph-layout.ts';

function article(id: string, more: Partial<GraphArticle> = {}): GraphArticle {
  return {
    id,
    state: 'published',
    type: 'printer',
    title: id,
    symptom: `${id} happens`,
    related: [],
    ...more,
  };
}

function ticket(n: number, more: Partial<GraphTicket> = {}): GraphTicket {
  return { id: `t${n}`, number: `IT-2026-${n}`, title: `Ticket ${n}`, type: 'printer', ...more };
}

const office: GraphRows = {
  articles: [
    article('jam', { cause: 'Worn roller', related: ['streaks'] }),
    article('streaks', { cause: 'worn  ROLLER', related: ['jam'] }),
    article('vpn', { type: 'network', symptom: 'No tunnel' }),
  ],
  tickets: [
    ticket(1, { device: 'HP M404', cause: 'worn roller' }),
    ticket(2, { device: 'hp m404' }),
    ticket(3, { type: 'network', cause: 'Only once' }),
  ],
  links: [
    { ticketId: 't1', articleId: 'jam', kind: 'tried' },
    { ticketId: 't1', articleId: 'jam', kind: 'solved-by' },
    { ticketId: 't2', articleId: 'jam', kind: 'tried' },
    { ticketId: 't2', articleId: 'a-draft-nobody-sees', kind: 'drafted' },
  ],
};

function pairs(rows: GraphRows, query = {}): string[] {
  return buildGraph(rows, query).links.map(({ source, target, kind }) => `${source} ${kind} ${target}`);
}

describe('the knowledge graph', () => {
  it('leads from a type over symptom and solution to cause, tickets and devices', () => {
    expect(pairs(office)).toEqual(
      expect.arrayContaining([
        'type:printer of symptom:jam happens',
        'symptom:jam happens solves article:jam',
        'article:jam because cause:worn roller',
        'article:jam solved-by ticket:IT-2026-1',
        'article:jam tried ticket:IT-2026-2',
        'ticket:IT-2026-1 on device:hp m404',
        'ticket:IT-2026-2 on device:hp m404',
      ]),
    );
  });

  it('joins what only differs in case and spaces, and two articles that name each other once', () => {
    const links = pairs(office);
    expect(links.filter((link) => link.includes('cause:worn roller'))).toHaveLength(3);
    expect(links.filter((link) => link.includes(' related '))).toEqual([
      'article:jam related article:streaks',
    ]);
  });

  it('draws one line between a ticket and an article: the one that says most', () => {
    expect(pairs(office).filter((link) => link.endsWith('ticket:IT-2026-1'))).toEqual([
      'article:jam solved-by ticket:IT-2026-1',
      'cause:worn roller because ticket:IT-2026-1',
    ]);
  });

  it('says nothing of articles that it was not given', () => {
    expect(JSON.stringify(buildGraph(office))).not.toContain('a-draft-nobody-sees');
  });

  it('hangs a ticket without articles on its type, and leaves out a cause that it alone has', () => {
    expect(pairs(office)).toContain('type:network of ticket:IT-2026-3');
    expect(JSON.stringify(buildGraph(office))).not.toContain('Only once');
  });

  it('shows the neighbourhood of a ticket: its articles, their other tickets, its cause and its device', () => {
    const ids = buildGraph(office, { around: 'ticket:IT-2026-1' }).nodes.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([
        'article:jam',
        'ticket:IT-2026-2',
        'device:hp m404',
        'cause:worn roller',
        'type:printer',
      ]),
    );
    expect(ids).not.toContain('article:vpn');
    expect(buildGraph(office, { around: 'ticket:IT-2026-3' }).nodes.map(({ id }) => id)).toContain(
      'cause:only once',
    );
    expect(buildGraph(office, { around: 'ticket:nobody' }).nodes).toEqual([]);
  });

  it('is narrowed by words, by type and by kind', () => {
    const found = buildGraph(office, { text: 'TUNNEL' }).nodes.map(({ id }) => id);
    expect(found.toSorted()).toEqual(['article:vpn', 'symptom:no tunnel', 'type:network']);
    const network = buildGraph(office, { type: 'network' }).nodes.map(({ type }) => type);
    expect(new Set(network)).toEqual(new Set(['network']));
    const kinds = new Set(['type', 'article'] as const);
    expect(pairs(office, { kinds })).toContain('type:printer of article:jam');
    expect(buildGraph(office, { kinds }).nodes.map(({ kind }) => kind)).not.toContain('ticket');
  });

  it('keeps types and articles where there is more than fits, and says how much is missing', () => {
    const graph = buildGraph(office, { limit: 5 });
    expect(graph.nodes.map(({ kind }) => kind)).toEqual(['type', 'type', 'article', 'article', 'article']);
    expect(graph.leftOut).toBe(buildGraph(office).nodes.length - 5);
  });
});

describe('the places of the nodes', () => {
  const types = Array.from({ length: 12 }, (_, i) => `type-${i}`);
  const large: GraphRows = {
    articles: Array.from({ length: 600 }, (_, i) =>
      article(`a${i}`, { type: types[i % 12] ?? '', cause: `cause ${i % 50}` }),
    ),
    tickets: Array.from({ length: 900 }, (_, i) =>
      ticket(i, { type: types[i % 12] ?? '', device: `device ${i % 40}` }),
    ),
    links: Array.from({ length: 900 }, (_, i) => ({
      ticketId: `t${i}`,
      articleId: `a${i % 600}`,
      kind: 'tried',
    })),
  };
  const graph = buildGraph(large);
  const places = placeNodes(graph.nodes, graph.links);

  it('are there for each of 2,000 nodes, the same every time', () => {
    expect(graph.nodes).toHaveLength(2_000);
    expect(places.size).toBe(2_000);
    expect([...places.values()].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
    expect(placeNodes(graph.nodes, graph.links)).toEqual(places);
  });

  it('keep articles apart, and those of one type together', () => {
    const articles = graph.nodes.filter(({ kind }) => kind === 'article');
    const at = (id: string) => places.get(id) ?? { x: NaN, y: NaN };
    const distance = (a: string, b: string) => Math.hypot(at(a).x - at(b).x, at(a).y - at(b).y);
    let nearest = Infinity;
    for (const [i, a] of articles.entries()) {
      for (const b of articles.slice(i + 1)) nearest = Math.min(nearest, distance(a.id, b.id));
    }
    expect(nearest).toBeGreaterThan(20);
    for (const { id, type } of articles) {
      const [closest] = types.toSorted((a, b) => distance(id, `type:${a}`) - distance(id, `type:${b}`));
      expect(closest).toBe(type);
    }
  });
});
