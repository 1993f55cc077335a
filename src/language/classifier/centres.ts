import type { LinearModel, LinearTask } from './linear.ts';

const LEAN = 1.5;

/**
 * Leans a trained model towards the centre of each label's examples. The margin follows single examples, wrong ones
 * too; the centre is what they have in common.
 */
export function leanToCentres(model: LinearModel, task: LinearTask): void {
  const { rows, features, answers, labels, weights, without } = task;
  const sums = new Float32Array(features * labels);
  for (let row = 0; row < rows.count; row++) {
    if (without && without.parts[row] === without.part) continue;
    const label = answers[row] ?? 0;
    const weight = weights?.[row] ?? 1;
    for (let i = rows.starts[row] ?? 0; i < (rows.starts[row + 1] ?? 0); i++) {
      const at = (rows.ids[i] ?? 0) * labels + label;
      sums[at] = (sums[at] ?? 0) + weight * (rows.values[i] ?? 0);
    }
  }
  const squares = new Float64Array(labels);
  for (let at = 0; at < sums.length; at++) {
    const label = at % labels;
    squares[label] = (squares[label] ?? 0) + (sums[at] ?? 0) ** 2;
  }
  const scales = squares.map((square) => (square > 0 ? LEAN / Math.sqrt(square) : 0));
  for (let at = 0; at < sums.length; at++)
    model.weights[at] = (model.weights[at] ?? 0) + (scales[at % labels] ?? 0) * (sums[at] ?? 0);
}
