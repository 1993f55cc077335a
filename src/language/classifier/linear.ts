import type { Rows, Vector } from './vectors.ts';

/** One weight for each feature and label, the labels of a feature side by side, and one bias for each label. */
export interface LinearModel {
  labels: number;
  weights: Float32Array;
  biases: Float32Array;
}

/** How easily each feature gains weight for a label; 1 is usual. */
export type Telling = (label: number) => Float64Array;

export interface LinearTask {
  rows: Rows;
  features: number;
  /** The number of the label of each row. */
  answers: Int32Array;
  labels: number;
  /** How much a row counts; 1 where it isn't said. */
  weights?: Float32Array | undefined;
  /** What each label scores in each row before anything is learnt. */
  offsets?: readonly Float64Array[] | undefined;
  /** Rows that are left out: these, by number of their part. */
  without?: { parts: Uint8Array; part: number } | undefined;
  /** Which features tell a label; where it isn't said, all gain weight alike. */
  telling?: Telling | undefined;
}

const COST = 1;
const PASSES = 7;
/** In the first pass one of so many examples of other labels. */
const SAMPLE = 8;
/** The passes in which all rows are looked at; between them those that are right by far are left out. */
const LOOKS = [1, 4];
const PRECISION = 0.05;
const TOLERANCE = 0.01;
/** A rare label counts more, by the root of what would make all labels equal. */
const BALANCE = 0.5;
/** What a label scores for a text that says nothing about it: no example needs to teach that. */
const START = -1;

/**
 * One linear support vector machine for each label against all others: squared hinge loss, dual coordinate descent
 * with shrinking (Hsieh et al. 2008, as in LIBLINEAR). The same rows give the same weights. It stops after each label,
 * so that others get their turn.
 */
export function* trainLinear(task: LinearTask): Generator<void, LinearModel> {
  const { features, labels } = task;
  const model = {
    labels,
    weights: new Float32Array(features * labels),
    biases: new Float32Array(labels),
  };
  const solve = createSolver(task);
  for (let label = 0; label < labels; label++) {
    yield;
    const own = yield* solve(label);
    for (let id = 0; id < features; id++) model.weights[id * labels + label] = own[id] ?? 0;
    model.biases[label] = START + (own[features] ?? 0);
  }
  return model;
}

/** Adds what each label scores for a text to `scores`. */
export function scoreLinear(
  { labels, weights, biases }: LinearModel,
  { length, ids, values }: Omit<Vector, 'words'>,
  scores: Float64Array,
): void {
  for (let label = 0; label < labels; label++) scores[label] = (scores[label] ?? 0) + (biases[label] ?? 0);
  for (let i = 0; i < length; i++) {
    const at = (ids[i] ?? 0) * labels;
    const value = values[i] ?? 0;
    for (let label = 0; label < labels; label++)
      scores[label] = (scores[label] ?? 0) + value * (weights[at + label] ?? 0);
  }
}

function createSolver(task: LinearTask) {
  const { rows, features, answers, labels, weights, offsets, without, telling } = task;
  const { starts, ids, values } = rows;
  const used: number[] = [];
  const counts = new Float64Array(labels);
  /** Of the rows that had to change something; 0 where it isn't known yet. */
  const squares = new Float64Array(rows.count);
  for (let row = 0; row < rows.count; row++) {
    if (without && without.parts[row] === without.part) continue;
    used.push(row);
    const label = answers[row] ?? 0;
    counts[label] = (counts[label] ?? 0) + (weights?.[row] ?? 1);
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  const own = new Float64Array(features + 1);
  const alphas = new Float64Array(rows.count);
  const softness = new Float64Array(rows.count);
  const order = new Int32Array(used.length);

  let ease: Float64Array = new Float64Array(features).fill(1);
  let active = 0;
  let state = 0;

  return function* solve(label: number): Generator<void, Float64Array> {
    own.fill(0);
    alphas.fill(0);
    const positive = counts[label] ?? 0;
    if (positive === 0) return own;
    if (telling) {
      ease = telling(label);
      squares.fill(0);
    }
    const costOfPositive = COST * (total / (2 * positive)) ** BALANCE;
    const costOfNegative = COST * (total / (2 * Math.max(1, total - positive))) ** BALANCE;
    for (const row of used)
      softness[row] =
        0.5 / ((answers[row] === label ? costOfPositive : costOfNegative) * (weights?.[row] ?? 1));
    // A first idea from all examples of the label and some of the others; who is right then needs no second look.
    active = 0;
    for (const row of used) if (answers[row] === label) order[active++] = row;
    let first = active;
    let rest = used.length;
    let other = 0;
    for (const row of used) {
      if (answers[row] === label) continue;
      if (other++ % SAMPLE === 0) order[first++] = row;
      else order[--rest] = row;
    }
    active = first;
    state = 12_345 + label;
    for (let pass = 0; pass < PASSES; pass++) {
      yield;
      const all = LOOKS.includes(pass);
      if (all) active = used.length;
      const worst = passOver(label);
      if (all && worst <= PRECISION) break;
    }
    return own;
  };

  /** Improves the weights by each active row in turn; tells by how much the worst of them was wrong. */
  function passOver(label: number): number {
    for (let i = 0; i < active; i++) {
      // A fixed sequence: training must not depend on chance.
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const j = i + Math.floor((state / 4_294_967_296) * (active - i));
      const row = order[j] ?? 0;
      order[j] = order[i] ?? 0;
      order[i] = row;
    }
    let worst = 0;
    for (let i = 0; i < active; i++) {
      const row = order[i] ?? 0;
      const sign = answers[row] === label ? 1 : -1;
      const soft = softness[row] ?? 0;
      const end = starts[row + 1] ?? 0;
      let score = START + (own[features] ?? 0) + (offsets?.[row]?.[label] ?? 0);
      for (let at = starts[row] ?? 0; at < end; at++) score += (own[ids[at] ?? 0] ?? 0) * (values[at] ?? 0);
      const alpha = alphas[row] ?? 0;
      const gradient = sign * score - 1 + alpha * soft;
      if (alpha === 0 && gradient >= -TOLERANCE) {
        order[i--] = order[--active] ?? 0;
        order[active] = row;
        continue;
      }
      if (Math.abs(gradient) > worst) worst = Math.abs(gradient);
      if (Math.abs(gradient) < TOLERANCE) continue;
      const next = Math.max(0, alpha - gradient / (squareOf(row) + soft));
      const change = (next - alpha) * sign;
      alphas[row] = next;
      for (let at = starts[row] ?? 0; at < end; at++) {
        const id = ids[at] ?? 0;
        own[id] = (own[id] ?? 0) + change * (values[at] ?? 0) * (ease[id] ?? 1);
      }
      own[features] = (own[features] ?? 0) + change;
    }
    return worst;
  }

  function squareOf(row: number): number {
    const known = squares[row] ?? 0;
    if (known > 0) return known;
    let square = 1;
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++)
      square += (values[at] ?? 0) ** 2 * (ease[ids[at] ?? 0] ?? 1);
    squares[row] = square;
    return square;
  }
}
