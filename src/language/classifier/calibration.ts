import { fitLogistic, type Logistic } from './logistic.ts';

export interface Judged {
  scores: Float64Array;
  /** The number of the right label. */
  answer: number;
}

/** What turns scores into confidences. */
export interface Calibration {
  /** Low ones sharpen the confidences. */
  temperature: number;
  /** Tells from `signalsOf` whether it is none of the labels; absent where there were too few examples of that. */
  none?: Logistic | undefined;
}

/** A score of 1 is that of a plain example, -1 that of a text that says nothing about the label. */
export const USUAL: Calibration = { temperature: 0.3 };
/** How many messages are none of the labels where nobody has counted: one in ten. */
const USUAL_SHARE = 0.1;
const FEWEST = 20;
const COLDEST = 0.05;
const HOTTEST = 2;

/** The calibration at which the confidences say best how often they are right, judged by examples not trained on. */
export function calibrate(judged: readonly Judged[], none: number): Calibration {
  const inside = judged.filter(({ answer }) => answer !== none);
  const outside = judged.length - inside.length;
  if (inside.length < FEWEST) return USUAL;
  const temperature = fitTemperature(inside, none);
  if (none < 0 || outside < FEWEST) return { temperature };
  const rows = judged.map(({ scores, answer }) => ({
    signals: signalsOf(scores, none),
    yes: answer === none,
  }));
  return { temperature, none: fitLogistic(rows, USUAL_SHARE) };
}

/** What speaks for a text being none of the labels: its best score, the lead over the second, the score of “none”. */
export function signalsOf(scores: Float64Array, none: number): [number, number, number] {
  let best = -Infinity;
  let second = -Infinity;
  for (let label = 0; label < scores.length; label++) {
    const score = scores[label] ?? 0;
    if (label === none || score <= second) continue;
    if (score > best) [best, second] = [score, best];
    else second = score;
  }
  const lead = Number.isFinite(second) ? best - second : 0;
  return [Number.isFinite(best) ? best : 0, lead, none >= 0 ? (scores[none] ?? 0) : 0];
}

/** Confidences of all labels, together 1. */
export function confidencesOf(scores: Float64Array, none: number, calibration: Calibration): Float64Array {
  if (!calibration.none || none < 0) return softmax(scores, calibration.temperature, -1);
  const outside = calibration.none(signalsOf(scores, none));
  const confidences = softmax(scores, calibration.temperature, none);
  for (let label = 0; label < confidences.length; label++)
    confidences[label] = (confidences[label] ?? 0) * (1 - outside);
  confidences[none] = outside;
  return confidences;
}

function softmax(scores: Float64Array, temperature: number, without: number): Float64Array {
  let highest = -Infinity;
  for (let i = 0; i < scores.length; i++)
    if (i !== without && (scores[i] ?? 0) > highest) highest = scores[i] ?? 0;
  const confidences = new Float64Array(scores.length);
  let total = 0;
  for (let i = 0; i < scores.length; i++)
    if (i !== without) total += confidences[i] = Math.exp(((scores[i] ?? 0) - highest) / temperature);
  for (let i = 0; i < scores.length; i++) confidences[i] = (confidences[i] ?? 0) / (total || 1);
  return confidences;
}

function fitTemperature(judged: readonly Judged[], none: number): number {
  let best = { temperature: USUAL.temperature, surprise: Infinity };
  for (let temperature = COLDEST; temperature <= HOTTEST; temperature *= 1.12) {
    let surprise = 0;
    for (const { scores, answer } of judged)
      surprise -= Math.log(Math.max(1e-9, softmax(scores, temperature, none)[answer] ?? 0));
    if (surprise < best.surprise) best = { temperature, surprise };
  }
  return best.temperature;
}
