import { expect, it } from 'vitest';
import { savesTogether } from '../../src/web/knowledge/article-events.ts';

const HOUR = 60 * 60_000;
const step = (kind: string, actor: string, hour: number) => ({
  kind,
  actor,
  at: hour * HOUR,
  data: { n: hour },
});

it('saves of a draft by one person within a day are told as one, at the time of the last', () => {
  const told = savesTogether([
    step('drafted', 'lin', 0),
    step('drafted', 'lin', 1),
    step('revised', 'lin', 2),
    step('drafted', 'max', 3),
    step('submitted', 'max', 4),
    step('drafted', 'max', 5),
    step('drafted', 'max', 30),
  ]);
  expect(told.map(({ kind, actor, at }) => [kind, actor, at / HOUR])).toEqual([
    ['drafted', 'lin', 2],
    ['drafted', 'max', 3],
    ['submitted', 'max', 4],
    ['drafted', 'max', 5],
    ['drafted', 'max', 30],
  ]);
});
