import { desc, eq, gte, sql } from 'drizzle-orm';
import { withoutPersonalData } from '../language/redact/kept.ts';
import { newId } from '../runtime/id.ts';
import type { Database, Reader, Transaction } from '../store/database.ts';
import { insertRows, prepared } from '../store/prepared.ts';
import type { Tables } from '../store/schema.ts';
import type { Gaps, QuestionRow } from './gaps.ts';

/** A problem that was told to the bot, and what it found for it. */
export type NewQuestion = Omit<Tables['questions']['$inferInsert'], 'id' | 'verdict' | 'gapId'> & {
  id?: string | undefined;
};

export interface Verdict {
  dialogueId: string;
  /** The article it was about; the talk's last question where it isn't said. */
  articleId?: string | undefined;
  verdict: 'solved' | 'not-solved' | 'thumbs-down';
}

/** Nothing good enough was found for it; what was shown instead helps everybody a little and nobody well. */
const UNANSWERED: ReadonlySet<Tables['questions']['$inferSelect']['answer']> = new Set([
  'none',
  'first-checks',
]);
const LONGEST = 2_000;
const MOST_ROWS = 10_000;

export function createQuestions({ db, gaps }: { db: Database; gaps: Gaps }) {
  const { questions } = db.tables;

  /** The question of a talk that an article was the answer to, else its last one. */
  async function meant(
    tx: Transaction,
    { dialogueId, articleId }: Verdict,
  ): Promise<QuestionRow | undefined> {
    const query = prepared(db.tables, 'questions of a talk', () =>
      tx
        .select()
        .from(questions)
        .where(eq(questions.dialogueId, sql.placeholder('dialogueId')))
        .orderBy(desc(questions.at), desc(questions.id))
        .limit(20),
    );
    const rows = await query.execute({ dialogueId });
    return rows.find((row) => articleId !== undefined && row.articleId === articleId) ?? rows[0];
  }

  async function judge(tx: Transaction, id: string, verdict: QuestionRow['verdict']): Promise<void> {
    const query = prepared(db.tables, `question ${verdict}`, () =>
      tx
        .update(questions)
        .set({ verdict })
        .where(eq(questions.id, sql.placeholder('id'))),
    );
    await query.execute({ id });
  }

  return {
    /** Keeps a question; what has no answer is a gap from the same moment on. */
    async record(tx: Transaction, given: NewQuestion): Promise<{ id: string; gapId?: string }> {
      const { at } = given;
      const text = withoutPersonalData(given.text.slice(0, LONGEST));
      const row: QuestionRow = {
        ...given,
        type: given.type ?? null,
        dialogueId: given.dialogueId ?? null,
        articleId: given.articleId ?? null,
        id: given.id ?? newId(at),
        text,
        verdict: 'unanswered',
        gapId: null,
      };
      await insertRows(tx, { tables: db.tables, into: 'questions' }, [row]);
      if (!UNANSWERED.has(row.answer) || text.trim() === '') return { id: row.id };
      return { id: row.id, gapId: await gaps.join(tx, row, at) };
    },

    /** What the requester said of the answer: a bad one is a gap too, a solved one is none any more. */
    async verdict(tx: Transaction, given: Verdict, at: number): Promise<void> {
      const row = await meant(tx, given);
      if (!row) return;
      if (given.verdict === 'solved') {
        await judge(tx, row.id, 'solved');
        await gaps.leave(tx, row);
        return;
      }
      const isOpen = given.verdict === 'not-solved' || row.verdict === 'unanswered';
      if (isOpen) await judge(tx, row.id, 'not-solved');
      await gaps.join(tx, row, at);
    },

    byId: async (id: string, from: Reader = db.read): Promise<QuestionRow | undefined> =>
      (await from.select().from(questions).where(eq(questions.id, id)))[0],

    /** What was asked since then (UTC ms), the oldest first: for a replay with other content. */
    since: (at: number, limit = MOST_ROWS): Promise<QuestionRow[]> =>
      db.read
        .select()
        .from(questions)
        .where(gte(questions.at, at))
        .orderBy(questions.at)
        .limit(limit)
        .execute(),
  };
}

export type Questions = ReturnType<typeof createQuestions>;
