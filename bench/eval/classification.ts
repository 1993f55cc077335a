import { trainClassifier, type Classifier } from '../../src/language/classifier/classifier.ts';
import type { Labelled } from './files.ts';
import type { Predicted } from './report.ts';

export interface ClassificationInput {
  train: readonly Labelled[];
  dev: readonly Labelled[];
  test?: readonly Labelled[] | undefined;
  /** The label whose rows are out of scope. */
  none: string;
}

interface PredictedPart {
  name: string;
  gold: readonly Labelled[];
  predictions: Predicted[];
  trainMs: number;
  predictMs: number[];
}

/**
 * Trains the product's classifier as it comes. The dev part is predicted by a model that hasn't seen it, and calibrates
 * the confidences; the test part by one that has learnt from train and dev.
 */
export function evalClassification({ train, dev, test, none }: ClassificationInput): PredictedPart[] {
  const parts: PredictedPart[] = [];
  const start = performance.now();
  const first = trainClassifier(train, { none, dev });
  const firstMs = performance.now() - start;
  if (dev.length > 0) parts.push({ name: 'dev', gold: dev, trainMs: firstMs, ...predicted(first, dev) });
  if (!test) return parts;
  const again = performance.now();
  const whole =
    dev.length > 0 ? trainClassifier([...train, ...dev], { none, calibration: first.calibration }) : first;
  const trainMs = dev.length > 0 ? performance.now() - again : firstMs;
  parts.push({ name: 'test', gold: test, trainMs, ...predicted(whole, test) });
  return parts;
}

function predicted(classifier: Classifier, rows: readonly Labelled[]) {
  const predictMs: number[] = [];
  const predictions = rows.map(({ id, text }) => {
    const start = performance.now();
    const { label, confidence } = classifier.decide(text);
    predictMs.push(performance.now() - start);
    return { id, label, confidence };
  });
  return { predictions, predictMs };
}
