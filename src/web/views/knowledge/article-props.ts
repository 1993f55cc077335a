import type { ArticleEvent, ArticleRow, ArticleVersion } from '../../../knowledge/article.ts';
import type { Locale } from '../../../platforms/platform.ts';
import type { ArticleState, ArticleText } from '../../../store/schema.ts';
import type { TicketRow } from '../../deps.ts';
import type { Flash } from '../../knowledge/flash.ts';
import type { ArticleLinkRow, ArticleStats } from '../../knowledge-deps.ts';
import type { Visit } from '../../visit.ts';

export interface ArticlePageProps {
  visit: Visit;
  id: string;
  locale: Locale;
  text: ArticleText;
  cause: string | undefined;
  type: string;
  typeName: string;
  owner: string;
  state: ArticleState;
  validUntil: number | undefined;
  /** The languages it can also be read in. */
  others: Locale[];
  related: { id: string; title: string; href: string }[];
  /** What only those see who keep the articles. */
  kept: KeptProps | undefined;
  flash: Flash | undefined;
}

export interface KeptProps {
  article: ArticleRow;
  /** The newest first. */
  versions: ArticleVersion[];
  shown: ArticleVersion;
  events: ArticleEvent[];
  stats: ArticleStats | undefined;
  /** Only tickets that the visitor may see. */
  tickets: { ticket: TicketRow; kinds: ArticleLinkRow['kind'][] }[];
  /** How many tickets there are that he may not see. */
  hiddenTickets: number;
  missing: readonly string[];
  nameOf: (personId: string) => string;
}
