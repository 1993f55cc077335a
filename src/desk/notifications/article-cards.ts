import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import type { ArticleRow, ArticleVersion } from '../../knowledge/article.ts';
import type { ArticleHappening, ArticleListener } from '../../knowledge/article-service.ts';
import { locale as languageOf } from '../../language/tokens.ts';
import type { Database, Transaction } from '../../store/database.ts';
import { answeredCard, freshnessRef } from '../cards/freshness-card.ts';
import { decidedCard, reviewCard, reviewRef, type Reviewed } from '../cards/review-card.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import { followUp } from '../../runtime/follow-up.ts';
import type { KnowledgeChannel } from '../threads/knowledge-channel.ts';
import type { StandingCards } from '../threads/standing-cards.ts';
import { ANSWERS, titleOf, type ArticleArchive } from './article-archive.ts';

export interface ArticleCardsOptions {
  db: Database;
  voice: Voice;
  people: People;
  archive: ArticleArchive;
  channel: KnowledgeChannel;
  cards: StandingCards;
  /** Where an article is read as a whole, if the pages' address is known. */
  pageOf: (articleId: string) => string | undefined;
}

/** Keeps the cards about articles true, in the transaction in which an article changes. */
export function createArticleCards(options: ArticleCardsOptions): ArticleListener {
  const { db, voice, people, archive, channel, cards, pageOf } = options;
  const { locale } = voice.policy;
  const say = speaker(voice, locale);

  return async (tx, happening) => {
    const { kind, article, version, at } = happening;
    if (kind === 'submitted' && version) await askForReview(tx, happening, version);
    if ((kind === 'published' || kind === 'returned') && version) {
      await showDecision(tx, happening, version);
      await later(tx, 'article-news', `${kind}:${article.id}:${version.n}`);
    }
    if (kind === 'reminded' || kind === 'due') await later(tx, 'article-age', `${article.id}`);
    if (ANSWERS.has(kind)) await showAnswer(tx, happening);

    async function later(into: Transaction, name: string, subject: string): Promise<void> {
      await followUp(into, db.tables, { name, subject, lane: `article:${article.id}`, at });
    }
  };

  async function askForReview(
    tx: Transaction,
    { article, at }: ArticleHappening,
    version: ArticleVersion,
  ): Promise<void> {
    const card = reviewCard(await reviewed(tx, article, version));
    await channel.putUp(tx, reviewRef(version), card, at);
  }

  /** Wherever it was decided, the card says so. */
  async function showDecision(
    tx: Transaction,
    { article, kind, actor, reason, at }: ArticleHappening,
    version: ArticleVersion,
  ): Promise<void> {
    const card = await cards.find(reviewRef(version), tx);
    if (!card) return;
    const by = await nameOf(tx, actor);
    const decision = kind === 'returned' ? { by, reason: reason ?? '' } : { by };
    await cards.change(tx, card, decidedCard(await reviewed(tx, article, version), decision), at);
  }

  async function showAnswer(tx: Transaction, { article, kind, actor, at }: ArticleHappening): Promise<void> {
    const events = await archive.events(article.id, tx);
    const asked = events.findLastIndex((one) => one.kind === 'reminded' || one.kind === 'due');
    const answers = events.slice(asked + 1).filter((one) => ANSWERS.has(one.kind));
    // What was answered before stays as it is.
    if (asked === -1 || answers.length !== 1) return;
    const card = await cards.find(freshnessRef(article.id), tx);
    if (!card) return;
    // It may have been put up in its reader's own chat, in his language.
    const spoken = languageOf(card.message.text) ?? locale;
    const speak = speaker(voice, spoken);
    const title = await titleOf(archive, { article, locale: spoken, from: tx });
    const answer = speak(`fresh.${kind}`, { agent: await nameOf(tx, actor) });
    await cards.change(tx, card, answeredCard(speak, { title, articleId: article.id }, answer), at);
  }

  async function reviewed(tx: Transaction, article: ArticleRow, version: ArticleVersion): Promise<Reviewed> {
    const versions = await archive.versions(article.id, tx);
    // Once it is published itself, what it replaced is the one before.
    const before = versions
      .filter(({ n, state }) => n < version.n && (state === 'published' || state === 'superseded'))
      .toSorted((a, b) => b.n - a.n)[0];
    return {
      say,
      voice,
      article,
      version,
      published: before?.body,
      author: await nameOf(tx, version.authorId),
      address: pageOf(article.id),
    };
  }

  async function nameOf(tx: Transaction, personId: string): Promise<string> {
    if (personId === 'bot') return say('name.bot');
    return verbatim((await people.byId(personId, tx))?.name ?? personId);
  }
}
