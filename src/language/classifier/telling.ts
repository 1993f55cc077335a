import type { LinearTask, Telling } from './linear.ts';

/** So much is added to what was counted, spread as if the feature told nothing: few occurrences prove little. */
const DOUBT = 1;
/** What a feature that tells nothing has, against one that tells as much as is usual. */
const LEAST = 0.5;

/**
 * Features that are more frequent in a label than elsewhere, or rarer, gain weight more easily: the scaling by log-count
 * ratios of Wang and Manning (2012). A few examples then suffice to tell words from noise. What is returned holds until
 * the next label.
 */
export function createTelling(task: LinearTask): Telling {
  const { features, labels } = task;
  const { sums, squares } = countFeatures(task);
  const totals = new Float64Array(features);
  const ofLabels = new Float64Array(labels);
  let all = 0;
  for (let at = 0; at < sums.length; at++) {
    const sum = sums[at] ?? 0;
    const id = Math.floor(at / labels);
    totals[id] = (totals[id] ?? 0) + sum;
    ofLabels[at % labels] = (ofLabels[at % labels] ?? 0) + sum;
    all += sum;
  }
  const allSquares = squares.reduce((sum, square) => sum + square, 0);
  const ease = new Float64Array(features);

  return (label) => {
    const inside = ofLabels[label] ?? 0;
    const outside = all - inside;
    if (inside <= 0 || outside <= 0) return ease.fill(1);
    const share = inside / all;
    let spread = 0;
    for (let id = 0; id < features; id++) {
      const own = sums[id * labels + label] ?? 0;
      const others = Math.max(0, (totals[id] ?? 0) - own);
      const ratio = Math.log((own + DOUBT * share) / inside / ((others + DOUBT * (1 - share)) / outside));
      ease[id] = Math.abs(ratio);
      spread += (squares[id] ?? 0) * ratio * ratio;
    }
    const usual = Math.sqrt(spread / allSquares) || 1;
    for (let id = 0; id < features; id++) ease[id] = (LEAST + (1 - LEAST) * ((ease[id] ?? 0) / usual)) ** 2;
    return ease;
  };
}

/** What each feature sums up to in each label, the labels of a feature side by side, and its squares in all of them. */
function countFeatures({ rows, features, answers, labels, weights, without }: LinearTask) {
  const sums = new Float32Array(features * labels);
  const squares = new Float64Array(features);
  for (let row = 0; row < rows.count; row++) {
    if (without && without.parts[row] === without.part) continue;
    const label = answers[row] ?? 0;
    const weight = weights?.[row] ?? 1;
    for (let i = rows.starts[row] ?? 0; i < (rows.starts[row + 1] ?? 0); i++) {
      const id = rows.ids[i] ?? 0;
      const value = rows.values[i] ?? 0;
      const at = id * labels + label;
      sums[at] = (sums[at] ?? 0) + weight * value;
      squares[id] = (squares[id] ?? 0) + weight * value * value;
    }
  }
  return { sums, squares };
}
