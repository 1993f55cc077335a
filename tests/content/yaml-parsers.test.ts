import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const files = readdirSync('prompts', { recursive: true, encoding: 'utf8' });

it.each(files.filter((file) => file.endsWith('.yaml')))('both parsers read the same in %s', (file) => {
  const source = readFileSync(join('prompts', file), 'utf8');
  expect(load(source)).toEqual(parse(source));
});

it('both parsers read the same in the head of every article', () => {
  for (const file of files.filter((name) => name.endsWith('.md'))) {
    const head = readFileSync(join('prompts', file), 'utf8').split('---\n')[1] ?? '';
    expect({ file, head: load(head) }).toEqual({ file, head: parse(head) });
  }
});
