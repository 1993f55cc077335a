import { and, eq, gte, inArray } from 'drizzle-orm';
import { verbatim } from '../../content/markdown.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import { setTimer } from '../../runtime/timers.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database, Transaction } from '../../store/database.ts';
import { freshnessRef } from '../cards/freshness-card.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import type { FollowUpEvent } from '../../runtime/follow-up.ts';
import type { KnowledgeChannel } from '../threads/knowledge-channel.ts';

export const SHARED_AGES = 'shared-ages';

/** An article that a group owns, and the card that asks about it. */
export interface AgeingArticle {
  id: string;
  owner: string;
  title: string;
  card: OutboundMessage;
}

interface SharedAgesOptions {
  db: Database;
  voice: Voice;
  channel: KnowledgeChannel;
  /** The article if it still waits for an answer and is nobody's own. */
  ageing: (articleId: string) => Promise<AgeingArticle | undefined>;
  /** Where the articles are listed, if the pages' address is known. */
  listAt: string | undefined;
  now: () => number;
}

/** So long (ms) it is waited for more: articles that were imported together grow old together. */
const GATHERED_FOR_MS = 5_000;
const MOST_CARDS = 3;
const PER_LIST = 20;

/** Asks about groups' articles in the knowledge channel: about a few each by its card, about many by one list. */
export function createSharedAges({ db, voice, channel, ageing, listAt, now }: SharedAgesOptions) {
  const { timers, articleEvents } = db.tables;
  const say = speaker(voice, voice.policy.locale);

  return {
    async gather(tx: Transaction, askedAt: number): Promise<void> {
      const waiting = await tx.select({ key: timers.key }).from(timers).where(eq(timers.key, SHARED_AGES));
      if (waiting.length > 0) return;
      const timer = { key: SHARED_AGES, name: SHARED_AGES, lane: SHARED_AGES, subject: String(askedAt) };
      await setTimer(tx, db.tables, { ...timer, dueAt: now() + GATHERED_FOR_MS });
    },

    async show({ payload: { subject } }: FollowUpEvent): Promise<Plan> {
      const rows = await db.read
        .selectDistinct({ id: articleEvents.articleId })
        .from(articleEvents)
        .where(and(inArray(articleEvents.kind, ['reminded', 'due']), gte(articleEvents.at, Number(subject))));
      const articles: AgeingArticle[] = [];
      for (const { id } of rows) {
        const article = await ageing(id);
        if (article) articles.push(article);
      }
      if (articles.length === 0) return { result: 'nothing is old' };
      return { result: 'asked about old articles', apply: (tx) => put(tx, articles) };
    },
  };

  async function put(tx: Transaction, articles: readonly AgeingArticle[]): Promise<void> {
    if (articles.length <= MOST_CARDS) {
      for (const { id, card } of articles) await channel.putUp(tx, freshnessRef(id), card, now());
      return;
    }
    for (let from = 0; from < articles.length; from += PER_LIST) {
      const lines = articles
        .slice(from, from + PER_LIST)
        .map(({ id, title, owner }) =>
          say('fresh.line', { id, title: verbatim(title), owner: verbatim(owner) }),
        );
      const how = say('fresh.list-how', { id: articles[from]?.id ?? '' });
      const page = listAt ? [say('fresh.list-at', { address: listAt })] : [];
      const text = [say('fresh.list', { count: articles.length }), lines.join('\n'), how, ...page].join(
        '\n\n',
      );
      await channel.say(tx, { text }, now());
    }
  }
}
