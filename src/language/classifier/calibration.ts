export interface Judged {
  scores: Float64Array;
  /** The number of the right label. */
  answer: number;
}

const COLDEST = 0.03;
const HOTTEST = 3;

/** Confidences that add up to 1; a low temperature sharpens them. */
export function softmax(scores: Float64Array, temperature: number): Float64Array {
  const highest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const confidences = scores.map((score) => Math.exp((score - highest) / temperature));
  const total = confidences.reduce((sum, confidence) => sum + confidence, 0);
  return confidences.map((confidence) => confidence / total);
}

/** The temperature at which the confidences say best how often they are right. */
export function fitTemperature(judged: readonly Judged[]): number {
  let best = { temperature: 1, surprise: Infinity };
  for (let temperature = COLDEST; temperature <= HOTTEST; temperature *= 1.08) {
    let surprise = 0;
    for (const { scores, answer } of judged)
      surprise -= Math.log(Math.max(1e-9, softmax(scores, temperature)[answer] ?? 0));
    if (surprise < best.surprise) best = { temperature, surprise };
  }
  return best.temperature;
}
