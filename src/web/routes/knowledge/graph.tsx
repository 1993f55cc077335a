import { Hono, type Context } from 'hono';
import { buildGraph } from '../../../knowledge/graph.ts';
import {
  isNodeKind,
  nodeKinds,
  type GraphNode,
  type KnowledgeGraph,
} from '../../../knowledge/graph-types.ts';
import type { WebDeps } from '../../deps.ts';
import { placeNodes } from '../../graph-layout.ts';
import { graphTable } from '../../knowledge/graph-table.ts';
import { visibleOnly } from '../../knowledge/visible-tickets.ts';
import { page } from '../../page.tsx';
import { notFound } from '../../refusal.ts';
import { visibleTicket, whoever } from '../../rights.ts';
import { GraphPage, type GraphChoice } from '../../views/knowledge/graph-page.tsx';
import type { Visit, WebEnv } from '../../visit.ts';

const ROWS_SHOWN = 200;

/** How knowledge hangs together, as a page and as data; of tickets only what the visitor may see. */
export function graphRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/knowledge/graph', async (c) => {
    const { visit } = c.var;
    const { choice, graph } = await graphFor(c);
    const all = graphTable(graph, { hrefOf, typeName: (id) => deps.typeName(id, visit.locale) });
    const types = [...new Set(deps.knowledge.reads.published().map(({ type }) => type))];
    const centre = graph.nodes.find(({ id }) => id === choice.around);
    return page(
      c,
      <GraphPage
        visit={visit}
        choice={choice}
        graph={graph}
        types={types.map((id) => ({ id, name: deps.typeName(id, visit.locale) }))}
        rows={all.slice(0, ROWS_SHOWN)}
        moreRows={Math.max(0, all.length - ROWS_SHOWN)}
        centre={centre && { name: nameOf(visit, centre), href: hrefOf(centre) ?? '/knowledge/graph' }}
      />,
    );
  });

  app.get('/api/knowledge/graph', async (c) => {
    const { visit } = c.var;
    const { graph } = await graphFor(c);
    const places = placeNodes(graph.nodes, graph.links);
    return c.json({
      leftOut: graph.leftOut,
      nodes: graph.nodes.map((node) => ({
        id: node.id,
        kind: node.kind,
        name: nameOf(visit, node),
        weight: node.weight,
        state: node.state,
        href: hrefOf(node),
        ...rounded(places.get(node.id)),
      })),
      links: graph.links,
    });
  });

  async function graphFor(c: Context<WebEnv>): Promise<{ choice: GraphChoice; graph: KnowledgeGraph }> {
    const { visit } = c.var;
    whoever(visit);
    const number = c.req.query('ticket');
    const ticket = number === undefined ? undefined : (await visibleTicket(deps, visit, number)).ticket;
    const kinds = (c.req.queries('kind') ?? []).filter(isNodeKind);
    const choice: GraphChoice = {
      text: (c.req.query('q') ?? '').slice(0, 120),
      type: c.req.query('type') || undefined,
      kinds: new Set(kinds.length === 0 ? nodeKinds : kinds),
      around: ticket ? `ticket:${ticket.number}` : c.req.query('around') || undefined,
    };
    const centre = ticket ?? (await ticketAt(choice.around));
    const rows = await rowsFor(visit, centre?.id);
    return { choice, graph: buildGraph(rows, choice) };
  }

  async function ticketAt(around: string | undefined) {
    return around?.startsWith('ticket:') ? deps.tickets.byNumber(around.slice('ticket:'.length)) : undefined;
  }

  async function rowsFor(visit: Visit, ticketId: string | undefined) {
    const { reads } = deps.knowledge;
    const articles = new Map<string, ReturnType<typeof reads.published>[number]>();
    for (const article of reads.published()) {
      if (article.locale === visit.locale || !articles.has(article.id)) articles.set(article.id, article);
    }
    return {
      articles: [...articles.values()],
      ...visibleOnly(deps, visit, await reads.linkedTickets(ticketId)),
    };
  }

  function nameOf(visit: Visit, { kind, key, name }: GraphNode): string {
    return kind === 'type' ? deps.typeName(key, visit.locale) : name;
  }

  return app;
}

function hrefOf({ kind, key }: Pick<GraphNode, 'kind' | 'key'>): string | undefined {
  if (kind === 'article') return `/knowledge/${encodeURIComponent(key)}`;
  if (kind === 'ticket') return `/tickets/${encodeURIComponent(key)}`;
  return kind === 'type' ? `/knowledge?type=${encodeURIComponent(key)}` : undefined;
}

function rounded(point: { x: number; y: number } | undefined) {
  if (!point) throw notFound();
  return { x: Math.round(point.x * 10) / 10, y: Math.round(point.y * 10) / 10 };
}
