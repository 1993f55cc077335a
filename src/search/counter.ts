import { isHan, latinParts } from './text.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Terms by number and how often each occurs. */
export interface Counted {
  ids: Int32Array;
  counts: Uint16Array;
}

/** Adds up terms; weights of several texts come together in it. */
export interface Tally {
  add: (id: number, weight: number) => void;
  /** The weight of all that was added. */
  total: number;
  /** What was added; the tally is empty afterwards. */
  take: () => Counted;
}

/** Counts the terms of stored atoms by their numbers: the same terms that `termsOf` gives. */
export interface Counter {
  count: (atoms: string, weight: number, into: Kinds) => void;
  words: Tally;
  grams: Tally;
  /** For one short text at a time. */
  once: Tally;
  vocabulary: Vocabulary;
}

interface Kinds {
  words: Pick<Tally, 'add'>;
  grams: Pick<Tally, 'add'>;
}

interface LatinPart {
  word: number;
  grams: readonly number[];
}

const MOST_COUNT = 65_535;
const CHARACTERS = 65_536;
const NONE = -1;

/** What is worked out for a word once serves for all texts that are read with the same counter. */
export function createCounter(vocabulary: Vocabulary, stop: ReadonlySet<string>): Counter {
  const latin = new Map<string, readonly LatinPart[]>();
  const characters = new Int32Array(CHARACTERS).fill(NONE);
  const pairs = new Map<number, number>();

  function partsOf(atom: string): readonly LatinPart[] {
    let parts = latin.get(atom);
    if (!parts) {
      parts = latinParts(atom, stop).map(({ term, runs }) => {
        const word = vocabulary.idOf(term);
        return { word, grams: [word, ...runs.map((run) => vocabulary.idOf(run))] };
      });
      latin.set(atom, parts);
    }
    return parts;
  }

  function characterId(code: number): number {
    const known = characters[code] as number;
    if (known !== NONE) return known;
    return (characters[code] = vocabulary.idOf(String.fromCharCode(code)));
  }

  function pairId(before: number, code: number): number {
    const key = before * CHARACTERS + code;
    let id = pairs.get(key);
    if (id === undefined) pairs.set(key, (id = vocabulary.idOf(String.fromCharCode(before, code))));
    return id;
  }

  function countHan(run: string, weight: number, { words, grams }: Kinds): void {
    for (const word of run.split('|')) words.add(vocabulary.idOf(word), weight);
    if (/[\ud800-\udfff]/.test(run)) return countRare(run, weight, grams);
    let before = 0;
    for (let i = 0; i < run.length; i++) {
      const code = run.charCodeAt(i);
      if (code === BAR) continue;
      grams.add(characterId(code), weight);
      if (before !== 0) grams.add(pairId(before, code), weight);
      before = code;
    }
  }

  /** Characters that JavaScript counts as two. */
  function countRare(run: string, weight: number, grams: Pick<Tally, 'add'>): void {
    let before = '';
    for (const character of run.replaceAll('|', '')) {
      grams.add(vocabulary.idOf(character), weight);
      if (before !== '') grams.add(vocabulary.idOf(before + character), weight);
      before = character;
    }
  }

  return {
    vocabulary,
    words: createTally(),
    grams: createTally(),
    once: createTally(),
    count(atoms, weight, into) {
      if (atoms === '') return;
      let previous = NONE;
      for (const atom of atoms.split(' ')) {
        if (isHan(atom)) {
          previous = NONE;
          countHan(atom, weight, into);
          continue;
        }
        for (const { word, grams } of partsOf(atom)) {
          into.words.add(word, weight);
          for (const gram of grams) into.grams.add(gram, weight);
          if (previous !== NONE) into.words.add(vocabulary.idOfPair(previous, word), weight);
          previous = word;
        }
      }
    },
  };
}

const BAR = '|'.charCodeAt(0);

export function createTally(): Tally {
  let counts = new Float64Array(4096);
  let touched: number[] = [];
  return {
    total: 0,
    add(id, weight) {
      if (id >= counts.length) {
        const more = new Float64Array(Math.max(id + 1, 2 * counts.length));
        more.set(counts);
        counts = more;
      }
      if (counts[id] === 0) touched.push(id);
      counts[id] = (counts[id] as number) + weight;
      this.total += weight;
    },
    take() {
      const taken = { ids: Int32Array.from(touched), counts: new Uint16Array(touched.length) };
      for (const [i, id] of touched.entries()) {
        taken.counts[i] = Math.min(MOST_COUNT, counts[id] as number);
        counts[id] = 0;
      }
      touched = [];
      this.total = 0;
      return taken;
    },
  };
}
