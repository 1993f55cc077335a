import { expect, it } from 'vitest';
import { readFilesApart } from '../../src/knowledge/import/apart.ts';
import { issueTypes } from '../../src/language/issue-types.ts';

const rules = { types: new Set<string>(issueTypes) };
const html = (name: string, body: string) => ({
  name,
  bytes: new TextEncoder().encode(`<html><body>${body}</body></html>`),
});
const article = html('dock.html', '<h1>Docking station shows nothing</h1><ol><li>Unplug it</li></ol>');

it('files are read in a thread of their own as they are in this one', async () => {
  const { drafts, mistakes } = await readFilesApart([article, html('empty.html', '')], rules);
  expect(drafts).toMatchObject([
    {
      file: 'dock.html',
      body: { texts: { en: { title: 'Docking station shows nothing', steps: ['Unplug it'] } } },
    },
  ]);
  expect(mistakes).toEqual([{ file: 'empty.html', key: 'nothing-in-it' }]);
});

it('files that take too long are given up, while others are served', async () => {
  let served = 0;
  const serving = setInterval(() => served++, 1);
  const { drafts, mistakes } = await readFilesApart([article], rules, { ms: 20, megabytes: 512 });
  clearInterval(serving);
  expect(drafts).toEqual([]);
  expect(mistakes).toEqual([{ file: 'dock.html', key: 'takes-too-long' }]);
  expect(served).toBeGreaterThan(0);
});

it('a file that takes too much memory is named, and this process lives on', async () => {
  const long = html('huge.html', '<h1>x</h1>' + '<p>paragraph</p>'.repeat(19_000));
  const { drafts, mistakes } = await readFilesApart([long], rules, { ms: 20_000, megabytes: 16 });
  expect(drafts).toEqual([]);
  expect(mistakes).toEqual([{ file: 'huge.html', key: 'takes-too-much' }]);
});
