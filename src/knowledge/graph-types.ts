import type { ArticleState, TicketLink } from '../store/schema.ts';

export const nodeKinds = ['type', 'symptom', 'article', 'cause', 'ticket', 'device'] as const;
export type NodeKind = (typeof nodeKinds)[number];
export type LinkKind = 'of' | 'solves' | 'related' | 'because' | 'on' | TicketLink;

export interface GraphNode {
  /** Its kind and its key. */
  id: string;
  kind: NodeKind;
  /** Of a type its id, of an article its id, of a ticket its number, of the others their folded name. */
  key: string;
  name: string;
  /** The issue type whose cluster it belongs to; none where it joins several. */
  type?: string | undefined;
  state?: ArticleState | undefined;
  /** How many links it has. */
  weight: number;
}

export interface GraphLink {
  source: string;
  target: string;
  kind: LinkKind;
}

export interface KnowledgeGraph {
  nodes: GraphNode[];
  links: GraphLink[];
  /** How many nodes there are beyond the limit. */
  leftOut: number;
}

/** What the graph is drawn from: only what its reader may see. */
export interface GraphRows {
  articles: readonly GraphArticle[];
  tickets: readonly GraphTicket[];
  links: readonly { ticketId: string; articleId: string; kind: TicketLink }[];
}

export interface GraphArticle {
  id: string;
  state: ArticleState;
  type: string;
  title: string;
  symptom: string;
  cause?: string | undefined;
  related: readonly string[];
}

export interface GraphTicket {
  id: string;
  number: string;
  title: string;
  type: string;
  cause?: string | undefined;
  device?: string | undefined;
}

export interface GraphQuery {
  /** Only what contains these words, with what it is linked to. */
  text?: string | undefined;
  type?: string | undefined;
  kinds?: ReadonlySet<NodeKind> | undefined;
  /** The id of a node: only its neighbourhood. */
  around?: string | undefined;
  /** At most so many nodes; 2,000 where it isn't said. */
  limit?: number | undefined;
}

/** A graph that is being made: its nodes by id, its links by their ends. */
export interface GraphDraft {
  nodes: Map<string, GraphNode>;
  links: Map<string, GraphLink>;
}

/** Links two nodes, unless they are linked already. */
export function join({ links }: GraphDraft, source: string, target: string, kind: LinkKind): void {
  const key = `${source} ${target}`;
  if (source !== target && !links.has(key)) links.set(key, { source, target, kind });
}

/** Folds what only looks different: case, width and spaces. */
export function graphKey(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** How often each key stands in `keys`. */
export function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Whether a word of a URL names a kind of node. */
export function isNodeKind(word: string): word is NodeKind {
  return (nodeKinds as readonly string[]).includes(word);
}
