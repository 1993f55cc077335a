import type { ArticleRow, ArticleVersion } from '../../knowledge/article.ts';
import type { WebDeps } from '../deps.ts';
import type { ListedArticle } from '../knowledge-deps.ts';
import { viewerOf } from '../rights.ts';
import type { Visit } from '../visit.ts';
import { mayReview } from './rights.ts';

const WAS_PUBLISHED: ReadonlySet<ArticleVersion['state']> = new Set(['published', 'superseded']);

/**
 * Whether the visitor, who drafts, may see `article`. What was written about a ticket and never published tells as
 * much as the ticket: its department's agents see it, who wrote it or answers for it, and knowledge admins.
 */
export async function maySeeArticle(deps: WebDeps, visit: Visit, article: ArticleRow): Promise<boolean> {
  return article.version !== null || maySeeWritten(deps, visit, article, article);
}

/** Those of an article's versions that the visitor may see: what was begun from a ticket and isn't published as above. */
export async function visibleVersions(
  deps: WebDeps,
  visit: Visit,
  { article, versions }: { article: ArticleRow; versions: readonly ArticleVersion[] },
): Promise<ArticleVersion[]> {
  const seen = await Promise.all(
    versions.map(
      async (version) =>
        WAS_PUBLISHED.has(version.state) || (await maySeeWritten(deps, visit, article, version)),
    ),
  );
  return versions.filter((_, i) => seen[i]);
}

async function maySeeWritten(
  deps: WebDeps,
  { person }: Visit,
  { owner }: Pick<ArticleRow, 'owner'>,
  { ticketId, authorId }: Pick<ArticleVersion, 'ticketId' | 'authorId'>,
): Promise<boolean> {
  if (!person) return false;
  if (ticketId === null || mayReview(person) || person.id === authorId || person.id === owner) return true;
  const ticket = await deps.tickets.byId(ticketId);
  return ticket !== undefined && viewerOf(deps, person, ticket) === 'agent';
}

/** Those of the articles that the visitor may see. */
export async function visibleArticles(
  deps: WebDeps,
  visit: Visit,
  rows: readonly ListedArticle[],
): Promise<ListedArticle[]> {
  const seen = await Promise.all(rows.map(({ article }) => maySeeArticle(deps, visit, article)));
  return rows.filter((_, i) => seen[i]);
}
