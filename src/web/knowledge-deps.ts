import type { ArticleEvent, ArticleRow, ArticleVersion } from '../knowledge/article.ts';
import type {
  ArticleFilter,
  ArticleLink,
  ArticleStats,
  DecisionRow,
  KeywordProposalRow,
  ListedArticle,
  PointsOf,
  PointsRow,
} from '../knowledge/article-queries.ts';
import type { ArticleOrigin, Outcome } from '../knowledge/article-service.ts';
import type { GapRow, QuestionRow } from '../knowledge/gaps.ts';
import type { LinkedTickets } from '../knowledge/graph-rows.ts';
import type { Imported, ImportedArticle, ImportMistake } from '../knowledge/import/imported.ts';
import type { Article } from '../knowledge/knowledge-base.ts';
import type { SynonymGroup, SynonymMistake } from '../knowledge/synonyms.ts';
import type { ModelUse } from '../model/use.ts';
import type { Locale } from '../platforms/platform.ts';
import type { ArticleBody, ArticleState, GapState, Tables } from '../store/schema.ts';

export type { ArticleFilter, ArticleStats, DecisionRow, KeywordProposalRow, ListedArticle, PointsOf };
export type { GapRow, QuestionRow, SynonymGroup };
export type { ImportedArticle, ImportMistake };
export type ArticleLinkRow = ArticleLink;

type TicketRow = Tables['tickets']['$inferSelect'];

export interface KnowledgeReads {
  /** Those that may be given out now, in every language they have. */
  published(): readonly Article[];
  byId(id: string, locale: Locale): Article | undefined;
  search(query: string, options: { locale: Locale; limit: number }): Promise<Article[]>;

  article(id: string): Promise<ArticleRow | undefined>;
  /** The newest first. */
  versions(id: string): Promise<ArticleVersion[]>;
  events(id: string): Promise<ArticleEvent[]>;
  list(filter: ArticleFilter): Promise<{ rows: ListedArticle[]; total: number }>;
  countByState(): Promise<ReadonlyMap<ArticleState, number>>;
  owners(): Promise<string[]>;
  statsOf(ids: readonly string[], since: number): Promise<ReadonlyMap<string, ArticleStats>>;
  linksOfArticle(id: string): Promise<ArticleLinkRow[]>;
  linksOfTicket(ticketId: string): Promise<ArticleLinkRow[]>;
  decisionOf(ticketId: string): Promise<DecisionRow | undefined>;
  /** Why the bot gave the ticket its type: the words that decided. */
  whyType(ticket: TicketRow): readonly string[];
  /** Tickets like this one that these queues solved, the most alike first. */
  similarCases(
    ticket: TicketRow,
    options: { limit: number; queues: readonly string[] },
  ): Promise<TicketRow[]>;
  linkedTickets(ticketId?: string): Promise<LinkedTickets>;

  inReview(limit: number): Promise<ListedArticle[]>;
  keywordProposals(limit: number): Promise<KeywordProposalRow[]>;
  points(since: number): Promise<PointsOf[]>;
  pointsOf(personId: string, limit: number): Promise<PointsRow[]>;
  gaps(state: GapState): Promise<GapRow[]>;
  gap(id: string): Promise<GapRow | undefined>;
  /** Ids of gaps that may be the same one, the likeliest first. */
  gapsLike(gapId: string): Promise<string[]>;
  questionsOf(gapId: string, limit: number): Promise<QuestionRow[]>;
  synonyms(): Promise<SynonymGroup[]>;
  /** What the requester gets in chat, as Markdown, and the buttons under it. */
  chatLook(article: Article, locale: Locale): { text: string; buttons: string[] };
  /** What a draft about a ticket or a gap begins with. */
  draftOf(from: { ticket: TicketRow } | { gap: GapRow }): Promise<ArticleBody>;
}

export interface SavedDraft {
  /** Undefined for a new article. */
  articleId?: string | undefined;
  /** The id that a new article is to have; chosen by the knowledge base where it isn't said. */
  newId?: string | undefined;
  /** The article's revision that the editor was opened with; another one now is a conflict. */
  revision?: number | undefined;
  body: ArticleBody;
  owner: string;
  author: string;
  origin: ArticleOrigin;
  ticketId?: string | undefined;
  gapId?: string | undefined;
}

export interface KnowledgeChanges {
  save(draft: SavedDraft): Promise<Outcome>;
  submit(asked: { articleId: string; by: string }): Promise<Outcome>;
  publish(asked: { articleId: string; n: number; by: string }): Promise<Outcome>;
  giveBack(asked: { articleId: string; n: number; by: string; reason: string }): Promise<Outcome>;
  verify(asked: { articleId: string; by: string }): Promise<Outcome>;
  retire(asked: { articleId: string; by: string; reason: string }): Promise<Outcome>;
  restore(asked: { articleId: string; n: number; by: string }): Promise<Outcome>;
  /** False where somebody else has decided before. */
  decideKeyword(asked: { id: string; accept: boolean; by: string }): Promise<boolean>;
  assignGap(asked: { gapId: string; ownerId: string; by: string }): Promise<boolean>;
  closeGap(asked: { gapId: string; by: string }): Promise<boolean>;
  mergeGap(asked: { gapId: string; into: string; by: string }): Promise<boolean>;
  /** Says what is wrong with the words where they can't be added. */
  addSynonyms(asked: { text: string; by: string }): Promise<{ mistake: SynonymMistake } | undefined>;
  removeSynonyms(asked: { id: string; by: string }): Promise<boolean>;
}

export interface KnowledgeTransfer {
  read(files: readonly { name: string; bytes: Uint8Array }[]): Promise<Imported>;
  /** One article that may be given out, in the format of the content folder. */
  markdown(id: string, locale: Locale): { name: string; text: string } | undefined;
  /** All of them as a table. */
  csv(): string;
  /** Their Markdown files, packed. */
  zip(): Uint8Array<ArrayBuffer>;
}

/** All that the pages of knowledge need. */
export interface KnowledgeDeps {
  reads: KnowledgeReads;
  changes: KnowledgeChanges;
  transfer: KnowledgeTransfer;
  /** What the model is used for and costs; undefined where none is configured. */
  modelUse(): Promise<ModelUse | undefined>;
  /** How long before its end an article counts as nearly due, in ms. */
  remindBefore: number;
}
