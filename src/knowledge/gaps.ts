import { and, asc, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import { newId } from '../runtime/id.ts';
import type { Database, Reader, Transaction } from '../store/database.ts';
import { prepared, preparedOn } from '../store/prepared.ts';
import type { ArticleBody, GapState, Tables } from '../store/schema.ts';
import { emptyText } from './article-body.ts';
import type { ArticleService, Outcome } from './article-changes.ts';
import { duplicatesAmong, likenessTo, nearest, type Asked, type Cluster } from './gap-clusters.ts';
import type { KnowledgePolicy } from './policy.ts';

export type GapRow = Tables['gaps']['$inferSelect'];
export type QuestionRow = Tables['questions']['$inferSelect'];

/** What is compared with a new question: enough that one is found, few enough that nobody waits. */
const GAPS_COMPARED = 400;
const NEAR = 12;
const TEXTS_COMPARED = 8;
/** Below this a gap's title says that none of its questions can be near. */
const HARDLY = 0.15;
const MOST_WORDS = 10;
/** What people are shown as perhaps the same is a little less alike than what is counted together by itself. */
const DOUBTFUL = 0.8;

export interface GapsOptions {
  db: Database;
  articles: Pick<ArticleService, 'draft'>;
  policy: Pick<KnowledgePolicy, 'alike'>;
}

/** Questions without a good answer, those alike together (requirement X50). */
export function createGaps({ db, articles, policy }: GapsOptions) {
  const { gaps, questions } = db.tables;

  async function byId(id: string, from: Reader = db.read): Promise<GapRow | undefined> {
    const [row] = await from.select().from(gaps).where(eq(gaps.id, id));
    return row;
  }

  /** The gaps that somebody may still write for, with their latest questions. */
  async function clustersNear(from: Reader, asked: Asked): Promise<Cluster[]> {
    const query = preparedOn({ db, from }, 'gaps to compare', () =>
      from
        .select({ gapId: gaps.id, title: gaps.title, type: gaps.type })
        .from(gaps)
        .where(and(inArray(gaps.state, ['open', 'writing']), eq(gaps.locale, sql.placeholder('locale'))))
        .orderBy(desc(gaps.lastAt), desc(gaps.id))
        .limit(GAPS_COMPARED),
    );
    const { locale } = asked;
    const rows = await query.execute({ locale });
    const titled = rows.map(({ gapId, title, type }) => ({ gapId, type, locale, texts: [title] }));
    const near = nearestSome(asked, titled);
    if (near.length === 0) return [];
    return withQuestions(from, near);
  }

  async function withQuestions(from: Reader, clusters: readonly Cluster[]): Promise<Cluster[]> {
    const found: Cluster[] = [];
    for (const cluster of clusters) {
      const query = preparedOn({ db, from }, 'questions of a gap to compare', () =>
        from
          .select({ text: questions.text })
          .from(questions)
          .where(eq(questions.gapId, sql.placeholder('gapId')))
          .orderBy(desc(questions.at), desc(questions.id))
          .limit(TEXTS_COMPARED),
      );
      const rows = await query.execute({ gapId: cluster.gapId });
      found.push({ ...cluster, texts: [...new Set([...cluster.texts, ...rows.map(({ text }) => text)])] });
    }
    return found;
  }

  /** One row counts once for each talk, however often he asked in it. */
  async function isCounted(tx: Transaction, gapId: string, question: QuestionRow): Promise<boolean> {
    if (question.dialogueId === null) return false;
    const query = prepared(db.tables, 'other question of a talk in a gap', () =>
      tx
        .select({ id: questions.id })
        .from(questions)
        .where(
          and(
            eq(questions.gapId, sql.placeholder('gapId')),
            eq(questions.dialogueId, sql.placeholder('dialogueId')),
            ne(questions.id, sql.placeholder('id')),
          ),
        )
        .limit(1),
    );
    const [other] = await query.execute({ gapId, dialogueId: question.dialogueId, id: question.id });
    return other !== undefined;
  }

  /** False where it was closed, or became one with another, meanwhile. */
  async function countIn(
    tx: Transaction,
    gapId: string,
    { question, at }: { question: QuestionRow; at: number },
  ): Promise<boolean> {
    const more = (await isCounted(tx, gapId, question)) ? 0 : 1;
    const query = prepared(db.tables, 'count in a gap', () =>
      tx
        .update(gaps)
        .set({
          count: sql`${gaps.count} + ${sql.placeholder('more')}`,
          lastAt: sql`${sql.placeholder('at')}`,
        })
        .where(and(eq(gaps.id, sql.placeholder('gapId')), ne(gaps.state, 'closed')))
        .returning({ id: gaps.id }),
    );
    return (await query.execute({ more, at, gapId })).length > 0;
  }

  return {
    byId,

    /** Puts a question without a good answer to those like it, or begins a gap with it. */
    async join(tx: Transaction, question: QuestionRow, at: number): Promise<string> {
      if (question.gapId !== null) return question.gapId;
      const { text, locale, type } = question;
      const found = nearest({ text, locale, type }, await clustersNear(tx, question), policy.alike);
      const joined = found && (await countIn(tx, found.gapId, { question, at }));
      const gapId = joined ? found.gapId : newId(at);
      if (!joined) {
        await tx
          .insert(gaps)
          .values({ id: gapId, title: titleOf(text), type, locale, count: 1, firstAt: at, lastAt: at });
      }
      const query = prepared(db.tables, 'question joins a gap', () =>
        tx
          .update(questions)
          .set({ gapId: sql`${sql.placeholder('gapId')}` })
          .where(eq(questions.id, sql.placeholder('id'))),
      );
      await query.execute({ gapId, id: question.id });
      return gapId;
    },

    /** A question was solved after all. A gap that nothing is left of is closed. */
    async leave(tx: Transaction, question: QuestionRow): Promise<void> {
      const { gapId } = question;
      if (gapId === null) return;
      const less = (await isCounted(tx, gapId, question)) ? 0 : 1;
      await tx.update(questions).set({ gapId: null }).where(eq(questions.id, question.id));
      const [gap] = await tx
        .update(gaps)
        .set({ count: sql`${gaps.count} - ${less}` })
        .where(eq(gaps.id, gapId))
        .returning();
      if (gap && gap.count <= 0 && gap.state === 'open') {
        await tx.update(gaps).set({ state: 'closed' }).where(eq(gaps.id, gapId));
      }
    },

    /** Those asked most come first, of equals the latest. */
    list: ({ state, limit = 200 }: { state: GapState; limit?: number }, from: Reader = db.read) =>
      from
        .select()
        .from(gaps)
        .where(eq(gaps.state, state))
        .orderBy(desc(gaps.count), desc(gaps.lastAt), asc(gaps.id))
        .limit(limit)
        .execute(),

    /** The newest first. */
    questionsOf: (gapId: string, limit = 100, from: Reader = db.read): Promise<QuestionRow[]> =>
      from
        .select()
        .from(questions)
        .where(eq(questions.gapId, gapId))
        .orderBy(desc(questions.at), desc(questions.id))
        .limit(limit)
        .execute(),

    /** Pairs of open gaps that may be one. */
    async duplicates(limit = 20): Promise<{ a: string; b: string; score: number }[]> {
      const rows = await db.read
        .select()
        .from(gaps)
        .where(inArray(gaps.state, ['open', 'writing']))
        .orderBy(desc(gaps.count), desc(gaps.lastAt))
        .limit(GAPS_COMPARED / 2);
      const clusters = rows.map((gap) => ({ ...gap, gapId: gap.id, texts: [gap.title] }));
      return duplicatesAmong(clusters, policy.alike * DOUBTFUL).slice(0, limit);
    },

    /** False where there is no such open gap. */
    async assign(tx: Transaction, { gapId, ownerId }: { gapId: string; ownerId: string }): Promise<boolean> {
      const rows = await tx
        .update(gaps)
        .set({ ownerId })
        .where(and(eq(gaps.id, gapId), inArray(gaps.state, ['open', 'writing'])))
        .returning({ id: gaps.id });
      return rows.length > 0;
    },

    /** A draft that says what was asked; the gap is being written for from then on. */
    async startArticle(
      tx: Transaction,
      { gapId, author }: { gapId: string; author: string },
      at: number,
    ): Promise<Outcome | { refused: 'no-gap' | 'being-written'; articleId?: string | undefined }> {
      const gap = await byId(gapId, tx);
      if (!gap || gap.state === 'closed') return { refused: 'no-gap' };
      if (gap.articleId !== null) return { refused: 'being-written', articleId: gap.articleId };
      const asked = await this.questionsOf(gapId, MOST_WORDS, tx);
      const body = draftOfGap(gap, asked);
      return articles.draft(tx, { body, owner: author, author, origin: 'gap', gapId }, at);
    },

    /** False where it is closed already. */
    async close(tx: Transaction, { gapId }: { gapId: string }): Promise<boolean> {
      const rows = await tx
        .update(gaps)
        .set({ state: 'closed' })
        .where(and(eq(gaps.id, gapId), ne(gaps.state, 'closed')))
        .returning({ id: gaps.id });
      return rows.length > 0;
    },

    /** Two gaps become one: `into` takes over the questions. False where one of them isn't open any more. */
    async merge(tx: Transaction, { gapId, into }: { gapId: string; into: string }): Promise<boolean> {
      if (gapId === into) return false;
      // On PostgreSQL this holds both rows: whoever joins one of them meanwhile waits and finds what it came to.
      const held = await tx
        .update(gaps)
        .set({ lastAt: sql`${gaps.lastAt}` })
        .where(inArray(gaps.id, [gapId, into]))
        .returning();
      const [from, target] = [gapId, into].map((id) => held.find((gap) => gap.id === id));
      if (!from || !target || from.state === 'closed' || target.state === 'closed') return false;
      await tx.update(questions).set({ gapId: into }).where(eq(questions.gapId, gapId));
      await tx.update(gaps).set({ state: 'closed', mergedInto: into, count: 0 }).where(eq(gaps.id, gapId));
      await tx
        .update(gaps)
        .set({
          count: target.count + from.count,
          firstAt: Math.min(target.firstAt, from.firstAt),
          lastAt: Math.max(target.lastAt, from.lastAt),
          type: target.type ?? from.type,
          ownerId: target.ownerId ?? from.ownerId,
          articleId: target.articleId ?? from.articleId,
          state: target.state === 'writing' || from.state === 'writing' ? 'writing' : 'open',
        })
        .where(eq(gaps.id, into));
      return true;
    },
  };
}

export type Gaps = ReturnType<typeof createGaps>;

/** What a draft about a gap begins with: its questions are the ways to ask for it. */
export function draftOfGap(
  gap: Pick<GapRow, 'title' | 'type' | 'locale'>,
  asked: readonly Pick<QuestionRow, 'text'>[],
): ArticleBody {
  const { title, type, locale } = gap;
  const words = [...new Set(asked.map(({ text }) => titleOf(text)))].slice(0, MOST_WORDS);
  return {
    type: type ?? 'other',
    related: [],
    firstCheck: false,
    texts: { [locale]: { ...emptyText(), title, symptom: title, synonyms: words } },
  };
}

function nearestSome<C extends Cluster>(asked: Asked, titled: readonly C[]): C[] {
  return titled
    .map((cluster) => ({ cluster, score: likenessTo(asked, cluster) }))
    .filter(({ score }) => score >= HARDLY)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, NEAR)
    .map(({ cluster }) => cluster);
}

/** In one line, short enough for a list. */
function titleOf(text: string): string {
  const characters = Array.from(text.replace(/\s+/g, ' ').trim());
  return characters.length > 120 ? `${characters.slice(0, 119).join('')}…` : characters.join('');
}
