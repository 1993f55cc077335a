import {
  countBy,
  graphKey,
  join,
  type GraphDraft,
  type GraphQuery,
  type KnowledgeGraph,
  type NodeKind,
} from './graph-types.ts';

const NEIGHBOURHOOD = 2;
/** Of what many tickets share only some are near. */
const HUBS: ReadonlySet<NodeKind> = new Set(['cause', 'device']);
const HUB_SHOWN = 8;
/** What is left out last. */
const IMPORTANCE: readonly NodeKind[] = ['type', 'article', 'symptom', 'cause', 'ticket', 'device'];
/** Keeps what was asked for: a type, words with what they are linked to, the neighbourhood of a node. */
export function narrowed(draft: GraphDraft, { text, type, around }: GraphQuery): GraphDraft {
  let kept = draft;
  if (type !== undefined) kept = only(kept, ofType(kept, type));
  if (around !== undefined) kept = only(kept, withTypes(kept, near(kept, [around], NEIGHBOURHOOD)));
  const words = text === undefined ? '' : graphKey(text);
  if (words !== '') {
    const found = [...kept.nodes.values()].filter(
      ({ name, key }) => graphKey(name).includes(words) || key.includes(words),
    );
    kept = only(
      kept,
      withTypes(
        kept,
        near(
          kept,
          found.map(({ id }) => id),
          1,
        ),
      ),
    );
  }
  return kept;
}

function ofType({ nodes, links }: GraphDraft, type: string): Set<string> {
  const ids = new Set([...nodes.values()].filter((node) => node.type === type).map(({ id }) => id));
  // What several types share belongs to each of them.
  for (const { source, target } of links.values()) {
    for (const [here, there] of [
      [source, target],
      [target, source],
    ] as const) {
      if (ids.has(here) && nodes.get(there)?.type === undefined && nodes.has(there)) ids.add(there);
    }
  }
  return ids;
}

/** The ids at most `depth` links away. A type is a way in but no way on: it would lead everywhere. */
function near({ nodes, links }: GraphDraft, from: readonly string[], depth: number): Set<string> {
  const neighbours = new Map<string, string[]>();
  const note = (a: string, b: string) => {
    const list = neighbours.get(a);
    if (list) list.push(b);
    else neighbours.set(a, [b]);
  };
  for (const { source, target } of links.values()) {
    note(source, target);
    note(target, source);
  }
  const seen = new Set(from.filter((id) => nodes.has(id)));
  let edge = [...seen];
  for (let step = 0; step < depth; step++) {
    const next: string[] = [];
    for (const id of edge) {
      if (step > 0 && nodes.get(id)?.kind === 'type') continue;
      const most = step > 0 && HUBS.has(nodes.get(id)?.kind ?? 'type') ? HUB_SHOWN : Infinity;
      for (const other of (neighbours.get(id) ?? []).slice(0, most)) {
        if (!seen.has(other)) next.push(other);
        seen.add(other);
      }
    }
    edge = next;
  }
  return seen;
}

/** Every article is shown with its symptom and its type. */
function withTypes({ nodes, links }: GraphDraft, ids: ReadonlySet<string>): Set<string> {
  const all = new Set(ids);
  for (const wanted of ['solves', 'of'] as const) {
    for (const { source, target, kind } of links.values()) {
      if (kind === wanted && all.has(target) && nodes.has(source)) all.add(source);
    }
  }
  return all;
}

function only({ nodes, links }: GraphDraft, ids: ReadonlySet<string>): GraphDraft {
  return {
    nodes: new Map([...nodes].filter(([id]) => ids.has(id))),
    links: new Map([...links].filter(([, { source, target }]) => ids.has(source) && ids.has(target))),
  };
}

/** Where symptoms aren't wanted, their articles hang on the type itself. */
export function withoutHidden(draft: GraphDraft, kinds: ReadonlySet<NodeKind> | undefined): GraphDraft {
  if (!kinds) return draft;
  const links = new Map(draft.links);
  if (!kinds.has('symptom')) {
    const typesOf = new Map<string, string[]>();
    for (const { source, target, kind } of draft.links.values()) {
      if (kind === 'of') typesOf.set(target, [...(typesOf.get(target) ?? []), source]);
    }
    for (const { source, target, kind } of draft.links.values()) {
      if (kind !== 'solves') continue;
      for (const type of typesOf.get(source) ?? []) join({ nodes: draft.nodes, links }, type, target, 'of');
    }
  }
  const shown = [...draft.nodes.values()].filter(({ kind }) => kinds.has(kind)).map(({ id }) => id);
  return only({ nodes: draft.nodes, links }, new Set(shown));
}

export function limited({ nodes, links }: GraphDraft, limit: number): KnowledgeGraph {
  const weights = countBy([...links.values()].flatMap(({ source, target }) => [source, target]));
  const ranked = [...nodes.values()]
    .map((node) => ({ ...node, weight: weights.get(node.id) ?? 0 }))
    .sort((a, b) => IMPORTANCE.indexOf(a.kind) - IMPORTANCE.indexOf(b.kind) || b.weight - a.weight);
  const kept = ranked.slice(0, limit);
  const ids = new Set(kept.map(({ id }) => id));
  return {
    nodes: kept,
    links: [...links.values()].filter(({ source, target }) => ids.has(source) && ids.has(target)),
    leftOut: ranked.length - kept.length,
  };
}
