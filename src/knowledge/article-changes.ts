import type { Transaction } from '../store/database.ts';
import type { ArticleBody, ArticleSign, TicketLink } from '../store/schema.ts';
import type { ArticleRow, ArticleVersion } from './article.ts';

export const origins = ['starter', 'ticket', 'gap', 'import', 'editor'] as const;
export type ArticleOrigin = (typeof origins)[number];

export interface Draft {
  /** Chosen by the service where it isn't said. */
  id?: string | undefined;
  body: ArticleBody;
  owner: string;
  author: string;
  origin: ArticleOrigin;
  ticketId?: string | undefined;
  gapId?: string | undefined;
}

/** What was done, as the rows are then. */
export interface Done {
  ok: true;
  article: ArticleRow;
  /** The version it was done to; none for what concerns the whole article of no version. */
  version: ArticleVersion | undefined;
}

/** Why it was not done: expected, told to who asked for it. */
export interface Refused {
  refused:
    | 'incomplete'
    | 'not-in-review'
    | 'no-article'
    | 'no-draft'
    | 'wrong-state'
    | 'stale'
    | 'id-taken'
    | 'id-reserved';
  /** Names of the fields that lack, such as `zh-CN.risks` or `related`. */
  missing?: string[] | undefined;
}

export type Outcome = Done | Refused;

export const happenings = [
  'drafted',
  'submitted',
  'published',
  'returned',
  'verified',
  'due',
  'retired',
  'restored',
  'reminded',
  'imported',
  'keywords',
] as const;
export type ArticleHappeningKind = (typeof happenings)[number];

/** One step of an article's life, told in the transaction that makes it. */
export interface ArticleHappening {
  kind: ArticleHappeningKind;
  article: ArticleRow;
  version: ArticleVersion | undefined;
  /** A person's id, or `bot`. */
  actor: string;
  at: number;
  reason?: string | undefined;
}

export type ArticleListener = (tx: Transaction, happening: ArticleHappening) => Promise<void>;

export interface SignGiven {
  articleId: string;
  sign: ArticleSign;
  personId: string;
  dialogueId?: string | undefined;
  ticketId?: string | undefined;
}

export interface KeywordProposal {
  articleId: string;
  locale: 'zh-CN' | 'en';
  /** One phrase, in the requester's words. */
  words: string;
  ticketId?: string | undefined;
}

/**
 * Changes articles, each call in the caller's transaction. Who may is asked by the caller; what state an article is
 * in is checked here, and a refusal is a value. `n` is the version that was looked at: another one is `stale`.
 */
export interface ArticleService {
  draft(tx: Transaction, draft: Draft, at: number): Promise<Outcome>;
  /** Rewrites the draft of an article, or begins a new version beside the published one. */
  revise(
    tx: Transaction,
    change: {
      articleId: string;
      body: ArticleBody;
      author: string;
      reason?: string | undefined;
      owner?: string | undefined;
      /** What it is learnt from. */
      ticketId?: string | undefined;
      /** The article's revision that the author began with; `stale` if it is another one now. */
      revision?: number | undefined;
    },
    at: number,
  ): Promise<Outcome>;
  submit(tx: Transaction, asked: { articleId: string; by: string }, at: number): Promise<Outcome>;
  publish(tx: Transaction, asked: { articleId: string; n: number; by: string }, at: number): Promise<Outcome>;
  giveBack(
    tx: Transaction,
    asked: { articleId: string; n: number; by: string; reason: string },
    at: number,
  ): Promise<Outcome>;
  /** It is still right: its validity begins anew. */
  verify(tx: Transaction, asked: { articleId: string; by: string }, at: number): Promise<Outcome>;
  retire(
    tx: Transaction,
    asked: { articleId: string; by: string; reason: string },
    at: number,
  ): Promise<Outcome>;
  /** A retired article, or an old version of one, is published again as a new version. */
  restore(tx: Transaction, asked: { articleId: string; n: number; by: string }, at: number): Promise<Outcome>;
  /**
   * Feedback; the first that a person says in 24 hours changes how long the article is valid. A sign counts once in
   * that time, and the other thumb takes the place of the first.
   */
  sign(tx: Transaction, given: SignGiven, at: number): Promise<{ counted: boolean }>;
  link(
    tx: Transaction,
    link: { ticketId: string; articleId: string; kind: TicketLink; actor: string },
    at: number,
  ): Promise<void>;
  unlink(tx: Transaction, link: { ticketId: string; articleId: string; kind: TicketLink }): Promise<void>;
  /** What an agent decided about knowledge when a ticket was solved; the last word counts. */
  decided(
    tx: Transaction,
    decision: {
      ticketId: string;
      decision: 'link' | 'update' | 'draft' | 'nothing';
      articleId?: string | undefined;
      reason?: string | undefined;
      actor: string;
      features: Record<string, unknown>;
    },
    at: number,
  ): Promise<void>;
  /** Words that the article has already, or that were proposed before, are passed over. */
  proposeKeywords(tx: Transaction, proposals: readonly KeywordProposal[], at: number): Promise<number>;
  /** Accepted words are in the article at once, as a new version of it. */
  decideKeyword(
    tx: Transaction,
    asked: { id: string; accept: boolean; by: string },
    at: number,
  ): Promise<{ ok: true } | { refused: 'no-proposal' | 'decided' | 'no-article' | 'stale' }>;
  listen(listener: ArticleListener): void;
}
