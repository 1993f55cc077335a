import { z } from 'zod';
import { ContentError, parseYaml } from '../content/content-file.ts';
import type { Locale } from '../language/tokens.ts';
import type { ArticleText } from '../store/schema.ts';

const filled = z.string().trim().min(1, 'Must be filled in');
const words = z.array(z.coerce.string().trim().min(1)).min(1);

const frontMatter = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'Small letters, digits and hyphens'),
  title: filled,
  type: filled,
  symptom: filled,
  keywords: words,
  synonyms: words,
  scene: filled,
  preconditions: z.array(z.string()),
  risks: filled,
  rollback: filled,
  /** Empty: there are none, which is said on purpose. */
  related: z.array(z.string()),
  cause: filled.optional(),
  owner: filled,
  review: z.iso.date('A day such as 2027-05-20'),
  firstCheck: z.boolean().default(false),
});

/** One language's half of an article, as a file of `knowledge/` says it. */
export interface ArticleFile {
  id: string;
  locale: Locale;
  type: string;
  text: ArticleText;
  related: string[];
  cause: string | undefined;
  owner: string;
  /** The day on which somebody has to look at it, as 2027-05-20. */
  review: string;
  firstCheck: boolean;
  /** Where a field of the front matter stands. */
  lineOf(field: string): number;
}

const FILE_NAME = /^(.+)\.(zh|en)\.md$/;
const FRONT_MATTER = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/;
const STEP = /^\d+\.\s+(.*\S)$/;

/** Reads an article named `<id>.zh.md` or `<id>.en.md`. Throws a ContentError that calls the file `file`. */
export function readArticleFile(source: string, { name, file }: { name: string; file: string }): ArticleFile {
  const fail = (line: number, reason: string) => new ContentError([{ file, line, reason }]);
  const [, id, language] = FILE_NAME.exec(name) ?? [];
  if (!id || !language) throw fail(1, 'The name must be <id>.zh.md or <id>.en.md');
  const head = FRONT_MATTER.exec(source);
  if (!head?.[1]) throw fail(1, 'The file must begin with front matter between two lines of ---');
  const { value, lineOf } = parseYaml(file, head[1], frontMatter, 2);
  if (value.id !== id) throw fail(lineOf(['id']), `id: ${value.id} is not the file's name`);
  const firstLine = head[0].split('\n').length;
  const steps = stepsOf(source.slice(head[0].length), (offset, reason) => fail(firstLine + offset, reason));
  const { title, symptom, keywords, synonyms, scene, preconditions, risks, rollback, ...frame } = value;
  return {
    ...frame,
    cause: frame.cause,
    locale: language === 'zh' ? 'zh-CN' : 'en',
    text: { title, symptom, keywords, synonyms, scene, preconditions, steps, risks, rollback },
    lineOf: (field) => lineOf([field]),
  };
}

function stepsOf(body: string, fail: (offset: number, reason: string) => ContentError): string[] {
  const steps = body.split('\n').flatMap((line, offset) => {
    if (line.trim() === '') return [];
    const step = STEP.exec(line.trimEnd())?.[1];
    if (!step) throw fail(offset, 'The body is a numbered list: every line begins with "1. ", "2. " …');
    return [step];
  });
  if (steps.length === 0) throw fail(0, 'The article has no steps');
  return steps;
}

/** What the file of an article's half is called. */
export function articleFileName(id: string, locale: Locale): string {
  return `${id}.${locale === 'en' ? 'en' : 'zh'}.md`;
}
