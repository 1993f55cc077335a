import { createHashTable } from './hash-table.ts';
import { piecesOf, WORDS, type Block } from './pieces.ts';

/** Texts as rows of numbered, weighed features: row i has the entries from `starts[i]` to `starts[i + 1]`. */
export interface Rows {
  count: number;
  starts: Int32Array;
  ids: Int32Array;
  values: Float32Array;
}

/** One text; the arrays belong to the maker and hold until its next text. */
export interface Vector {
  length: number;
  ids: Int32Array;
  values: Float32Array;
  /** How many of them are words or pairs of words. */
  words: number;
}

export interface Vectors {
  features: number;
  /** Those of the texts it was made from. */
  rows: Rows;
  vectorOf(normalised: string): Vector;
  /** The feature of a piece and its block, or -1. */
  find(hash: number): number;
}

const TEXTS_AT_ONCE = 50;
const ROWS_AT_ONCE = 500;

/**
 * Learns the features of normalised texts and how much each tells: TF-IDF, words and characters of length 1 each.
 * It stops now and then, so that others get their turn.
 */
export function* createVectors(texts: readonly string[], rarest: number): Generator<void, Vectors> {
  const all = createHashTable(texts.length * 20);
  const counted = yield* countPieces(texts, all.add);
  yield;
  const occurs = new Int32Array(all.size());
  for (const id of counted.ids) occurs[id] = (occurs[id] ?? 0) + 1;

  const table = createHashTable(all.size());
  const kept = new Int32Array(all.size()).fill(-1);
  let features = 0;
  for (let id = 0; id < kept.length; id++) if ((occurs[id] ?? 0) >= rarest) kept[id] = features++;
  counted.hashes.forEach((hash, id) => {
    if ((kept[id] ?? -1) >= 0) table.add(hash);
  });
  yield;
  const blocks = new Uint8Array(features);
  const rarity = new Float32Array(features);
  for (let id = 0; id < kept.length; id++) {
    const to = kept[id] ?? -1;
    if (to < 0) continue;
    blocks[to] = counted.blocks[id] ?? 0;
    rarity[to] = Math.log((1 + texts.length) / (1 + (occurs[id] ?? 0))) + 1;
  }

  const weighed = createWeigher(blocks, rarity);
  yield;
  const rows = yield* rowsOf(counted, kept, weighed);
  const counts = new Int32Array(features);
  let touched = new Int32Array(1024);
  let values = new Float32Array(1024);

  return {
    features,
    rows,
    find: table.find,
    vectorOf(normalised) {
      let length = 0;
      let words = 0;
      piecesOf(normalised, (hash, block) => {
        const id = table.find(hash);
        if (id < 0) return;
        const count = counts[id] ?? 0;
        counts[id] = count + 1;
        if (count > 0) return;
        if (length === touched.length) {
          const more = new Int32Array(length * 2);
          more.set(touched);
          touched = more;
          values = new Float32Array(length * 2);
        }
        if (block === WORDS) words++;
        touched[length++] = id;
      });
      for (let i = 0; i < length; i++) {
        const id = touched[i] ?? 0;
        values[i] = counts[id] ?? 0;
        counts[id] = 0;
      }
      weighed(touched, values, 0, length);
      return { length, ids: touched, values, words };
    },
  };
}

interface Counted {
  starts: Int32Array;
  ids: Int32Array;
  counts: Int32Array;
  hashes: number[];
  blocks: Block[];
}

function* countPieces(texts: readonly string[], add: (hash: number) => number): Generator<void, Counted> {
  const starts = new Int32Array(texts.length + 1);
  const hashes: number[] = [];
  const blocks: Block[] = [];
  /** By feature: where it stands in the present row. */
  const places: number[] = [];
  let ids = new Int32Array(4096);
  let counts = new Int32Array(4096);
  let length = 0;
  for (const [row, text] of texts.entries()) {
    if (row % TEXTS_AT_ONCE === 0) yield;
    const start = length;
    piecesOf(text, (hash, block) => {
      const id = add(hash);
      if (id === hashes.length) {
        hashes.push(hash);
        blocks.push(block);
        places.push(-1);
      }
      const place = places[id] ?? -1;
      if (place >= start) {
        counts[place] = (counts[place] ?? 0) + 1;
        return;
      }
      if (length === ids.length) {
        ids = grown(ids);
        counts = grown(counts);
      }
      places[id] = length;
      ids[length] = id;
      counts[length++] = 1;
    });
    starts[row + 1] = length;
  }
  return { starts, ids: ids.subarray(0, length), counts: counts.subarray(0, length), hashes, blocks };
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(array.length * 2);
  more.set(array);
  return more;
}

type Weigher = (ids: Int32Array, values: Float32Array, from: number, to: number) => void;

/** Turns the counts of a row into weights, in place. */
function createWeigher(blocks: Uint8Array, rarity: Float32Array): Weigher {
  return (ids, values, from, to) => {
    let words = 0;
    let characters = 0;
    for (let i = from; i < to; i++) {
      const id = ids[i] ?? 0;
      const count = values[i] ?? 0;
      const value = (count > 1 ? 1 + Math.log(count) : 1) * (rarity[id] ?? 0);
      values[i] = value;
      if (blocks[id] === 0) words += value * value;
      else characters += value * value;
    }
    const present = (words > 0 ? 1 : 0) + (characters > 0 ? 1 : 0);
    const ofWords = words > 0 ? 1 / Math.sqrt(words * present) : 0;
    const ofCharacters = characters > 0 ? 1 / Math.sqrt(characters * present) : 0;
    for (let i = from; i < to; i++)
      values[i] = (values[i] ?? 0) * (blocks[ids[i] ?? 0] === 0 ? ofWords : ofCharacters);
  };
}

function* rowsOf({ starts, ids, counts }: Counted, kept: Int32Array, weigh: Weigher): Generator<void, Rows> {
  const count = starts.length - 1;
  const own = {
    starts: new Int32Array(count + 1),
    ids: new Int32Array(ids.length),
    values: new Float32Array(ids.length),
  };
  let length = 0;
  for (let row = 0; row < count; row++) {
    if (row % ROWS_AT_ONCE === 0) yield;
    const start = length;
    for (let i = starts[row] ?? 0; i < (starts[row + 1] ?? 0); i++) {
      const id = kept[ids[i] ?? 0] ?? -1;
      if (id < 0) continue;
      own.ids[length] = id;
      own.values[length++] = counts[i] ?? 0;
    }
    own.starts[row + 1] = length;
    weigh(own.ids, own.values, start, length);
  }
  return { count, starts: own.starts, ids: own.ids.slice(0, length), values: own.values.slice(0, length) };
}
