import { clauses } from './clauses.ts';
import type { Clause } from './clauses.ts';
import type { ProblemWords } from './content.ts';
import { createFinder } from './finder.ts';
import { normalise } from './tokens.ts';

/** What the classifier makes of one part: the likeliest type and the hint words of it. */
export interface Opinion {
  type: string;
  confidence: number;
}

export interface Part {
  text: string;
  normalised: string;
}

type List = 'announcements' | 'connectors' | 'inner' | 'continuations' | 'faults';

interface Piece extends Part {
  from: number;
  after: Clause['after'];
  /** It is nothing but a connector (“Also, …”). */
  bare: boolean;
  connected: boolean;
  /** It says itself that something else comes: “btw”, “另外”. */
  announced: boolean;
  continued: boolean;
  fault: boolean;
}

interface Group {
  pieces: Piece[];
  opinion: Opinion;
  fault: boolean;
}

const SURE = 0.6;
const FAIRLY_SURE = 0.5;
const LIKELY = 0.25;
/** An announcement stands at the beginning of its part, perhaps after “and”. */
const FIRST_WORDS = 6;

/** Takes a message apart into its distinct problems: a new one needs a fault or wish of its own and another type. */
export function createProblems(words: ProblemWords, judge: (normalised: string) => Opinion) {
  const find = createFinder<List>(words);

  const pieceOf = ({ text, from, after }: Clause): Piece => {
    const normalised = normalise(text);
    const hits = find(normalised);
    const starts = (list: List) => hits.some((h) => h.list === list && h.from === 0);
    const has = (list: List) => hits.some((h) => h.list === list);
    return {
      text,
      normalised,
      from,
      after,
      bare: hits.some((h) => h.list === 'connectors' && h.from === 0 && h.to === normalised.length),
      connected:
        starts('connectors') || has('inner') || /(?:也|又|还)|\b(?:too|also|as well)\b/.test(normalised),
      announced: hits.some((h) => h.list === 'announcements' && h.from <= FIRST_WORDS),
      continued: starts('continuations') && !starts('connectors'),
      fault: has('faults'),
    };
  };

  /** Splits where a connector stands inside a part; only where normalising kept the positions. */
  const splitInside = (clause: Clause): Clause[] => {
    const normalised = normalise(clause.text);
    if (normalised.length !== clause.text.length) return [clause];
    const at = find(normalised).find(
      (h) => h.list === 'inner' && h.from > 3 && h.to < normalised.length - 2,
    )?.from;
    if (at === undefined) return [clause];
    return [
      { text: clause.text.slice(0, at).trim(), from: clause.from, after: clause.after },
      { text: clause.text.slice(at), from: clause.from + at, after: 'comma' },
    ];
  };

  return function problems(text: string, skip: (clause: string) => boolean): Part[] {
    const parts = clauses(text).filter((c) => !skip(c.text));
    const pieces = withoutBareConnectors(parts.flatMap(splitInside).map(pieceOf));
    if (pieces.length < 2) return pieces;
    return grouped(pieces, judge).map((g) => joined(g.pieces, text));
  };
}

function withoutBareConnectors(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  let connected = false;
  for (const piece of pieces) {
    if (!piece.bare) kept.push(connected ? { ...piece, connected } : piece);
    connected = piece.bare;
  }
  return kept;
}

function grouped(pieces: readonly Piece[], judge: (normalised: string) => Opinion): Group[] {
  const groups: Group[] = [];
  for (const piece of pieces) {
    const opinion = judge(piece.normalised);
    const last = groups.at(-1);
    if (!last || isNew(piece, opinion, last)) {
      const same = groups.find((g) => g.opinion.type === opinion.type && opinion.confidence >= SURE);
      if (same) same.pieces.push(piece);
      else groups.push({ pieces: [piece], opinion, fault: piece.fault });
      continue;
    }
    last.pieces.push(piece);
    last.fault ||= piece.fault;
    last.opinion = judge(last.pieces.map((p) => p.normalised).join(', '));
  }
  return groups;
}

function isNew(piece: Piece, opinion: Opinion, last: Group): boolean {
  if (!piece.fault || piece.continued) return false;
  if (piece.announced && opinion.type !== last.opinion.type) {
    return opinion.confidence >= FAIRLY_SURE && last.opinion.confidence >= LIKELY;
  }
  if (!last.fault) return false;
  if (opinion.confidence < SURE || last.opinion.confidence < FAIRLY_SURE) return false;
  if (opinion.type === last.opinion.type) return false;
  return piece.after !== 'comma' || piece.connected;
}

// The person's own punctuation stays where the pieces stand together.
function joined(pieces: readonly Piece[], source: string): Part {
  const first = pieces[0];
  const last = pieces.at(-1);
  const normalised = pieces.map((p) => p.normalised).join(', ');
  if (!first || !last) return { text: '', normalised };
  const text = source.slice(first.from, last.from + last.text.length);
  const length = pieces.reduce((sum, p) => sum + p.text.length, 0);
  const together = text.length - length < pieces.length * 4;
  return { text: together ? text : pieces.map((p) => p.text).join('; '), normalised };
}
