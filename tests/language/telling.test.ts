import { describe, expect, test } from 'vitest';
import type { LinearTask } from '../../src/language/classifier/linear.ts';
import { createTelling } from '../../src/language/classifier/telling.ts';

const [EVERYWHERE, OFTEN_A, ONCE_A, OFTEN_B] = [0, 1, 2, 3];

function taskOf(texts: readonly { label: number; features: readonly number[] }[]): LinearTask {
  const ids = texts.flatMap(({ features }) => features);
  const starts = [0];
  for (const { features } of texts) starts.push((starts.at(-1) ?? 0) + features.length);
  return {
    rows: {
      count: texts.length,
      starts: Int32Array.from(starts),
      ids: Int32Array.from(ids),
      values: new Float32Array(ids.length).fill(0.5),
    },
    features: 4,
    answers: Int32Array.from(texts, ({ label }) => label),
    labels: 2,
  };
}

const texts = [
  { label: 0, features: [EVERYWHERE, OFTEN_A] },
  { label: 0, features: [EVERYWHERE, OFTEN_A] },
  { label: 0, features: [EVERYWHERE, OFTEN_A, ONCE_A] },
  { label: 1, features: [EVERYWHERE, OFTEN_B] },
  { label: 1, features: [EVERYWHERE, OFTEN_B] },
  { label: 1, features: [EVERYWHERE, OFTEN_B] },
];

describe('how easily a feature gains weight', () => {
  const ease = createTelling(taskOf(texts))(0);
  const of = (feature: number) => ease[feature] ?? 0;

  test('what is everywhere hardly does', () => expect(of(EVERYWHERE)).toBeLessThan(1));

  test('what speaks for the label does, and so does what speaks against it', () => {
    expect(of(OFTEN_A)).toBeGreaterThan(1);
    expect(of(OFTEN_B)).toBeGreaterThan(1);
  });

  test('what occurred once proves less than what occurs often', () => {
    expect(of(ONCE_A)).toBeLessThan(of(OFTEN_A));
    expect(of(ONCE_A)).toBeGreaterThan(of(EVERYWHERE));
  });

  test('a part that is left out has no say', () => {
    const strange = [...texts, { label: 1, features: [OFTEN_A, OFTEN_A, OFTEN_A] }];
    const parts = Uint8Array.from(strange, (_, row) => (row < texts.length ? 0 : 1));
    const without = createTelling({ ...taskOf(strange), without: { parts, part: 1 } });
    expect([...without(0)]).toEqual([...createTelling(taskOf(texts))(0)]);
  });

  test('where there is one label alone, all features are alike', () => {
    const alone = taskOf(texts.filter(({ label }) => label === 0));
    expect([...createTelling(alone)(0)]).toEqual([1, 1, 1, 1]);
  });
});
