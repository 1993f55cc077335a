import type { TicketListener } from '../../tickets/ticket-service.ts';
import { createTicketInWords } from '../cards/ticket-in-words.ts';
import { KEYWORD_DIGEST } from '../threads/digests.ts';
import type { FollowUps } from '../../runtime/follow-up.ts';
import { createArticleNews, type ArticleNewsOptions } from './article-news.ts';
import { CLOCK_NEWS, createClockNews, type ClockNewsOptions } from './clock-news.ts';
import { createHelpAtClaim, type HelpAtClaimOptions } from './help-at-claim.ts';
import { createKeywordDigests } from './keyword-digests.ts';
import { createKnowledgeAtResolve, type KnowledgeAtResolveOptions } from './knowledge-at-resolve.ts';
import { SHARED_AGES } from './shared-ages.ts';
import { createSummaryAtHandOver, type SummaryAtHandOverOptions } from './summary-at-hand-over.ts';

export type DeskFollowUpsOptions = ArticleNewsOptions &
  ClockNewsOptions &
  HelpAtClaimOptions &
  KnowledgeAtResolveOptions &
  Omit<SummaryAtHandOverOptions, 'inWords'>;

/** What the desk does right after a change, because it waits for more than the database: searches, models, platforms. */
export function createDeskFollowUps(options: DeskFollowUpsOptions) {
  const help = createHelpAtClaim(options);
  const learning = createKnowledgeAtResolve(options);
  const summary = createSummaryAtHandOver({ ...options, inWords: createTicketInWords(options) });
  const news = createArticleNews(options);
  const clocks = createClockNews(options);

  const listen: TicketListener = async (tx, happening) => {
    await help.ask(tx, happening);
    await learning.ask(tx, happening);
    await summary.ask(tx, happening);
    await clocks.listen(tx, happening);
  };
  const handlers: FollowUps = {
    'desk-help': (event) => help.give(event),
    'desk-knowledge': (event) => learning.think(event),
    'desk-summary': (event) => summary.give(event),
    [CLOCK_NEWS]: (event) => clocks.tell(event),
    'article-news': (event) => news.tellAuthor(event),
    'article-age': (event) => news.askOwner(event),
    [SHARED_AGES]: (event) => news.askTogether(event),
    [KEYWORD_DIGEST]: createKeywordDigests(options),
  };
  return { listen, handlers };
}
