import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../src');
const LONGEST = 300;
/** One list of tables is easier to read than three. */
const MAY_BE_LONG = new Set(['store/schema.ts', 'web/text-keys.ts', 'web/knowledge-keys.ts']);

/** The floors of the house (design §3), the lowest first. Rooms on one floor don't know each other. */
const FLOORS: readonly (readonly string[])[] = [
  ['store', 'content', 'platforms/platform.ts'],
  ['language'],
  ['runtime', 'search', 'model'],
  ['identity', 'knowledge'],
  ['tickets'],
  ['analytics'],
  ['conversations', 'desk'],
  ['platforms'],
  ['web'],
  [
    'config.ts',
    'content.ts',
    'connections.ts',
    'queues.ts',
    'routing.ts',
    'services.ts',
    'services-options.ts',
    'surroundings.ts',
    'service-levels.ts',
    'deskline.ts',
    'event-lane.ts',
    'opened-store.ts',
    'doctor',
    'version.ts',
    'backup',
    'known-names.ts',
    'type-learning.ts',
    'listed-people.ts',
    'standing',
    'search-index.ts',
    'web-knowledge.ts',
    'web-reset.ts',
    'web-dead-letters.ts',
    'account-upkeep.ts',
    'password-reset.ts',
    'reset-setup.ts',
    'session-revocation.ts',
    'web-server.ts',
    'replay',
    'observability',
    'cli',
  ],
  ['main.ts'],
];
/** The rooms of the desk, the lowest first; `notifications` tells what happened and needs no actions. */
const DESK = ['cards', 'commands', 'threads', 'actions', 'chats', 'desk.ts'];
const NOTIFICATIONS_USE = ['cards', 'threads', 'notifications'];
/** Those that may know each other although they stand on one floor: the ground, and what puts the house together. */
const OPEN_FLOORS = new Set([0, FLOORS.length - 2]);

const imports = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .toSorted()
    .map((file) => [file, importsOf(readFileSync(join(SRC, file), 'utf8'), file)] as const),
);

describe('the house', () => {
  it('has a room for every file', () => {
    expect([...imports.keys()].filter((file) => floorOf(file) === -1)).toEqual([]);
  });

  it('imports from lower floors only', () => {
    expect(
      [...imports].flatMap(([file, targets]) =>
        targets.filter((to) => !mayImport(file, to)).map((to) => `${file} → ${to}`),
      ),
    ).toEqual([]);
  });

  it('has a desk whose rooms import from lower ones only', () => {
    const roomOf = (file: string) => /^desk\/([^/]+)/.exec(file)?.[1];
    const wrong = [...imports].flatMap(([file, targets]) => {
      const here = roomOf(file);
      if (here === undefined) return [];
      const allowed = here === 'notifications' ? NOTIFICATIONS_USE : DESK.slice(0, DESK.indexOf(here) + 1);
      return targets
        .filter((to) => roomOf(to) !== undefined && !allowed.includes(roomOf(to) ?? ''))
        .map((to) => `${file} → ${to}`);
    });
    expect(wrong).toEqual([]);
  });

  it('has no circles', () => {
    expect(circles(imports)).toEqual([]);
  });

  it('has no long files', () => {
    const long = [...imports.keys()]
      .filter((file) => !MAY_BE_LONG.has(file))
      .map((file) => [file, readFileSync(join(SRC, file), 'utf8').split('\n').length - 1] as const)
      .filter(([, lines]) => lines > LONGEST);
    expect(long).toEqual([]);
  });

  it('has no rooms for odds and ends', () => {
    const vague = /^(?:utils?|helpers?|common|misc|shared|managers?|.*[-.](?:utils?|helpers?|manager))$/;
    const parts = [...imports.keys()].flatMap((file) => [
      ...dirname(file).split('/'),
      basename(file).split('.')[0] ?? '',
    ]);
    expect([...new Set(parts)].filter((part) => vague.test(part))).toEqual([]);
  });

  it('names its files in small letters and hyphens', () => {
    expect(
      [...imports.keys()].filter((file) => !/^[a-z0-9/-]+(?:\.(?:sqlite|postgres))?\.tsx?$/.test(file)),
    ).toEqual([]);
  });
});

describe('the rules of the house', () => {
  it('notice a look upward, a look next door and a circle', () => {
    expect(mayImport('tickets/commands.ts', 'desk/desk.ts')).toBe(false);
    expect(mayImport('desk/desk.ts', 'conversations/decide.ts')).toBe(false);
    expect(mayImport('desk/desk.ts', 'tickets/commands.ts')).toBe(true);
    expect(mayImport('desk/desk.ts', 'platforms/platform.ts')).toBe(true);
    expect(mayImport('desk/desk.ts', 'platforms/web/web-platform.ts')).toBe(false);
    const circle = new Map([
      ['a.ts', ['b.ts']],
      ['b.ts', ['c.ts']],
      ['c.ts', ['a.ts']],
    ]);
    expect(circles(circle)).toEqual(['a.ts → b.ts → c.ts → a.ts']);
  });
});

function importsOf(source: string, file: string): string[] {
  const found = source.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?['"](\.{1,2}\/[^'"]+)['"]|import\(\s*['"](\.{1,2}\/[^'"]+)['"]/g,
  );
  return [...found].map((match) => relative(SRC, join(SRC, dirname(file), match[1] ?? match[2] ?? '')));
}

function floorOf(file: string): number {
  const exact = FLOORS.findIndex((rooms) => rooms.includes(file));
  return exact >= 0 ? exact : FLOORS.findIndex((rooms) => rooms.includes(file.split('/')[0] ?? ''));
}

function mayImport(from: string, to: string): boolean {
  const [here, there] = [floorOf(from), floorOf(to)];
  if (here !== there) return there < here;
  return OPEN_FLOORS.has(here) || from.split('/')[0] === to.split('/')[0];
}

function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}
