import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadArticles } from '../../src/knowledge/articles.ts';
import { issueTypes } from '../../src/language/issue-types.ts';
import { emptyContent, mistakesOf, type ContentFolder } from '../support/content-folder.ts';

const ZH = 'knowledge/network-vpn-809.zh.md';
const EN = 'knowledge/network-vpn-809.en.md';
const types = new Set<string>(issueTypes);

let folder: ContentFolder;
/** Two articles that name each other are enough to make mistakes in. */
beforeEach(() => {
  folder = emptyContent('knowledge');
  for (const language of ['zh', 'en']) {
    const source = readFileSync(`prompts/knowledge/network-vpn-809.${language}.md`, 'utf8');
    const alone = source.replace(/^related: .*$/m, 'related: [network-vpn-other]');
    folder.write(`knowledge/network-vpn-809.${language}.md`, alone);
    const other = alone.replace('id: network-vpn-809', 'id: network-vpn-other');
    folder.write(`knowledge/network-vpn-other.${language}.md`, other.replace('[network-vpn-other]', '[]'));
  }
});
afterEach(() => folder.remove());

const complaints = () => mistakesOf(() => loadArticles(folder.path, types), folder);

describe('the articles', () => {
  it('as they are have no mistakes: at least 60, each in both languages, first checks for every type', () => {
    const articles = loadArticles('prompts', types);
    expect(articles.length).toBeGreaterThanOrEqual(60);
    expect(articles.every(({ body: { texts } }) => texts['zh-CN'] && texts.en)).toBe(true);
    const checked = new Set(articles.filter(({ body }) => body.firstCheck).map(({ body }) => body.type));
    expect([...types].filter((type) => type !== 'other' && !checked.has(type))).toEqual([]);
  });

  it.each<[string, string, RegExp, string, string, RegExp]>([
    ['no risks', ZH, /^risks: .*$/m, "risks: ''", 'risks:', /risks: Must be filled in/],
    ['risks left out', ZH, /^risks: .*\n/m, '', 'id:', /risks: /],
    ['blank rollback', ZH, /^rollback: .*$/m, "rollback: '  '", 'rollback:', /rollback: Must be filled in/],
    ['no scene', EN, /^scene: .*$/m, "scene: ''", 'scene:', /scene: /],
    ['an unknown type', EN, /^type: .*$/m, 'type: spaceship', 'type:', /there is no issue type spaceship/],
    ['another id than its file', EN, /^id: .*$/m, 'id: other', 'id:', /is not the file's name/],
    [
      'a dangling relation',
      ZH,
      /^related: .*$/m,
      'related: [no-such-one]',
      'related:',
      /there is no article no-such-one/,
    ],
    ['a relation to itself', ZH, /^related: .*$/m, 'related: [network-vpn-809]', 'related:', /names itself/],
    ['no keywords', EN, /^keywords: .*$/m, 'keywords: []', 'keywords:', /keywords: /],
    ['a review day that isn’t one', EN, /^review: .*$/m, 'review: 2027-13-45', 'review:', /A day such as/],
    ['a misspelt field', EN, /^owner:/m, 'ownr:', 'ownr:', /ownr/],
    ['a body that is no list', ZH, /^2\. /m, 'Zweitens ', 'Zweitens', /The body is a numbered list/],
  ])('with %s are refused, with file, line and reason', (_, file, from, to, place, reason) => {
    folder.replace(file, from, to);
    const line = `${file}:${folder.lineOf(file, place)}: `;
    expect(
      complaints()
        .filter((one) => one.startsWith(line))
        .join('\n'),
    ).toMatch(reason);
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
    expect(complaints().join('\n')).toMatch(
      /type, firstCheck, related and cause must be the same in both languages/,
    );
  });

  it('may have the line ends of Windows', () => {
    folder.replace(EN, /\n/g, '\r\n');
    expect(complaints()).toEqual([]);
    const article = loadArticles(folder.path, types).find(({ id }) => id === 'network-vpn-809');
    expect(article?.body.texts.en?.steps.every((step) => !step.includes('\r'))).toBe(true);
  });

  it('whose folder is missing are refused', () => {
    rmSync(join(folder.path, 'knowledge'), { recursive: true });
    expect(complaints()).toEqual(['knowledge:1: There is no such file']);
  });
});
