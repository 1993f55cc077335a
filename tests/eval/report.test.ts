import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  bestThreshold,
  quantile,
  scoreClassification,
  scoreRetrieval,
  type Predicted,
} from '../../bench/eval/report.ts';

const SCORER = join(import.meta.dirname, '../../../shared/eval/score.mjs');

interface Scorer {
  scoreRetrieval: (gold: object[], pred: object[], groupOf?: (id: string) => string | undefined) => object;
  scoreClassification: (gold: object[], pred: object[], options: object) => object;
  bestThreshold: (gold: object[], pred: object[], options: object) => number;
}

/** The same numbers every time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * sides);
  };
}

const roll = dice(7);
const gold = Array.from({ length: 300 }, (_, i) => ({
  id: `t${i}`,
  text: '',
  label: ['a', 'b', 'c', 'oos'][roll(4)] ?? '',
}));
const predictions: Predicted[] = gold.slice(2).map(({ id, label }) => ({
  id,
  label: roll(10) < 7 ? label : (['a', 'b', 'c', 'oos'][roll(4)] ?? ''),
  confidence: roll(50) / 50,
}));
const queries = Array.from({ length: 80 }, (_, i) => ({
  qid: `q${i}`,
  relevant: [`d${roll(20)}`, `d${roll(20)}`],
}));
const ranked = queries.slice(1).map(({ qid }) => ({
  qid,
  ranked: [...new Set(Array.from({ length: 15 }, () => `d${roll(20)}`))],
}));
const groupOf = (id: string) => `d${Number(id.slice(1)) % 10}`;

describe.runIf(existsSync(SCORER))('the scores are those of the shared scorer', async () => {
  const shared = existsSync(SCORER) ? ((await import(SCORER)) as Scorer) : undefined;

  test('of labels', () => {
    expect(shared?.scoreClassification(gold, predictions, {})).toMatchObject(
      scoreClassification(gold, predictions),
    );
  });

  test('of what is out of scope, with the threshold that others are given', () => {
    const threshold = bestThreshold(gold.slice(0, 150), predictions.slice(0, 148), 'oos');
    expect(threshold).toBe(
      shared?.bestThreshold(gold.slice(0, 150), predictions.slice(0, 148), { oos: 'oos' }),
    );
    expect(shared?.scoreClassification(gold, predictions, { oos: 'oos', threshold })).toMatchObject(
      scoreClassification(gold, predictions, { none: 'oos', threshold }),
    );
  });

  test('of rankings, of documents and of their groups', () => {
    expect(shared?.scoreRetrieval(queries, ranked)).toMatchObject(scoreRetrieval(queries, ranked));
    expect(shared?.scoreRetrieval(queries, ranked, groupOf)).toMatchObject(
      scoreRetrieval(queries, ranked, groupOf),
    );
  });
});

test('scores of a case one can count', () => {
  const two = [
    { id: '1', label: 'a' },
    { id: '2', label: 'oos' },
  ];
  const answers = [
    { id: '1', label: 'a', confidence: 0.9 },
    { id: '2', label: 'a', confidence: 0.2 },
  ];
  expect(scoreClassification(two, answers, { none: 'oos', threshold: 0.5 })).toMatchObject({
    accuracy: 1,
    oos_f1: 1,
    auroc: 1,
  });
  expect(scoreClassification(two, answers)).toMatchObject({ accuracy: 0.5, macro_f1: 0.3334 });
});

test('quantiles of times', () => {
  const times = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect([quantile(times, 0.5), quantile(times, 0.99), quantile(times, 1), quantile([], 0.5)]).toEqual([
    51, 100, 100, 0,
  ]);
});
