import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPeople } from '../../src/identity/people-list.ts';
import { emptyContent, mistakesOf, type ContentFolder } from '../support/content-folder.ts';

let folder: ContentFolder;
beforeEach(() => {
  folder = emptyContent();
});
afterEach(() => folder.remove());

const complaints = (text: string) => {
  folder.write('people.yaml', text);
  return mistakesOf(() => loadPeople(folder.path), folder);
};

const ZHANG = '  - { id: zhang, name: 张伟, email: zhang@example.com, identities: { slack: U1 } }';

describe('the list of people', () => {
  it('may be missing or empty', () => {
    expect(loadPeople(folder.path)).toEqual([]);
    expect(complaints('people:\n')).toEqual([]);
    expect(complaints('# nobody yet\n')).toEqual([]);
  });

  it('names people and their accounts', () => {
    folder.write('people.yaml', `people:\n${ZHANG}\n  - { id: tom, name: Tom }\n`);
    expect(loadPeople(folder.path)).toEqual([
      {
        id: 'zhang',
        name: '张伟',
        email: 'zhang@example.com',
        profile: {},
        identities: { slack: 'U1' },
      },
      { id: 'tom', name: 'Tom', profile: {}, identities: {} },
    ]);
  });

  it.each([
    ['two of one id', '  - { id: zhang, name: B }', /zhang: zhang has the same id/],
    [
      'two of one e-mail address, however it is written',
      '  - { id: b, name: B, email: Zhang@Example.com }',
      /b: zhang has the same email/,
    ],
    [
      'two of one account',
      '  - { id: b, name: B, identities: { slack: U1 } }',
      /b: zhang has the same account slack:U1/,
    ],
    ['an unknown platform', '  - { id: b, name: B, identities: { slak: U2 } }', /slak/],
    [
      'an account that YAML takes for a number',
      '  - { id: b, name: B, identities: { dingtalk: 0123 } }',
      /in quotes/,
    ],
    ['an id like an account', "  - { id: 'slack:U1', name: B }", /An id of small letters/],
    ['the bot', '  - { id: bot, name: B }', /the bot’s own id/],
    ['a name that is none', "  - { id: b, name: ' ' }", /name/],
    ['an e-mail address that is none', '  - { id: b, name: B, email: b }', /An e-mail address/],
  ])('must not have %s', (_name, line, reason) => {
    const found = complaints(`people:\n${ZHANG}\n${line}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^people\.yaml:3: /);
    expect(found[0]).toMatch(reason);
  });

  it('has an example that can be used as it is', () => {
    const example = readFileSync('prompts/people.example.yaml', 'utf8');
    expect(complaints(example)).toEqual([]);
    const used = example.replaceAll(/^# (?= {2}- )/gm, '');
    expect(complaints(used)).toEqual([]);
    expect(loadPeople(folder.path).length).toBeGreaterThan(1);
  });
});
