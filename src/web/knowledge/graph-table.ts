import type { GraphNode, KnowledgeGraph, NodeKind } from '../../knowledge/graph-types.ts';
import type { GraphTableRow } from '../views/knowledge/graph-page.tsx';

interface Wording {
  hrefOf: (node: GraphNode) => string | undefined;
  typeName: (id: string) => string;
}

/** The graph as rows: one a solution, then tickets that no solution is linked to. */
export function graphTable({ nodes, links }: KnowledgeGraph, { hrefOf, typeName }: Wording): GraphTableRow[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const neighbours = new Map<string, GraphNode[]>();
  for (const { source, target, kind } of links) {
    if (kind === 'related') continue;
    for (const [here, there] of [
      [source, target],
      [target, source],
    ] as const) {
      const node = byId.get(there);
      if (node) neighbours.set(here, [...(neighbours.get(here) ?? []), node]);
    }
  }
  const near = (node: GraphNode, kind: NodeKind) =>
    (neighbours.get(node.id) ?? []).filter((other) => other.kind === kind);
  const ticketOf = (node: GraphNode) => ({ number: node.key, href: hrefOf(node) ?? '' });
  const names = (found: readonly GraphNode[]) => [...new Set(found.map(({ name }) => name))];

  const rows = nodes
    .filter(({ kind }) => kind === 'article')
    .map((node): GraphTableRow => {
      const tickets = near(node, 'ticket');
      return {
        type: node.type === undefined ? '' : typeName(node.type),
        symptoms: names(near(node, 'symptom')),
        article: { title: node.name, href: hrefOf(node) ?? '' },
        causes: names([...near(node, 'cause'), ...tickets.flatMap((ticket) => near(ticket, 'cause'))]),
        tickets: tickets.map(ticketOf),
        devices: names(tickets.flatMap((ticket) => near(ticket, 'device'))),
      };
    });
  const alone = nodes.filter((node) => node.kind === 'ticket' && near(node, 'article').length === 0);
  return [
    ...rows,
    ...alone.map((node) => ({
      type: node.type === undefined ? '' : typeName(node.type),
      symptoms: [],
      article: undefined,
      causes: names(near(node, 'cause')),
      tickets: [ticketOf(node)],
      devices: names(near(node, 'device')),
    })),
  ];
}
