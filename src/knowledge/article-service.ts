import { createArticleLife } from './article-life.ts';
import type { ArticleService } from './article-changes.ts';
import type { ArticleRecords } from './article-records.ts';
import { createArticleSigns } from './article-signs.ts';
import { createKeywords } from './keywords.ts';
import type { KnowledgePolicy } from './policy.ts';

export type {
  ArticleHappening,
  ArticleHappeningKind,
  ArticleListener,
  ArticleOrigin,
  ArticleService,
  Done,
  Draft,
  KeywordProposal,
  Outcome,
  Refused,
  SignGiven,
} from './article-changes.ts';
export { origins, happenings } from './article-changes.ts';

/** All that can be done to articles. */
export function createArticleService(records: ArticleRecords, policy: KnowledgePolicy): ArticleService {
  return {
    ...createArticleLife(records, policy),
    ...createArticleSigns(records, policy),
    ...createKeywords(records),
    listen: records.listen,
  };
}
