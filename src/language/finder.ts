import { normalise } from './tokens.ts';

export interface Hit<Name extends string> {
  list: Name;
  from: number;
  to: number;
}

/** Finds all phrases of the named lists in a normalised text in one walk; Latin ones only as whole words. */
export type Finder<Name extends string> = (normalised: string) => Hit<Name>[];

interface Node<Name> {
  next: Map<number, Node<Name>>;
  lists: Name[];
}

export function createFinder<Name extends string>(lists: Record<Name, readonly string[]>): Finder<Name> {
  const root: Node<Name> = { next: new Map(), lists: [] };
  for (const list of Object.keys(lists) as Name[])
    for (const phrase of lists[list]) add(root, normalise(phrase), list);

  return function find(text) {
    const hits: Hit<Name>[] = [];
    for (let from = 0; from < text.length; from++) {
      if (from > 0 && isLatin(text.charCodeAt(from)) && isLatin(text.charCodeAt(from - 1))) continue;
      let node = root.next.get(text.charCodeAt(from));
      for (let to = from + 1; node !== undefined; to++) {
        if (node.lists.length > 0 && isBorder(text, to)) {
          for (const list of node.lists) hits.push({ list, from, to });
        }
        node = to < text.length ? node.next.get(text.charCodeAt(to)) : undefined;
      }
    }
    return hits;
  };
}

function add<Name>(root: Node<Name>, phrase: string, list: Name): void {
  let node = root;
  for (let i = 0; i < phrase.length; i++) {
    const code = phrase.charCodeAt(i);
    let next = node.next.get(code);
    if (!next) {
      next = { next: new Map(), lists: [] };
      node.next.set(code, next);
    }
    node = next;
  }
  if (!node.lists.includes(list)) node.lists.push(list);
}

function isBorder(text: string, at: number): boolean {
  return at >= text.length || !isLatin(text.charCodeAt(at)) || !isLatin(text.charCodeAt(at - 1));
}

function isLatin(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 95;
}
