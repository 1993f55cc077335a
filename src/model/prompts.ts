import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { ContentError, parseYaml, readContent, type Mistake } from '../content/content-file.ts';

/** The prompts, one file each in `prompts/model/`. */
export const promptNames = [
  'answer',
  'classify',
  'slots',
  'summary',
  'reply',
  'article',
  'translate',
  'screenshot',
] as const;
export type PromptName = (typeof promptNames)[number];

export interface Prompt {
  /** E.g. `answer@1-3f9a02c7`. */
  version: string;
  /** The system's words, with its placeholders filled. */
  fill: (values: PromptValues) => string;
}

export interface PromptValues {
  /** Begins and ends quoted data; nobody can guess it. */
  delimiter: string;
  /** Never to appear in an output. */
  canary: string;
  /** The language to write in. */
  language: string;
}

export type Prompts = Readonly<Record<PromptName, Prompt>>;

const frontMatter = z.strictObject({
  id: z.enum(promptNames),
  version: z.int('A whole number that grows with every change').min(1, 'A whole number from 1 on'),
});
const FRONT_MATTER = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/;
const PLACEHOLDER = /\{([a-z]+)\}/g;
const KNOWN = new Set(['delimiter', 'canary', 'language']);
/** Without them data isn't marked off, and a leak isn't noticed. */
const NEEDED = ['delimiter', 'canary'];

/** Reads `prompts/model/*.md`. Throws a ContentError naming every mistake of every file. */
export function loadPrompts(contentDir: string): Prompts {
  const mistakes: Mistake[] = [];
  const read = promptNames.flatMap((name) => {
    try {
      return [[name, readPrompt(join(contentDir, 'model', `${name}.md`), name)] as const];
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      mistakes.push(...error.mistakes);
      return [];
    }
  });
  if (mistakes.length > 0) throw new ContentError(mistakes);
  return Object.fromEntries(read) as Prompts;
}

function readPrompt(file: string, name: PromptName): Prompt {
  const source = readContent(file);
  const head = FRONT_MATTER.exec(source);
  if (!head?.[1]) throw mistake(file, 1, 'The file must begin with front matter between two lines of ---');
  const { value, lineOf } = parseYaml(file, head[1], frontMatter, 2);
  if (value.id !== name) throw mistake(file, lineOf(['id']), `id: ${value.id} is not the file's name`);
  const body = source.slice(head[0].length).trim();
  const firstLine = head[0].split('\n').length;
  checkPlaceholders(body, (offset, reason) => mistake(file, firstLine + offset, reason));
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 8);
  return {
    version: `${name}@${value.version}-${hash}`,
    fill: (values) =>
      body.replace(PLACEHOLDER, (all, key: string) =>
        key in values ? values[key as keyof PromptValues] : all,
      ),
  };
}

function checkPlaceholders(body: string, fail: (offset: number, reason: string) => ContentError): void {
  if (body === '') throw fail(0, 'The prompt is empty');
  for (const [offset, line] of body.split('\n').entries()) {
    for (const [all, key = ''] of line.matchAll(PLACEHOLDER)) {
      if (!KNOWN.has(key))
        throw fail(
          offset,
          `There is no placeholder ${all}: ${[...KNOWN].map((one) => `{${one}}`).join(', ')}`,
        );
    }
  }
  const missing = NEEDED.find((key) => !body.includes(`{${key}}`));
  if (missing)
    throw fail(0, `{${missing}} is missing: it keeps data apart from instructions, or shows a leak`);
}

function mistake(file: string, line: number, reason: string): ContentError {
  return new ContentError([{ file, line, reason }]);
}
