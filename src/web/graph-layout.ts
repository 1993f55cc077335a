import type { GraphLink, GraphNode } from '../knowledge/graph-types.ts';
import { spreadNodes } from './graph-forces.ts';

export interface Point {
  x: number;
  y: number;
}

/** So few show what hangs together best without clusters. */
export const FEW = 120;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
/** Free room around a type's own node. */
const CORE = 46;
/** What an article takes, and each ticket that hangs on it. */
const ARTICLE_AREA = 2_600;
const TICKET_AREA = 220;
const SYMPTOM_AWAY = 17;
const CAUSE_AWAY = 22;
const BETWEEN_CLUSTERS = 40;

interface Cluster {
  type: string;
  radius: number;
  places: Map<string, Point>;
}

/**
 * Where every node stands: one round cluster a type, articles on a spiral around it with their symptom on the inside,
 * tickets around their article, and what several share between them. The same graph always looks the same.
 */
export function placeNodes(nodes: readonly GraphNode[], links: readonly GraphLink[]): Map<string, Point> {
  if (nodes.length <= FEW) return spreadNodes(nodes, links);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const neighbours = neighboursOf(links);
  const types = [...new Set(nodes.flatMap(({ type }) => type ?? []))];
  const clusters = types.map((type) => cluster(type, nodes, neighbours, byId));
  const centres = packed(clusters);

  const places = new Map<string, Point>();
  for (const one of clusters) {
    const centre = centres.get(one.type) ?? { x: 0, y: 0 };
    for (const [id, { x, y }] of one.places) places.set(id, { x: centre.x + x, y: centre.y + y });
  }
  for (const node of nodes) {
    if (places.has(node.id)) continue;
    places.set(node.id, beside(node, neighbours.get(node.id) ?? [], places));
  }
  return places;
}

function cluster(
  type: string,
  nodes: readonly GraphNode[],
  neighbours: ReadonlyMap<string, string[]>,
  byId: ReadonlyMap<string, GraphNode>,
): Cluster {
  const places = new Map<string, Point>([[`type:${type}`, { x: 0, y: 0 }]]);
  const near = (id: string, kind: GraphNode['kind']) =>
    (neighbours.get(id) ?? []).filter((other) => byId.get(other)?.kind === kind && !places.has(other));
  const articles = nodes.filter((node) => node.kind === 'article' && node.type === type);
  let area = Math.PI * CORE ** 2;
  let n = 0;
  const next = (size: number): Point & { angle: number; radius: number } => {
    const radius = Math.sqrt((area + size / 2) / Math.PI);
    const angle = n++ * GOLDEN_ANGLE;
    area += size;
    return { ...around({ x: 0, y: 0 }, radius, angle), angle, radius };
  };

  for (const article of articles) {
    const tickets = near(article.id, 'ticket');
    const at = next(ARTICLE_AREA + tickets.length * TICKET_AREA);
    places.set(article.id, { x: at.x, y: at.y });
    for (const [i, symptom] of near(article.id, 'symptom').entries()) {
      places.set(symptom, around(at, SYMPTOM_AWAY + i * 6, at.angle + Math.PI));
    }
    for (const [i, cause] of near(article.id, 'cause').entries()) {
      if (byId.get(cause)?.type === type) places.set(cause, around(at, CAUSE_AWAY, at.angle + i * 0.7));
    }
    for (const [i, ticket] of tickets.entries()) {
      places.set(ticket, around(at, 12 + 6 * Math.sqrt(i + 1), i * GOLDEN_ANGLE + at.angle + 1.2));
    }
  }
  // Tickets that no article is linked to stand at the edge.
  for (const ticket of near(`type:${type}`, 'ticket')) places.set(ticket, next(TICKET_AREA * 2));
  return { type, radius: Math.sqrt(area / Math.PI) + CAUSE_AWAY, places };
}

/** What belongs to no cluster alone stands in the middle of what it is linked to. */
function beside(node: GraphNode, linked: readonly string[], places: ReadonlyMap<string, Point>): Point {
  const known = linked.flatMap((id) => places.get(id) ?? []);
  if (known.length === 0) return around({ x: 0, y: 0 }, 30, turnOf(node.id));
  const middle = {
    x: known.reduce((sum, { x }) => sum + x, 0) / known.length,
    y: known.reduce((sum, { y }) => sum + y, 0) / known.length,
  };
  return around(middle, known.length === 1 ? 9 : 14, turnOf(node.id));
}

/** Largest first, each as near to the middle as it finds room. */
function packed(clusters: readonly Cluster[]): Map<string, Point> {
  const placed: (Point & { radius: number })[] = [];
  const centres = new Map<string, Point>();
  for (const { type, radius } of [...clusters].sort((a, b) => b.radius - a.radius)) {
    const at = freePlace(radius, placed);
    placed.push({ ...at, radius });
    centres.set(type, at);
  }
  return centres;
}

function freePlace(radius: number, placed: readonly (Point & { radius: number })[]): Point {
  for (let distance = 0; ; distance += 12) {
    const steps = Math.max(1, Math.round(distance / 8));
    for (let i = 0; i < steps; i++) {
      // Windows are wider than they are high.
      const angle = (i / steps) * 2 * Math.PI;
      const at = { x: Math.cos(angle) * distance * 1.35, y: Math.sin(angle) * distance };
      const free = placed.every(
        (other) => Math.hypot(at.x - other.x, at.y - other.y) >= radius + other.radius + BETWEEN_CLUSTERS,
      );
      if (free) return at;
    }
  }
}

function neighboursOf(links: readonly GraphLink[]): Map<string, string[]> {
  const neighbours = new Map<string, string[]>();
  for (const { source, target } of links) {
    for (const [here, there] of [
      [source, target],
      [target, source],
    ] as const) {
      const list = neighbours.get(here);
      if (list) list.push(there);
      else neighbours.set(here, [there]);
    }
  }
  return neighbours;
}

function around({ x, y }: Point, distance: number, angle: number): Point {
  return { x: x + Math.cos(angle) * distance, y: y + Math.sin(angle) * distance };
}

/** An angle that depends on nothing but the name. */
function turnOf(id: string): number {
  return [...Buffer.from(id)].reduce((sum, byte) => (sum * 31 + byte) % 997, 7) * GOLDEN_ANGLE;
}
