import type { ArticleRow } from '../../knowledge/article.ts';
import type { WebDeps } from '../deps.ts';
import type { ListedArticle } from '../knowledge-deps.ts';
import { viewerOf } from '../rights.ts';
import type { Visit } from '../visit.ts';
import { mayReview } from './rights.ts';

/**
 * Whether the visitor, who drafts, may see `article`. What was written about a ticket and never published tells as
 * much as the ticket: its department's agents see it, who wrote it or answers for it, and knowledge admins.
 */
export async function maySeeArticle(deps: WebDeps, visit: Visit, article: ArticleRow): Promise<boolean> {
  const { person } = visit;
  if (!person) return false;
  if (article.version !== null || article.ticketId === null || mayReview(person)) return true;
  if (person.id === article.authorId || person.id === article.owner) return true;
  const ticket = await deps.tickets.byId(article.ticketId);
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
