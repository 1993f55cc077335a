import { join } from 'node:path';
import { z } from 'zod';
import { ContentError, listContent, parseYaml, readContent, type Mistake } from '../content/content-file.ts';
import type { Locale } from '../platforms/platform.ts';

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
  related: z.array(z.string()),
  owner: filled,
  review: z.iso.date('A day such as 2027-05-20'),
  firstCheck: z.boolean().default(false),
});

/** A unit of knowledge in one language: type → symptom → solution (requirements 8.1, 8.2). */
export type Article = z.infer<typeof frontMatter> & { locale: Locale; steps: string[] };

const FILE_NAME = /^(.+)\.(zh|en)\.md$/;
const FRONT_MATTER = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/;
const STEP = /^\d+\.\s+(.*\S)\s*$/;

/** Reads every article of `knowledge/*.md`. Throws a ContentError naming every mistake of every file. */
export function loadArticles(contentDir: string, types: ReadonlySet<string>): Article[] {
  const folder = join(contentDir, 'knowledge');
  const mistakes: Mistake[] = [];
  const articles: Article[] = [];
  const relatedLines = new Map<Article, () => number>();
  for (const name of listContent(folder).filter((one) => one.endsWith('.md'))) {
    try {
      const { article, relatedLine } = readArticle(join(folder, name), name, types);
      articles.push(article);
      relatedLines.set(article, relatedLine);
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      mistakes.push(...error.mistakes);
    }
  }
  mistakes.push(...missingPieces(folder, relatedLines));
  if (mistakes.length > 0) throw new ContentError(mistakes);
  return articles;
}

function readArticle(file: string, name: string, types: ReadonlySet<string>) {
  const fail = (line: number, reason: string) => new ContentError([{ file, line, reason }]);
  const [, id, language] = FILE_NAME.exec(name) ?? [];
  if (!id || !language) throw fail(1, 'The name must be <id>.zh.md or <id>.en.md');
  const source = readContent(file);
  const head = FRONT_MATTER.exec(source);
  if (!head?.[1]) throw fail(1, 'The file must begin with front matter between two lines of ---');
  const { value, lineOf } = parseYaml(file, head[1], frontMatter, 2);
  if (value.id !== id) throw fail(lineOf(['id']), `id: ${value.id} is not the file's name`);
  if (!types.has(value.type)) throw fail(lineOf(['type']), `type: there is no issue type ${value.type}`);
  const firstLine = head[0].split('\n').length;
  const steps = stepsOf(source.slice(head[0].length), (offset, reason) => fail(firstLine + offset, reason));
  const article: Article = { ...value, steps, locale: language === 'zh' ? 'zh-CN' : 'en' };
  return { article, relatedLine: () => lineOf(['related']) };
}

function stepsOf(body: string, fail: (offset: number, reason: string) => ContentError): string[] {
  const steps = body.split('\n').flatMap((line, offset) => {
    if (line.trim() === '') return [];
    const step = STEP.exec(line)?.[1];
    if (!step) throw fail(offset, 'The body is a numbered list: every line begins with "1. ", "2. " …');
    return [step];
  });
  if (steps.length === 0) throw fail(0, 'The article has no steps');
  return steps;
}

/** Mistakes that only show when all articles are known. */
function missingPieces(folder: string, relatedLines: ReadonlyMap<Article, () => number>): Mistake[] {
  const articles = [...relatedLines.keys()];
  const ids = new Set(articles.map((article) => article.id));
  return articles.flatMap((article) => {
    const file = join(folder, `${article.id}.${article.locale === 'en' ? 'en' : 'zh'}.md`);
    const dangling = article.related
      .filter((id) => !ids.has(id) || id === article.id)
      .map((id) => ({
        file,
        line: relatedLines.get(article)?.() ?? 1,
        reason: id === article.id ? 'related: it names itself' : `related: there is no article ${id}`,
      }));
    const other = articles.find((one) => one.id === article.id && one.locale !== article.locale);
    if (!other) return [...dangling, { file, line: 1, reason: 'The other language is missing' }];
    const isAlike = other.type === article.type && other.firstCheck === article.firstCheck;
    const differs = { file, line: 1, reason: 'type and firstCheck must be the same in both languages' };
    return isAlike ? dangling : [...dangling, differs];
  });
}
