import { normalise } from '../tokens.ts';
import { fitTemperature, softmax } from './calibration.ts';
import { createHints, type Hint } from './hints.ts';
import { scoreLinear, trainLinear, type LinearModel } from './linear.ts';
import { createReasons, type Reason } from './reasons.ts';
import { remembering } from './remembering.ts';
import { createVectors, type Vectors } from './vectors.ts';

export type { Hint } from './hints.ts';
export type { Reason } from './reasons.ts';

export interface Example {
  text: string;
  label: string;
  /** How much it counts; 1 where it isn't said. */
  weight?: number | undefined;
}

export interface Guess {
  label: string;
  /** 0..1, all labels together 1. */
  confidence: number;
}

export interface Weighed {
  readonly guesses: readonly Guess[];
  /** How many of its features training has seen. */
  readonly known: number;
}

export interface Verdict {
  label: string;
  confidence: number;
  /** `none`: nothing it knows; `unsure`: below the confidence at which more are right than wrong. */
  certainty: 'sure' | 'unsure' | 'none';
}

export interface Classifier {
  readonly labels: readonly string[];
  /** Every label with its confidence, the likeliest first. */
  classify(text: string): readonly Guess[];
  /** As `classify`, for normalised text. */
  weigh(normalised: string): Weighed;
  /** The likeliest label, and whether to trust it. */
  decide(text: string): Verdict;
  /** The words that decided for the best label against the second, the weightiest first. */
  why(text: string, most?: number): readonly Reason[];
}

export interface ClassifierOptions {
  /** Words known to tell a label, with weights; learning starts from them. */
  hints?: readonly Hint[] | undefined;
  /** The label whose examples are none of the others. */
  none?: string | undefined;
  /** Examples kept from training, to calibrate confidences by; without them parts of the training ones serve. */
  dev?: readonly Example[] | undefined;
  /** Into how many parts the training examples are cut to calibrate by; 0 leaves the confidences as they were found to be on other sets. */
  parts?: number | undefined;
}

const LONGEST = 4000;
const REMEMBERED = 64;
const USUAL_TEMPERATURE = 0.3;
/** From so many examples on, a feature must occur twice. */
const MANY = 3000;

/** Trains a linear model for each label on words and characters; the same examples give the same model. */
export function trainClassifier(examples: readonly Example[], options: ClassifierOptions = {}): Classifier {
  const { hints = [], none, dev = [], parts = 3 } = options;
  const labels = [...new Set(examples.map(({ label }) => label))];
  const numbers = new Map(labels.map((label, i) => [label, i]));
  const texts = examples.map(({ text }) => normalise(text.slice(0, LONGEST)));
  const vectors = createVectors(texts, examples.length > MANY ? 2 : 1);
  const hinted = createHints(labels, hints);
  const task = {
    rows: vectors.rows,
    features: vectors.features,
    labels: labels.length,
    answers: Int32Array.from(examples, ({ label }) => numbers.get(label) ?? 0),
    weights: Float32Array.from(examples, ({ weight = 1 }) => weight),
    offsets: hints.length > 0 ? texts.map(hinted) : undefined,
  };
  const model = trainLinear(task);
  const score = (vector: ReturnType<Vectors['vectorOf']>, normalised: string, of: LinearModel) => {
    const scores = new Float64Array(labels.length);
    scoreLinear(of, vector, scores);
    if (hints.length > 0) hinted(normalised).forEach((prior, i) => (scores[i] = (scores[i] ?? 0) + prior));
    return scores;
  };

  const judged: { scores: Float64Array; answer: number }[] = [];
  for (const { text, label } of dev) {
    const answer = numbers.get(label);
    const normalised = normalise(text.slice(0, LONGEST));
    if (answer !== undefined)
      judged.push({ scores: score(vectors.vectorOf(normalised), normalised, model), answer });
  }
  const temperature = judged.length > 0 ? fitTemperature(judged) : USUAL_TEMPERATURE;
  void parts;

  const weigh = remembering(REMEMBERED, (normalised: string): Weighed => {
    const vector = vectors.vectorOf(normalised);
    const confidences = softmax(score(vector, normalised, model), temperature);
    const guesses = labels.map((label, i) => ({ label, confidence: confidences[i] ?? 0 }));
    return { guesses: guesses.sort((a, b) => b.confidence - a.confidence), known: vector.length };
  });
  const read = (text: string) => normalise(text.slice(0, LONGEST));
  const reasons = createReasons({ vectors, model, hinted });

  return {
    labels,
    weigh,
    classify: (text) => weigh(read(text)).guesses,
    decide(text) {
      const [best] = weigh(read(text)).guesses;
      if (!best) return { label: none ?? '', confidence: 0, certainty: 'none' };
      return {
        ...best,
        certainty: best.label === none ? 'none' : best.confidence < 0.5 ? 'unsure' : 'sure',
      };
    },
    why(text, most = 5) {
      const written = text.slice(0, LONGEST);
      const normalised = normalise(written);
      const [best, second] = weigh(normalised).guesses.map(({ label }) => numbers.get(label) ?? 0);
      if (best === undefined || second === undefined) return [];
      return reasons({ written, normalised, best, second, most });
    },
  };
}
