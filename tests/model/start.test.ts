import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { loadModel } from '../../src/model/load.ts';
import type { ModelDeps } from '../../src/model/model.ts';
import { loadPrompts, promptNames } from '../../src/model/prompts.ts';
import { copyContent, mistakesOf, type ContentFolder } from '../support/content-folder.ts';

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('the model’s variables', () => {
  const GIVEN = { OPENAI_API_KEY: 'sk-hunter2', OPENAI_CHAT_MODEL: 'gpt' };

  it('may be missing, and a key alone is no model', () => {
    expect(readConfig({}).model).toBeUndefined();
    expect(readConfig({ OPENAI_API_KEY: 'sk-hunter2' }).model).toBeUndefined();
  });

  it('are read with their defaults', () => {
    expect(readConfig(GIVEN).model).toEqual({
      baseUrl: 'https://api.openai.com/v1',
      apiKey: 'sk-hunter2',
      chatModel: 'gpt',
      embeddingModel: undefined,
      visionModel: undefined,
      timeoutMs: 15_000,
      dailyTokens: 1_000_000,
      local: false,
      linkHosts: expect.arrayContaining(['aka.ms']),
      prices: undefined,
    });
  });

  it('are read', () => {
    const { model } = readConfig({
      OPENAI_BASE_URL: 'http://10.0.0.5:8000/v1',
      OPENAI_LOCAL: 'true',
      OPENAI_EMBEDDING_MODEL: 'e',
      OPENAI_TIMEOUT_MS: '5000',
      OPENAI_LINK_HOSTS: 'Help.example.com, wiki.example.com',
      OPENAI_PRICES: '0.15 0.6 USD',
    });
    expect(model).toMatchObject({
      apiKey: undefined,
      chatModel: undefined,
      embeddingModel: 'e',
      timeoutMs: 5_000,
      local: true,
      linkHosts: ['help.example.com', 'wiki.example.com'],
      prices: { input: 0.15, output: 0.6, currency: 'USD' },
    });
  });

  it.each<[Record<string, string>, string]>([
    [{ OPENAI_BASE_URL: 'https://hunter2.example.com/v1' }, 'OPENAI_CHAT_MODEL'],
    [{ OPENAI_CHAT_MODEL: 'hunter2' }, 'OPENAI_API_KEY'],
    [{ ...GIVEN, OPENAI_BASE_URL: 'http://hunter2.example.com/v1' }, 'OPENAI_BASE_URL'],
    [{ ...GIVEN, OPENAI_BASE_URL: 'http://127.0.0.1.hunter2.com/v1' }, 'OPENAI_BASE_URL'],
    [{ ...GIVEN, OPENAI_BASE_URL: 'https://user:hunter2@example.com/v1' }, 'OPENAI_BASE_URL'],
    [{ ...GIVEN, OPENAI_BASE_URL: 'file:///hunter2' }, 'OPENAI_BASE_URL'],
    [{ ...GIVEN, OPENAI_TIMEOUT_MS: '10' }, 'OPENAI_TIMEOUT_MS'],
    [{ ...GIVEN, OPENAI_DAILY_TOKENS: '-1' }, 'OPENAI_DAILY_TOKENS'],
    [{ ...GIVEN, OPENAI_LOCAL: 'yes' }, 'OPENAI_LOCAL'],
    [{ ...GIVEN, OPENAI_LINK_HOSTS: 'https://hunter2.example.com/' }, 'OPENAI_LINK_HOSTS'],
    [{ ...GIVEN, OPENAI_LINK_HOSTS: '*.hunter2.com' }, 'OPENAI_LINK_HOSTS'],
    [{ ...GIVEN, OPENAI_PRICES: 'hunter2' }, 'OPENAI_PRICES'],
    [{ ...GIVEN, NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 'NODE_TLS_REJECT_UNAUTHORIZED'],
  ])('are refused by name, without their values: %j', (env, name) => {
    const message = refusal(env);
    expect(message).toMatch(new RegExp(`^  ${name}: \\S`, 'm'));
    expect(message).not.toContain('hunter2');
  });
});

describe('the prompts', () => {
  let folder: ContentFolder;
  afterEach(() => folder.remove());
  const mistakes = (change: (folder: ContentFolder) => void) => {
    folder = copyContent();
    change(folder);
    return mistakesOf(() => loadPrompts(folder.path), folder);
  };

  it('are there, and hold nothing secret but their mark', () => {
    folder = copyContent();
    const prompts = loadPrompts(folder.path);
    for (const name of promptNames) {
      const text = prompts[name].fill({ delimiter: 'DDD', canary: 'CCC', language: 'English' });
      expect(text).toContain('<data-DDD>');
      expect(text).toContain('CCC');
      expect(text).not.toMatch(/\{(?:delimiter|canary|language)\}/);
      expect(prompts[name].version).toMatch(new RegExp(`^${name}@\\d+-[0-9a-f]{8}$`));
    }
  });

  it('have another version as soon as a word changes', () => {
    folder = copyContent();
    const before = loadPrompts(folder.path).answer.version;
    folder.replace('model/answer.md', 'Abstain', 'Say nothing');
    expect(loadPrompts(folder.path).answer.version).not.toBe(before);
  });

  it.each<[string, (folder: ContentFolder) => void, string]>([
    [
      'no front matter',
      (f) => f.replace('model/answer.md', '---\n', ''),
      'model/answer.md:1: The file must begin with front matter',
    ],
    ['no version', (f) => f.replace('model/answer.md', /version: .*\n/, ''), 'model/answer.md:2: version'],
    [
      'a version that is a word',
      (f) => f.replace('model/answer.md', /version: .*/, 'version: new'),
      'model/answer.md:3: version: A whole number',
    ],
    [
      'the wrong id',
      (f) => f.replace('model/answer.md', 'id: answer', 'id: reply'),
      'model/answer.md:2: id: reply is not the file',
    ],
    [
      'a placeholder that isn’t known',
      (f) => f.replace('model/answer.md', 'You have no tools', 'You have {tools}'),
      'model/answer.md:5: There is no placeholder {tools}',
    ],
    [
      'no delimiter',
      (f) => f.replace('model/reply.md', '<data-{delimiter}> and </data-{delimiter}>', 'quotes'),
      'model/reply.md:5: {delimiter} is missing',
    ],
    [
      'a missing file',
      (f) => f.replace('model/slots.md', /[^]*/, ''),
      'model/slots.md:1: The file must begin with front matter',
    ],
  ])('are refused with %s, by file, line and reason', (_, change, expected) => {
    expect(mistakes(change)).toEqual([expect.stringContaining(expected)]);
  });
});

describe('a start without a model', () => {
  const SRC = 'src';
  /** What a file loads at once; types are gone by then, and `import()` waits. */
  const importsOf = (file: string) =>
    [
      ...readFileSync(join(SRC, file), 'utf8').matchAll(
        /(?:^|\n)(?:import|export)\s(?!type\b)(?:[^;'"]*?\sfrom\s)?['"]([^'"]+)['"]/g,
      ),
    ].flatMap(([, from = '']) =>
      from.startsWith('.') ? [relative(SRC, join(SRC, dirname(file), from))] : [from],
    );
  const reachable = (start: string) => {
    const found = new Set<string>();
    const visit = (file: string) => {
      if (found.has(file)) return;
      found.add(file);
      if (/\.tsx?$/.test(file)) importsOf(file).forEach(visit);
    };
    visit(start);
    return found;
  };

  it('loads nothing of it but its variables and its door', () => {
    const loaded = [...reachable('main.ts')];
    expect(loaded.length).toBeGreaterThan(100);
    expect(loaded).not.toContain('openai');
    expect(
      loaded
        .filter((file) => file.startsWith('model/'))
        .filter((file) => !['model/environment.ts', 'model/load.ts'].includes(file)),
    ).toEqual([]);
    expect(reachable('model/create.ts')).toContain('openai');
  });

  it('has no model', async () => {
    expect(await loadModel(undefined, {} as ModelDeps)).toBeUndefined();
  });
});
