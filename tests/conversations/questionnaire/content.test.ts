import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContentError } from '../../../src/content/content-file.ts';
import { loadQuestionnaires } from '../../../src/conversations/questionnaire/content.ts';

let contentDir = '';

beforeEach(() => {
  contentDir = mkdtempSync(join(tmpdir(), 'deskline-questionnaires-'));
  mkdirSync(join(contentDir, 'questionnaires'));
  for (const name of ['shared.yaml', 'other.yaml']) {
    copyFileSync(join('prompts/questionnaires', name), join(contentDir, 'questionnaires', name));
  }
});

afterEach(() => rmSync(contentDir, { recursive: true }));

const header = 'type: fax\ntitle: { zh-CN: 传真, en: Fax }\nquestions:\n';
const text = (key: string, more = '') =>
  `  - { key: ${key}, kind: text, label: { zh-CN: 甲, en: A }, ask: { zh-CN: 甲, en: A }${more} }\n`;

function mistakes(source: string): string[] {
  writeFileSync(join(contentDir, 'questionnaires', 'fax.yaml'), source);
  try {
    loadQuestionnaires(contentDir);
    return [];
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return error.mistakes.map(({ line, reason }) => `${line}: ${reason}`);
  }
}

describe('loading questionnaires', () => {
  it('accepts a questionnaire without mistakes', () => {
    expect(mistakes(header + text('a') + text('b', ', when: { key: a, is: x }'))).toEqual([]);
  });

  it.each([
    ['a duplicate key', text('a') + text('a'), /^5: two questions have the key "a"/],
    [
      'a condition on an unknown key',
      text('a', ', when: { key: z, is: x }'),
      /^4: when: no earlier question has the key "z"/,
    ],
    [
      'a condition on a later question',
      text('a', ', when: { key: b, not: x }') + text('b'),
      /^4: when: no earlier/,
    ],
    [
      'a condition of unknown shape',
      text('a') + text('b', ', when: { key: a, like: x }'),
      /^5: questions\.1\.when: a condition is/,
    ],
    ['a choice without options', text('a').replace('kind: text', 'kind: choice'), /^4: the choice "a" needs/],
    [
      'options where nothing is chosen',
      text('a', ', options: [{ value: x, label: { zh-CN: 甲, en: A } }]'),
      /^4: "a" is no choice/,
    ],
    [
      'a pattern that is no regular expression',
      text('a', ", pattern: '('"),
      /^4: questions\.0\.pattern: Invalid regular/,
    ],
    [
      'more than six questions',
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => text(key)).join(''),
      /^3: questions: at most 6/,
    ],
    ['an unknown kind', text('a').replace('kind: text', 'kind: poem'), /^4: questions\.0\.kind/],
    [
      'a missing language',
      text('a').replace('{ zh-CN: 甲, en: A }', '{ en: A }'),
      /^4: questions\.0\.label\.zh-CN/,
    ],
  ])('names %s with its line', (_, questions, reason) => {
    expect(mistakes(header + questions)).toEqual([expect.stringMatching(reason)]);
  });

  it('names a value that the earlier question never has', () => {
    const yesNo = text('a').replace('kind: text', 'kind: yes-no');
    expect(mistakes(header + yesNo + text('b', ', when: { all: [{ key: a, in: [yes, maybe] }] }'))).toEqual([
      '5: when: "a" is never "maybe"',
    ]);
  });

  it('names a type that is not the file’s name', () => {
    expect(mistakes(header.replace('type: fax', 'type: telex') + text('a'))).toEqual([
      '1: type: is "telex", but the file is called fax.yaml',
    ]);
  });

  it('needs the questionnaire of last resort', () => {
    rmSync(join(contentDir, 'questionnaires', 'other.yaml'));
    expect(() => loadQuestionnaires(contentDir)).toThrow(/other\.yaml:1: is missing/);
  });
});
