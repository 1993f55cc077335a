import { join } from 'node:path';
import { ContentError, listContent, readContent, type Mistake } from '../content/content-file.ts';
import type { ArticleBody } from '../store/schema.ts';
import { articleFileName, readArticleFile, type ArticleFile } from './article-file.ts';
import { hashOf } from './article-hash.ts';

export type { Article } from './article.ts';

/** An article that the content brings, in all its languages. */
export interface StarterArticle {
  id: string;
  owner: string;
  /** The day on which somebody has to look at it (UTC ms). */
  review: number;
  body: ArticleBody;
  /** SHA-256 of all that: another one is another article. */
  hash: string;
}

const TICKET = /^IT-\d{4}-\d{6,}$/;

/** Reads every article of `knowledge/*.md`. Throws a ContentError naming every mistake of every file. */
export function loadArticles(contentDir: string, types: ReadonlySet<string>): StarterArticle[] {
  const folder = join(contentDir, 'knowledge');
  const mistakes: Mistake[] = [];
  const halves: ArticleFile[] = [];
  for (const name of listContent(folder).filter((one) => one.endsWith('.md'))) {
    const file = join(folder, name);
    try {
      const half = readArticleFile(readContent(file), { name, file });
      if (!types.has(half.type)) {
        mistakes.push({
          file,
          line: half.lineOf('type'),
          reason: `type: there is no issue type ${half.type}`,
        });
      } else halves.push(half);
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      mistakes.push(...error.mistakes);
    }
  }
  const byId = new Map<string, ArticleFile[]>();
  for (const half of halves) byId.set(half.id, [...(byId.get(half.id) ?? []), half]);
  mistakes.push(...missingPieces(folder, byId));
  if (mistakes.length > 0) throw new ContentError(mistakes);
  return [...byId.values()].map(joined);
}

/** One article of its halves, which agree in what is of no language. */
export function joined(halves: readonly ArticleFile[]): StarterArticle {
  const [first] = halves;
  if (!first) throw new Error('An article has at least one language');
  const { id, owner, type, related, firstCheck } = first;
  const cause = halves.find((half) => half.cause !== undefined)?.cause;
  const body: ArticleBody = {
    type,
    related,
    ...(related.length === 0 ? { noRelated: true } : {}),
    ...(cause ? { cause } : {}),
    firstCheck,
    texts: Object.fromEntries(halves.map(({ locale, text }) => [locale, text])),
  };
  const review = Math.min(...halves.map((half) => Date.parse(`${half.review}T00:00:00Z`)));
  return { id, owner, review, body, hash: hashOf({ id, owner, review, body }) };
}

/** Mistakes that only show when all articles are known. */
function missingPieces(folder: string, byId: ReadonlyMap<string, ArticleFile[]>): Mistake[] {
  return [...byId.values()].flat().flatMap((half) => {
    const file = join(folder, articleFileName(half.id, half.locale));
    const wrong = (reason: string, line = 1): Mistake => ({ file, line, reason });
    const dangling = half.related
      .filter((id) => id === half.id || !(byId.has(id) || TICKET.test(id)))
      .map((id) => {
        const reason = id === half.id ? 'related: it names itself' : `related: there is no article ${id}`;
        return wrong(reason, half.lineOf('related'));
      });
    const other = byId.get(half.id)?.find(({ locale }) => locale !== half.locale);
    if (!other) return [...dangling, wrong('The other language is missing')];
    const isAlike =
      other.type === half.type &&
      other.firstCheck === half.firstCheck &&
      other.related.join() === half.related.join() &&
      (other.cause === undefined || half.cause === undefined || other.cause === half.cause);
    return isAlike
      ? dangling
      : [...dangling, wrong('type, firstCheck, related and cause must be the same in both languages')];
  });
}
