import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trainClassifier, trainInTurns } from '../../src/language/classifier/classifier.ts';

const THINGS = {
  printer: ['printer', 'paper tray', '打印机', 'toner', 'scanner'],
  network: ['vpn', 'wifi', '网络', 'router', 'internet'],
  account: ['password', 'login', '账号', 'two factor code', '密码'],
};
const TROUBLES = ['is broken', 'does not work', '坏了', '用不了', 'stopped this morning', '出问题了'];
const NONSENSE = [
  'what a lovely sunny day',
  'tell me a joke about cats',
  '今天中午吃什么',
  'who won the football match',
  'my grandmother bakes bread',
  '周末去爬山吗',
];

const problems = Object.entries(THINGS).flatMap(([label, things]) =>
  things.flatMap((thing) => TROUBLES.map((trouble) => ({ text: `${thing} ${trouble}`, label }))),
);
const chatter = NONSENSE.flatMap((text) =>
  ['', ' haha', '!', ' 😀'].map((end) => ({ text: `${text}${end}`, label: 'none' })),
);
const examples = [...problems, ...chatter];
const classifier = trainClassifier(examples, { none: 'none' });

describe('what it has learnt', () => {
  test.each([
    ['the vpn on my laptop is broken', 'network'],
    ['打印机今天坏了', 'printer'],
    ['I forgot my password', 'account'],
    ['列印:打印機用不了', 'printer'],
  ])('%j is about %s', (text, label) =>
    expect(classifier.decide(text)).toMatchObject({ label, certainty: 'sure' }),
  );

  test('confidences add up to 1 and come best first', () => {
    const guesses = classifier.classify('wifi and printer are broken');
    expect(guesses.map(({ label }) => label).toSorted()).toEqual(['account', 'network', 'none', 'printer']);
    expect(guesses.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1);
    expect(guesses.map(({ confidence }) => confidence)).toEqual(
      guesses.map(({ confidence }) => confidence).toSorted((a, b) => b - a),
    );
  });

  test('says “none of these” to what is none of these', () => {
    expect(classifier.decide('do you know a joke about my grandmother').certainty).toBe('none');
    expect(classifier.decide('今天去爬山').certainty).toBe('none');
  });

  test('is not sure of what it has never read', () => {
    expect(classifier.decide('qwrtz fgbl').certainty).not.toBe('sure');
    expect(classifier.weigh('qwrtz').known).toBe(0);
  });

  test('is less sure where two labels speak', () => {
    const sureness = (text: string) => classifier.classify(text)[0]?.confidence ?? 0;
    expect(sureness('printer vpn')).toBeLessThan(sureness('printer is broken'));
  });
});

describe('why', () => {
  test('names the words that decided, as they were written', () => {
    const words = classifier.why('Hello, the Printer on floor three is broken').map(({ word }) => word);
    expect(words[0]).toBe('Printer');
    expect(words).not.toContain('Hello');
  });

  test('works in Chinese', () => {
    expect(classifier.why('我的打印机坏了').map(({ word }) => word)).toContain('打印机');
  });

  test('can be asked about another label', () => {
    const text = 'printer needs a password';
    expect(classifier.why(text, { label: 'account' })[0]?.word).toBe('password');
    expect(classifier.why(text, { label: 'printer' })[0]?.word).toBe('printer');
  });

  test('knows nothing to say of words it has never read', () => {
    expect(classifier.why('qwrtz fgbl')).toEqual([]);
  });
});

describe('training', () => {
  const asked = ['vpn down', '打印机', 'sunny password', ''];

  test('gives the same answers for the same examples, at once and in turns', async () => {
    const again = trainClassifier(examples, { none: 'none' });
    const inTurns = await trainInTurns(examples, { none: 'none' });
    const answers = asked.map((text) => classifier.classify(text));
    expect(asked.map((text) => again.classify(text))).toEqual(answers);
    expect(asked.map((text) => inTurns.classify(text))).toEqual(answers);
  });

  test('examples kept back calibrate it: who is often wrong is less sure', () => {
    const noisy = problems.map((example, i) => (i % 3 === 0 ? { ...example, label: 'account' } : example));
    const sureOf = (dev: typeof examples) =>
      trainClassifier(problems, { dev }).classify('the router is broken')[0]?.confidence ?? 0;
    expect(sureOf(noisy)).toBeLessThan(sureOf(problems));
  });

  test('a heavier example counts more', () => {
    const both = (weight: number) => [
      { text: 'blue box', label: 'a', weight },
      { text: 'blue box', label: 'b', weight: 1 },
      { text: 'red ball', label: 'b', weight: 1 },
      { text: 'green cup', label: 'a', weight: 1 },
    ];
    const best = (weight: number) =>
      trainClassifier(both(weight), { parts: 0 }).classify('blue box')[0]?.label;
    expect([best(4), best(0.25)]).toEqual(['a', 'b']);
  });

  test('does with hardly anything', () => {
    expect(trainClassifier([]).decide('vpn')).toMatchObject({ label: '', certainty: 'none' });
    expect(trainClassifier([{ text: 'vpn', label: 'network' }]).decide('vpn').label).toBe('network');
    expect(trainClassifier([{ text: '', label: 'network' }]).decide('vpn').certainty).toBe('unsure');
  });
});

test('any text gets an answer whose confidences are probabilities', () => {
  const sound = (text: string) => {
    const confidences = classifier.classify(text).map(({ confidence }) => confidence);
    const sum = confidences.reduce((total, confidence) => total + confidence, 0);
    return (
      confidences.every((confidence) => confidence >= 0 && confidence <= 1) &&
      Math.abs(sum - 1) < 1e-6 &&
      classifier.why(text).every(({ weight }) => weight > 0)
    );
  };
  const naughty = [
    '\ud800',
    '\u0000',
    '\u202e打印机',
    'a'.repeat(100_000),
    '打'.repeat(100_000),
    '🖨️'.repeat(50),
  ];
  expect(naughty.filter((text) => !sound(text))).toEqual([]);
  const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 80 }));
  expect(fc.check(fc.property(anything, sound)).counterexample).toBeNull();
});
