import type { GraphLink, GraphNode } from '../knowledge/graph-types.ts';

interface Point {
  x: number;
  y: number;
}

const ROUNDS = 260;
/** How far apart two linked nodes like to be. */
const REST = 70;
/** Windows are wider than they are high. */
const WIDER = 1.5;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * Places a small graph as if its nodes pushed each other away and its links were springs. It begins on a spiral and
 * nothing in it is left to chance: the same graph always looks the same.
 */
export function spreadNodes(nodes: readonly GraphNode[], links: readonly GraphLink[]): Map<string, Point> {
  const at = nodes.map((_, i) => ({
    x: Math.cos(i * GOLDEN_ANGLE) * Math.sqrt(i + 0.5) * REST * 0.6,
    y: Math.sin(i * GOLDEN_ANGLE) * Math.sqrt(i + 0.5) * REST * 0.6,
  }));
  const index = new Map(nodes.map(({ id }, i) => [id, i]));
  const springs = links.flatMap(({ source, target }) => {
    const [from, to] = [index.get(source), index.get(target)];
    return from === undefined || to === undefined ? [] : [[from, to] as const];
  });
  for (let round = 0; round < ROUNDS; round++) {
    const step = REST * 0.5 * (1 - round / ROUNDS) ** 1.5 + 0.3;
    const moves = at.map(({ x, y }) => ({ x: -x * 0.012, y: -y * 0.012 * WIDER }));
    pushApart(at, moves);
    pullTogether(at, moves, springs);
    for (const [i, point] of at.entries()) {
      const move = moves[i] ?? { x: 0, y: 0 };
      const length = Math.hypot(move.x, move.y) || 1;
      const most = Math.min(length, step) / length;
      point.x += move.x * most;
      point.y += move.y * most;
    }
  }
  return new Map(nodes.map(({ id }, i) => [id, at[i] ?? { x: 0, y: 0 }]));
}

function pushApart(at: readonly Point[], moves: Point[]): void {
  for (let i = 0; i < at.length; i++) {
    for (let j = i + 1; j < at.length; j++) {
      const [a, b, moveA, moveB] = [at[i], at[j], moves[i], moves[j]];
      if (!a || !b || !moveA || !moveB) continue;
      const x = a.x - b.x || 0.01;
      const y = a.y - b.y || 0.01;
      const force = REST ** 2 / (x * x + y * y + 1);
      moveA.x += x * force;
      moveA.y += y * force;
      moveB.x -= x * force;
      moveB.y -= y * force;
    }
  }
}

function pullTogether(
  at: readonly Point[],
  moves: Point[],
  springs: readonly (readonly [number, number])[],
): void {
  for (const [from, to] of springs) {
    const [a, b, moveA, moveB] = [at[from], at[to], moves[from], moves[to]];
    if (!a || !b || !moveA || !moveB) continue;
    const x = b.x - a.x;
    const y = b.y - a.y;
    const force = Math.hypot(x, y) / REST;
    moveA.x += x * force;
    moveA.y += y * force;
    moveB.x -= x * force;
    moveB.y -= y * force;
  }
}
