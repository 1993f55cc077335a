import { expect, it } from 'vitest';
import { current, progress, summary } from '../../../src/conversations/questionnaire/engine.ts';
import { questionnaireSchema, type Questionnaire } from '../../../src/conversations/questionnaire/schema.ts';
import { questionnaireOf } from './talk.ts';

const named = (key: string) => ({ key, kind: 'text', label: both(key), ask: both(key) });
const both = (words: string) => ({ 'zh-CN': words, en: words });
const given = (value: string) => ({ value, source: 'asked', sure: true }) as const;

const chained: Questionnaire = {
  ...questionnaireSchema.parse({
    type: 'lamp',
    title: both('lamp'),
    questions: [
      { ...named('place'), required: true },
      { ...named('floor'), when: { key: 'place', is: 'office' } },
      {
        ...named('side'),
        when: {
          all: [
            { key: 'place', not: 'cellar' },
            { key: 'floor', in: ['3', '4'] },
          ],
        },
      },
    ],
  }),
  words: questionnaireOf('other').words,
};
const keys = (answers: Parameters<typeof summary>[1]) =>
  summary(chained, answers, 'en').map(({ key }) => key);

it('hides what hangs on a hidden answer', () => {
  const answers = { place: given('home'), floor: given('3'), side: given('left') };
  expect(keys(answers)).toEqual(['place']);
  expect(current(chained, answers)).toBeUndefined();
  expect(progress(chained, answers)).toEqual({ asked: 1, left: 0 });
});

it('finds the hidden answers again when they apply again', () => {
  expect(keys({ place: given('office'), floor: given('3'), side: given('left') })).toEqual([
    'place',
    'floor',
    'side',
  ]);
});

it('asks on as long as every part of a condition holds', () => {
  expect(current(chained, { place: given('office'), floor: given('4') })?.key).toBe('side');
  expect(current(chained, { place: given('office'), floor: given('5') })).toBeUndefined();
  expect(current(chained, { place: given('office'), floor: { skipped: true } })).toBeUndefined();
});
