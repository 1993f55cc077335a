import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const FOLDERS = [
  'src/content',
  'src/conversations',
  'src/desk',
  'src/identity/password-reset',
  'src/tickets',
];
const FILES = ['src/routing.ts', 'src/connections.ts', 'src/services.ts', 'src/web-server.ts'];
/** Adapters say few words, each under its own name. */
const ADAPTERS = /['"`]((?:slack|dingtalk|wecom)\.[a-z][\w-]*)['"`]/g;
/** Keys that are put together: the template's beginning and end, e.g. `stage.${ticket.stage}`. */
const TEMPLATE = /`((?:[\w-]+\.)+[\w-]*)\$\{/g;
const LITERAL = /['"`]([a-z][\w-]*(?:\.[a-z0-9][\w-]*)+)['"`]/g;
/** Buttons get their words by their id. */
const BUTTON = /\b(?:button|label)\((?:scene, )?'([\w-]+)'/g;
/** Those of the password reset stand in a table by their ids. */
const TABLED = /^  '(reset-[\w-]+)':/gm;

const source = [...FOLDERS.flatMap(filesIn), ...FILES].map((path) => readFileSync(path, 'utf8')).join('\n');
const keys = [
  'requester',
  'desk',
  'desk-knowledge',
  'service-levels',
  'common',
  'linking',
  'password-reset',
  'platforms',
].flatMap((name) =>
  Object.keys(parse(readFileSync(join('prompts/messages', `${name}.yaml`), 'utf8')) as object),
);
const known = new Set(keys);
const adapters = filesIn('src/platforms').map((path) => readFileSync(path, 'utf8'));
const saidByAdapters = [...adapters.join('\n').matchAll(ADAPTERS)].map((match) => match[1] ?? '');
const said = [...source.matchAll(/\bsay\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
const used = new Set([
  ...[...source.matchAll(LITERAL)].map((match) => match[1] ?? ''),
  ...saidByAdapters,
  ...[...source.matchAll(TABLED)].map((match) => `button.${match[1]}`),
  ...[...source.matchAll(BUTTON)].map((match) => `button.${match[1]}`),
]);
const prefixes = [...source.matchAll(TEMPLATE)]
  .map((match) => match[1] ?? '')
  .filter((one) => one !== 'button.');

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('the messages', () => {
  it('hold every key that the code says', () => {
    expect(said.length).toBeGreaterThan(50);
    expect([...said, ...saidByAdapters].filter((key) => !known.has(key))).toEqual([]);
  });

  it('hold a label for every button', () => {
    const buttons = [...used].filter((key) => key.startsWith('button.'));
    expect(buttons.filter((key) => !known.has(key))).toEqual([]);
  });

  it('hold none that nobody says', () => {
    const unused = keys.filter((key) => !used.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)));
    expect(unused).toEqual([]);
  });

  it('hold something for every key that is put together', () => {
    const empty = prefixes.filter((prefix) => !keys.some((key) => key.startsWith(prefix)));
    expect(empty).toEqual([]);
  });
});
