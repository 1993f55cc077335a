import type { TicketLink } from '../store/schema.ts';
import {
  countBy,
  graphKey,
  join,
  type GraphArticle,
  type GraphDraft,
  type GraphQuery,
  type GraphRows,
  type GraphTicket,
  type KnowledgeGraph,
  type NodeKind,
} from './graph-types.ts';
import { limited, narrowed, withoutHidden } from './graph-view.ts';

const MOST_NODES = 2_000;
/** One link joins a ticket and an article: the one that says most. */
const STRENGTH: readonly TicketLink[] = ['solved-by', 'updated', 'drafted', 'linked', 'tried'];

/** Type → symptom → solution → root cause → tickets and devices, from articles and the links of tickets (requirement 12.3). */
export function buildGraph(rows: GraphRows, query: GraphQuery = {}): KnowledgeGraph {
  const all = everything(rows, query.around !== undefined);
  const kept = narrowed(all, query);
  return limited(withoutHidden(kept, query.kinds), query.limit ?? MOST_NODES);
}

function everything({ articles, tickets, links }: GraphRows, allCauses: boolean): GraphDraft {
  const draft: GraphDraft = { nodes: new Map(), links: new Map() };
  const known = new Set(articles.map(({ id }) => id));
  for (const article of articles) addArticle(draft, article, known);

  const linked = strongest(links.filter(({ articleId }) => known.has(articleId)));
  const causes = countBy(tickets.flatMap(({ cause }) => (cause?.trim() ? [graphKey(cause)] : [])));
  for (const ticket of tickets) {
    const at = add(draft, 'ticket', ticket.number, `${ticket.number} ${ticket.title}`, ticket.type);
    const articlesOf = linked.get(ticket.id) ?? [];
    if (articlesOf.length === 0) join(draft, typeNode(draft, ticket.type), at, 'of');
    for (const { articleId, kind } of articlesOf) join(draft, `article:${articleId}`, at, kind);
    addCause(draft, at, ticket, allCauses ? undefined : causes);
    if (ticket.device?.trim()) {
      join(draft, at, add(draft, 'device', graphKey(ticket.device), ticket.device.trim(), ticket.type), 'on');
    }
  }
  return draft;
}

function addArticle(draft: GraphDraft, article: GraphArticle, known: ReadonlySet<string>): void {
  const type = typeNode(draft, article.type);
  const at = add(draft, 'article', article.id, article.title, article.type);
  const node = draft.nodes.get(at);
  if (node) node.state = article.state;
  if (article.symptom.trim()) {
    const symptom = add(draft, 'symptom', graphKey(article.symptom), article.symptom.trim(), article.type);
    join(draft, type, symptom, 'of');
    join(draft, symptom, at, 'solves');
  } else {
    join(draft, type, at, 'of');
  }
  if (article.cause?.trim()) {
    join(
      draft,
      at,
      add(draft, 'cause', graphKey(article.cause), article.cause.trim(), article.type),
      'because',
    );
  }
  for (const id of article.related) {
    // Two that name each other are joined once.
    if (known.has(id) && !draft.links.has(`article:${id} article:${article.id}`)) {
      join(draft, at, `article:${id}`, 'related');
    }
  }
}

/** A cause that one ticket alone names says nothing in the whole picture. */
function addCause(
  draft: GraphDraft,
  at: string,
  { cause, type }: GraphTicket,
  counts: ReadonlyMap<string, number> | undefined,
): void {
  if (!cause?.trim()) return;
  const key = graphKey(cause);
  const alone = counts && (counts.get(key) ?? 0) < 2 && !draft.nodes.has(`cause:${key}`);
  if (!alone) join(draft, add(draft, 'cause', key, cause.trim(), type), at, 'because');
}

function typeNode(draft: GraphDraft, type: string): string {
  return add(draft, 'type', type, type, type);
}

function add(draft: GraphDraft, kind: NodeKind, key: string, name: string, type: string): string {
  const id = `${kind}:${key}`;
  const known = draft.nodes.get(id);
  if (!known) draft.nodes.set(id, { id, kind, key, name, type, weight: 0 });
  else if (known.type !== type) known.type = undefined;
  return id;
}

function strongest(links: GraphRows['links']): Map<string, GraphRows['links'][number][]> {
  const best = new Map<string, GraphRows['links'][number]>();
  for (const link of links) {
    const key = `${link.ticketId} ${link.articleId}`;
    const known = best.get(key);
    if (!known || STRENGTH.indexOf(link.kind) < STRENGTH.indexOf(known.kind)) best.set(key, link);
  }
  const groups = new Map<string, GraphRows['links'][number][]>();
  for (const link of best.values()) {
    const group = groups.get(link.ticketId);
    if (group) group.push(link);
    else groups.set(link.ticketId, [link]);
  }
  return groups;
}
