import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadArticles } from '../../src/knowledge/articles.ts';
import { issueTypes } from '../../src/language/issue-types.ts';
import { copyContent, mistakesOf, type ContentFolder } from '../support/content-folder.ts';

const ZH = 'knowledge/network-vpn-809.zh.md';
const EN = 'knowledge/network-vpn-809.en.md';
const types = new Set<string>(issueTypes);

let folder: ContentFolder;
beforeEach(() => {
  folder = copyContent('knowledge');
});
afterEach(() => folder.remove());

const complaints = () => mistakesOf(() => loadArticles(folder.path, types), folder);

describe('the articles', () => {
  it('as they are have no mistakes: at least 60, each in both languages, first checks for every type', () => {
    const articles = loadArticles(folder.path, types);
    const chinese = articles.filter(({ locale }) => locale === 'zh-CN');
    expect(chinese.length).toBeGreaterThanOrEqual(60);
    expect(articles).toHaveLength(2 * chinese.length);
    const checked = new Set(chinese.filter(({ firstCheck }) => firstCheck).map(({ type }) => type));
    expect([...types].filter((type) => type !== 'other' && !checked.has(type))).toEqual([]);
  });

  it.each<[string, string, RegExp, string, string, RegExp]>([
    ['no risks', ZH, /^risks: .*$/m, "risks: ''", 'risks:', /risks: Must be filled in/],
    ['risks left out', ZH, /^risks: .*\n/m, '', 'id:', /risks: /],
    ['blank rollback', ZH, /^rollback: .*$/m, "rollback: '  '", 'rollback:', /rollback: Must be filled in/],
    ['no scene', EN, /^scene: .*$/m, "scene: ''", 'scene:', /scene: /],
    ['an unknown type', EN, /^type: .*$/m, 'type: spaceship', 'type:', /there is no issue type spaceship/],
    ['another id than its file', EN, /^id: .*$/m, 'id: other', 'id:', /is not the file's name/],
    ['a dangling relation', ZH, /^related: .*$/m, 'related: [no-such-one]', 'related:', /there is no article no-such-one/],
    ['a relation to itself', ZH, /^related: .*$/m, 'related: [network-vpn-809]', 'related:', /names itself/],
    ['no keywords', EN, /^keywords: .*$/m, 'keywords: []', 'keywords:', /keywords: /],
    ['a review day that isn’t one', EN, /^review: .*$/m, 'review: 2027-13-45', 'review:', /A day such as/],
    ['a misspelt field', EN, /^owner:/m, 'ownr:', 'ownr:', /ownr/],
    ['a body that is no list', ZH, /^2\. /m, 'Zweitens ', 'Zweitens', /The body is a numbered list/],
  ])('with %s are refused, with file, line and reason', (_, file, from, to, place, reason) => {
    folder.replace(file, from, to);
    const start = `${file}:${folder.lineOf(file, place)}: `;
    const said = complaints();
    expect(said.some((one) => one.startsWith(start) && reason.test(one)), said.join('\n')).toBe(true);
  });

  it('without steps, front matter or a proper name are refused', () => {
    folder.replace(ZH, /^\d+\. .*\n?/gm, '');
    folder.write(EN, '1. Just a step\n');
    folder.write('knowledge/stray.md', '---\n---\n');
    const said = complaints();
    expect(said).toContain(`${EN}:1: The file must begin with front matter between two lines of ---`);
    expect(said).toContain('knowledge/stray.md:1: The name must be <id>.zh.md or <id>.en.md');
    expect(said.some((one) => one.startsWith(ZH) && one.endsWith('The article has no steps'))).toBe(true);
  });

  it('with one language only are refused', () => {
    rmSync(join(folder.path, EN));
    expect(complaints()).toEqual([`${ZH}:1: The other language is missing`]);
  });

  it('whose halves are of different types are refused', () => {
    folder.replace(EN, /^type: .*$/m, 'type: printer');
    expect(complaints().join('\n')).toMatch(/type and firstCheck must be the same in both languages/);
  });

  it('may have the line ends of Windows', () => {
    folder.replace(EN, /\n/g, '\r\n');
    expect(complaints()).toEqual([]);
    const article = loadArticles(folder.path, types).find(({ id, locale }) => id === 'network-vpn-809' && locale === 'en');
    expect(article?.steps.every((step) => !step.includes('\r'))).toBe(true);
  });

  it('whose folder is missing are refused', () => {
    rmSync(join(folder.path, 'knowledge'), { recursive: true });
    expect(complaints()).toEqual(['knowledge:1: There is no such file']);
  });
});
