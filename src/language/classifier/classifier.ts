import { setImmediate } from 'node:timers/promises';
import { normalise } from '../tokens.ts';
import { calibrate, confidencesOf, USUAL, type Calibration, type Judged } from './calibration.ts';
import { leanToCentres } from './centres.ts';
import { createHints, type Hint } from './hints.ts';
import { scoreLinear, trainLinear, type LinearModel, type LinearTask } from './linear.ts';
import { createReasons, type Reason } from './reasons.ts';
import { createTelling } from './telling.ts';
import { remembering } from './remembering.ts';
import { Thought, type Verdict, type Weighed } from './thought.ts';
import { createVectors, type Vector } from './vectors.ts';

export type { Hint } from './hints.ts';
export type { Reason } from './reasons.ts';
export type { Guess, Verdict, Weighed } from './thought.ts';

export interface Example {
  text: string;
  label: string;
  /** How much it counts; 1 where it isn't said. */
  weight?: number | undefined;
}

export interface Classifier {
  readonly labels: readonly string[];
  /** For one that is trained on more of the same. */
  readonly calibration: Calibration;
  /** Every label with its confidence, the likeliest first. */
  classify(text: string): Weighed['guesses'];
  /** As `classify`, for normalised text. */
  weigh(normalised: string): Weighed;
  /** The likeliest label, and whether to trust it. */
  decide(text: string): Verdict;
  /** The words that speak for a label (the likeliest, where none is named) against its next rival, the weightiest first. */
  why(text: string, asked?: { label?: string | undefined; most?: number }): readonly Reason[];
}

export interface ClassifierOptions {
  /** Words known to tell a label, with weights; learning starts from them. */
  hints?: readonly Hint[] | undefined;
  /** The label whose examples are none of the others. */
  none?: string | undefined;
  /** Examples kept from training, to calibrate confidences by; without them parts of the training ones serve. */
  dev?: readonly Example[] | undefined;
  /** Into how many parts the training examples are cut to calibrate by; 0 takes the usual calibration: a fast start. */
  parts?: number | undefined;
  /** That of another classifier, where it was trained on a part of the same examples. */
  calibration?: Calibration | undefined;
}

/** What comes after it changes nothing any more. */
const LONGEST = 2000;
const REMEMBERED = 64;
/** From so many examples on, a feature must occur twice. */
const MANY = 3000;
/** With more labels their centres lie close together, and every word of a label's few examples seems to tell it. */
const FEW_LABELS = 40;
/** A message that comes in meanwhile waits no longer than this and one step. */
const TURN_MS = 8;
const AT_ONCE = 50;

/** Trains a linear model for each label on words and characters; the same examples give the same model. */
export function trainClassifier(examples: readonly Example[], options: ClassifierOptions = {}): Classifier {
  const steps = training(examples, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** As `trainClassifier`, letting others have their turn every few milliseconds. */
export async function trainInTurns(
  examples: readonly Example[],
  options: ClassifierOptions = {},
): Promise<Classifier> {
  const steps = training(examples, options);
  for (;;) {
    const until = performance.now() + TURN_MS;
    do {
      const { done, value } = steps.next();
      if (done === true) return value;
    } while (performance.now() < until);
    await setImmediate();
  }
}

function* training(examples: readonly Example[], options: ClassifierOptions): Generator<void, Classifier> {
  const { hints = [], dev = [], parts = 3 } = options;
  const labels = [...new Set(examples.map(({ label }) => label))];
  const numbers = new Map(labels.map((label, i) => [label, i]));
  const numberOf = ({ label }: Example) => numbers.get(label) ?? -1;
  const none = numbers.get(options.none ?? '') ?? -1;
  const texts = yield* eachInTurns(examples, ({ text }) => read(text));
  const vectors = yield* createVectors(texts, examples.length > MANY ? 2 : 1);
  const hinted = createHints(labels, hints);
  const task: LinearTask = {
    rows: vectors.rows,
    features: vectors.features,
    labels: labels.length,
    answers: Int32Array.from(examples, numberOf),
    weights: Float32Array.from(examples, ({ weight = 1 }) => weight),
    offsets: hints.length > 0 ? yield* eachInTurns(texts, hinted) : undefined,
  };
  const model = yield* trainModel(task, none);
  const scoresOf = (vector: Vector, normalised: string) => {
    const scores = hints.length > 0 ? hinted(normalised) : new Float64Array(labels.length);
    scoreLinear(model, vector, scores);
    return scores;
  };

  const judgedByDev = () =>
    dev
      .filter((example) => numberOf(example) >= 0)
      .map((example): Judged => {
        const normalised = read(example.text);
        return { scores: scoresOf(vectors.vectorOf(normalised), normalised), answer: numberOf(example) };
      });
  const calibration =
    options.calibration ??
    (dev.length > 0
      ? calibrate(judgedByDev(), none)
      : parts > 1
        ? calibrate(yield* judgedByParts(task, parts, none), none)
        : USUAL);

  const think = remembering(REMEMBERED, (normalised: string) => {
    const vector = vectors.vectorOf(normalised);
    const confidences = confidencesOf(scoresOf(vector, normalised), none, calibration);
    return new Thought(labels, confidences, vector.words);
  });
  const reasons = createReasons({ vectors, model, hinted });

  return {
    labels,
    calibration,
    weigh: (normalised) => think(normalised.slice(0, LONGEST)),
    classify: (text) => think(read(text)).guesses,
    decide: (text) => think(read(text)).verdict(none),
    why(text, { label, most = 5 } = {}) {
      const written = text.slice(0, LONGEST);
      const normalised = read(written);
      const ranking = think(normalised).guesses.map((guess) => numbers.get(guess.label) ?? 0);
      const best = label === undefined ? ranking[0] : numbers.get(label);
      const second = ranking.find((number) => number !== best);
      if (best === undefined || second === undefined) return [];
      return reasons({ written, normalised, best, second, most });
    },
  };
}

function* eachInTurns<From, To>(list: readonly From[], make: (one: From) => To): Generator<void, To[]> {
  const made: To[] = [];
  for (const [i, one] of list.entries()) {
    if (i % AT_ONCE === 0) yield;
    made.push(make(one));
  }
  return made;
}

function read(text: string): string {
  return normalise(text.slice(0, LONGEST)).slice(0, LONGEST);
}

/**
 * Few labels gain by what their examples have in common. A label for what is none of the others would fall behind: its
 * examples have nothing in common.
 */
function* trainModel(task: LinearTask, none: number): Generator<void, LinearModel> {
  if (none >= 0 || task.labels > FEW_LABELS) return yield* trainLinear(task);
  const model = yield* trainLinear({ ...task, telling: createTelling(task) });
  leanToCentres(model, task);
  return model;
}

/** What models say that were trained without the part they are asked about. */
function* judgedByParts(task: LinearTask, count: number, none: number): Generator<void, Judged[]> {
  const { rows, answers, labels } = task;
  const parts = partsOf(answers, labels, count);
  const judged: Judged[] = [];
  for (let part = 0; part < count; part++) {
    const model = yield* trainModel({ ...task, without: { parts, part } }, none);
    for (let row = 0; row < rows.count; row++) {
      if (parts[row] !== part) continue;
      const [from, to] = [rows.starts[row] ?? 0, rows.starts[row + 1] ?? 0];
      const scores = Float64Array.from(task.offsets?.[row] ?? new Float64Array(labels));
      const vector = { length: to - from, ids: rows.ids.subarray(from), values: rows.values.subarray(from) };
      scoreLinear(model, vector, scores);
      judged.push({ scores, answer: answers[row] ?? 0 });
    }
  }
  return judged;
}

/** Deals the rows of each label out in turn. */
function partsOf(answers: Int32Array, labels: number, count: number): Uint8Array {
  const seen = new Int32Array(labels);
  return Uint8Array.from(answers, (label) => {
    const nth = seen[label] ?? 0;
    seen[label] = nth + 1;
    return nth % count;
  });
}
