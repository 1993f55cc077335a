import { and, asc, eq, gte, inArray } from 'drizzle-orm';
import type { People } from '../../identity/people.ts';
import type { ArticleService, KeywordProposal } from '../../knowledge/article-service.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import { setTimer } from '../../runtime/timers.ts';
import type { Database, Reader, Transaction } from '../../store/database.ts';
import { keywordDigest } from '../cards/keyword-digest.ts';
import { speaker, type Voice } from '../cards/voice.ts';

interface DigestsOptions {
  db: Database;
  voice: Voice;
  people: People;
  knowledge: Pick<KnowledgeBase, 'byId'>;
  articles: Pick<ArticleService, 'proposeKeywords'>;
}

export const KEYWORD_DIGEST = 'keyword-digest';
/** So long (ms) requesters' words are collected before they are shown: one card for many of them. */
const COLLECTED_FOR_MS = 4 * 3_600_000;

/** The cards that ask about several proposed keywords at once. */
export function createDigests({ db, voice, people, knowledge, articles }: DigestsOptions) {
  const { keywordProposals, timers } = db.tables;
  // What was proposed together has ids in no order.
  const inOrder = [
    asc(keywordProposals.at),
    asc(keywordProposals.articleId),
    asc(keywordProposals.words),
    asc(keywordProposals.id),
  ];
  const { locale } = voice.policy;
  const say = speaker(voice, locale);

  return {
    /** Proposes keywords; the next card is due in a while, and not put off by more of them. */
    async propose(tx: Transaction, proposals: readonly KeywordProposal[], at: number): Promise<void> {
      if ((await articles.proposeKeywords(tx, proposals, at)) === 0) return;
      const waiting = await tx.select({ key: timers.key }).from(timers).where(eq(timers.key, KEYWORD_DIGEST));
      if (waiting.length > 0) return;
      const timer = { key: KEYWORD_DIGEST, name: KEYWORD_DIGEST, lane: KEYWORD_DIGEST };
      await setTimer(tx, db.tables, { ...timer, subject: String(at), dueAt: at + COLLECTED_FOR_MS });
    },

    /** Ids of what was proposed since then and nobody has decided about. */
    async pendingSince(at: number, limit: number): Promise<string[]> {
      const rows = await db.read
        .select({ id: keywordProposals.id })
        .from(keywordProposals)
        .where(and(eq(keywordProposals.state, 'pending'), gte(keywordProposals.at, at)))
        .orderBy(...inOrder)
        .limit(limit);
      return rows.map(({ id }) => id);
    },

    /** The card of these proposals as they are now, and its name. */
    async of(
      from: Reader,
      ids: readonly string[],
    ): Promise<{ id: string; message: OutboundMessage } | undefined> {
      if (ids.length === 0) return undefined;
      const proposals = await from
        .select()
        .from(keywordProposals)
        .where(inArray(keywordProposals.id, [...ids]))
        .orderBy(...inOrder);
      const [first] = proposals;
      if (!first) return undefined;
      const names = await people.byIds(
        proposals.flatMap(({ decidedBy }) => decidedBy ?? []),
        from,
      );
      const message = keywordDigest({
        say,
        id: first.id,
        proposals,
        titleOf: (articleId) => knowledge.byId(articleId, locale)?.title ?? articleId,
        nameOf: (personId) => names.get(personId)?.name ?? personId,
      });
      return { id: first.id, message };
    },
  };
}

export type Digests = ReturnType<typeof createDigests>;
