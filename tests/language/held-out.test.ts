import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadLanguage } from '../../src/language/content.ts';
import { createUnderstanding } from '../../src/language/understand.ts';

interface HeldOut {
  problems: { text: string; type: string; impact: string; urgency: string }[];
  notProblems: string[];
}

const file = new URL('fixtures/messages.yaml', import.meta.url);
const { problems, notProblems } = parse(readFileSync(file, 'utf8')) as HeldOut;
const { understand } = createUnderstanding(loadLanguage('prompts'));
const understood = problems.map((said) => ({ said, first: understand(said.text).problems[0] }));
const share = (count: number) => count / problems.length;

test('there are enough messages to tell', () => {
  expect(problems.length).toBeGreaterThanOrEqual(120);
  expect(notProblems.length).toBeGreaterThanOrEqual(40);
});

test('the type is right for at least 85 % of messages that are no examples', () => {
  const right = understood.filter(({ said, first }) => first?.types[0]?.type === said.type);
  expect(share(right.length)).toBeGreaterThanOrEqual(0.85);
});

test('who is sure of the type is right for at least 95 %', () => {
  const sure = understood.filter(({ first }) => (first?.types[0]?.confidence ?? 0) >= 0.6);
  const right = sure.filter(({ said, first }) => first?.types[0]?.type === said.type);
  expect(share(sure.length)).toBeGreaterThanOrEqual(0.7);
  expect(right.length / sure.length).toBeGreaterThanOrEqual(0.95);
});

test('the impact is right for at least 90 %', () => {
  const right = understood.filter(({ said, first }) => first?.impact.value === said.impact);
  expect(share(right.length)).toBeGreaterThanOrEqual(0.9);
});

test('the urgency is right for at least 85 %', () => {
  const right = understood.filter(({ said, first }) => first?.urgency.value === said.urgency);
  expect(share(right.length)).toBeGreaterThanOrEqual(0.85);
});

test('one problem is one problem for at least 95 %', () => {
  const single = problems.filter((said) => understand(said.text).problems.length === 1);
  expect(share(single.length)).toBeGreaterThanOrEqual(0.95);
});

test('at least 90 % of small talk starts no diagnosis', () => {
  const quiet = notProblems.filter((text) => understand(text).kind !== 'problem');
  expect(quiet.length / notProblems.length).toBeGreaterThanOrEqual(0.9);
});
