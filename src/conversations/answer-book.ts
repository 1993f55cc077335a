import type { SignGiven } from '../knowledge/article-changes.ts';
import type { Transaction } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';
import type { Effect } from './scene.ts';

export type QuestionRow = Tables['questions']['$inferInsert'];

/** Where what was asked, and what came of the answers, is kept. */
export interface AnswerBook {
  questions: {
    record(tx: Transaction, row: QuestionRow): Promise<unknown>;
    verdict(
      tx: Transaction,
      said: {
        dialogueId: string;
        articleId?: string | undefined;
        verdict: 'solved' | 'not-solved' | 'thumbs-down';
      },
      at: number,
    ): Promise<unknown>;
  };
  articles: { sign(tx: Transaction, given: SignGiven, at: number): Promise<unknown> };
}

export type Noted = Extract<Effect, { do: 'record' | 'verdict' | 'sign' }>;

export function isNoted(effect: Effect): effect is Noted {
  return effect.do === 'record' || effect.do === 'verdict' || effect.do === 'sign';
}

interface Noting {
  personId: string;
  /** The dialogue in which it was said, and the one that is open afterwards or was booked. */
  before: string | undefined;
  after: string | undefined;
  at: number;
}

/** Keeps what was asked, answered and said of it. */
export async function note(
  tx: Transaction,
  { questions, articles }: AnswerBook,
  { effect, personId, before, after, at }: Noting & { effect: Noted },
): Promise<void> {
  switch (effect.do) {
    case 'record':
      await questions.record(tx, { ...effect.question, personId, dialogueId: after ?? before ?? null, at });
      return;
    case 'verdict': {
      const { articleId, verdict } = effect;
      const dialogueId = effect.dialogueId === undefined ? before : effect.dialogueId;
      if (dialogueId) await questions.verdict(tx, { dialogueId, articleId, verdict }, at);
      return;
    }
    case 'sign': {
      const { articleId, sign } = effect;
      const own = sign === 'shown' ? (after ?? before) : before;
      const dialogueId = (effect.dialogueId === undefined ? own : effect.dialogueId) ?? undefined;
      await articles.sign(tx, { articleId, sign, personId, dialogueId }, at);
      return;
    }
  }
}
