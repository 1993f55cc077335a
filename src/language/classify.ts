import { createFeatures } from './features.ts';
import type { Hint } from './features.ts';
import { normalise } from './tokens.ts';

export type { Hint } from './features.ts';

export interface Example {
  text: string;
  label: string;
}

export interface Guess {
  label: string;
  /** 0..1, all labels together 1; from 0.6 on it is right nearly always. */
  confidence: number;
}

interface Weighed {
  readonly guesses: readonly Guess[];
  readonly known: number;
}

export interface Classifier {
  /** Every label with its confidence, the likeliest first. */
  classify: (text: string) => readonly Guess[];
  /** As `classify`, for normalised text, with how many of its features training has seen. */
  weigh: (normalised: string) => Weighed;
}

export interface TrainingOptions {
  /** Words known to tell a label, with weights; learning starts from them. */
  hints?: readonly Hint[];
  epochs?: number;
  /** Above 1 flattens the confidences, below 1 sharpens them. */
  temperature?: number;
}

const RATE = 0.6;
const DECAY = 2e-5;
/** One message is weighed several times: whole, in parts, and again by what it leads to. */
const REMEMBERED = 64;

/** Trains a softmax regression over words, word pairs and two-character pieces; the same examples give the same model. */
export function trainClassifier(examples: readonly Example[], options: TrainingOptions = {}): Classifier {
  const { epochs = 16, temperature = 1, hints = [] } = options;
  const labels = [...new Set(examples.map((e) => e.label))];
  const features = createFeatures(labels, hints);
  const rows = examples.map((e) => ({
    ...features.learn(normalise(e.text)),
    label: labels.indexOf(e.label),
  }));
  const weights = new Float32Array(features.count() * labels.length);
  const share = labels.map(
    (_, i) => rows.length / labels.length / Math.max(1, rows.filter((r) => r.label === i).length),
  );

  const scores = new Float64Array(labels.length);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = RATE / (1 + epoch / 6);
    for (const row of shuffled(rows, epoch)) {
      score(row, weights, scores, 1);
      const step = rate * Math.min(2, Math.max(0.5, share[row.label] ?? 1));
      learn(row, weights, scores, step);
    }
  }

  const weigh = remembering(REMEMBERED, (normalised) => {
    const row = features.of(normalised);
    const confidences = new Float64Array(labels.length);
    score(row, weights, confidences, temperature);
    const guesses = labels.map((label, i) => ({ label, confidence: confidences[i] ?? 0 }));
    return { guesses: guesses.sort((a, b) => b.confidence - a.confidence), known: row.ids.length };
  });
  return { weigh, classify: (text) => weigh(normalise(text.slice(0, 4000))).guesses };
}

/** A pure function that gives its last `size` answers again without thinking anew. */
function remembering<T>(size: number, think: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = think(text);
    const [oldest] = answers.keys();
    if (answers.size >= size && oldest !== undefined) answers.delete(oldest);
    answers.set(text, answer);
    return answer;
  };
}

interface Row {
  ids: readonly number[];
  /** What the hints say before anything is learnt, by label. */
  prior: Float64Array;
}

function score(row: Row, weights: Float32Array, out: Float64Array, temperature: number): void {
  const size = out.length;
  const value = 1 / Math.sqrt(row.ids.length || 1);
  let highest = -Infinity;
  for (let label = 0; label < size; label++) {
    let sum = 0;
    for (const id of row.ids) sum += weights[id * size + label] ?? 0;
    const logit = ((row.prior[label] ?? 0) + sum * value) / temperature;
    out[label] = logit;
    if (logit > highest) highest = logit;
  }
  let total = 0;
  for (let label = 0; label < size; label++) total += out[label] = Math.exp((out[label] ?? 0) - highest);
  for (let label = 0; label < size; label++) out[label] = (out[label] ?? 0) / total;
}

function learn(
  row: Row & { label: number },
  weights: Float32Array,
  confidences: Float64Array,
  step: number,
): void {
  const size = confidences.length;
  const value = 1 / Math.sqrt(row.ids.length || 1);
  for (let label = 0; label < size; label++) {
    const error = (label === row.label ? 1 : 0) - (confidences[label] ?? 0);
    const change = step * error * value;
    for (const id of row.ids) {
      const at = id * size + label;
      weights[at] = (weights[at] ?? 0) * (1 - DECAY) + change;
    }
  }
}

// A fixed order per epoch: training must not depend on chance.
function shuffled<T>(rows: readonly T[], seed: number): T[] {
  const order = [...rows];
  let state = seed * 2_654_435_761 + 12_345;
  for (let i = order.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}
