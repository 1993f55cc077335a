import { asc, eq, like } from 'drizzle-orm';
import pino from 'pino';
import type { Content } from '../content.ts';
import { createDeskline, type Deskline } from '../deskline.ts';
import type { AskedQuestion, Outcome } from './compare.ts';

export interface AnswersOptions {
  content: Content;
  databaseUrl: string;
  migrationsFolder: string;
  now: () => number;
  /** Told after each batch how many questions were asked. */
  progress: (done: number) => void;
}

const AT_ONCE = 50;
/** Each question is asked by somebody who has asked nothing before. */
const ASKER = 'replay-';
const NOTHING: Outcome = { type: undefined, answer: 'none', found: [], articleId: undefined };

/** What a Deskline with this content makes of each question, in their order. */
export async function answersWith(
  questions: readonly AskedQuestion[],
  { content, databaseUrl, migrationsFolder, now, progress }: AnswersOptions,
): Promise<Outcome[]> {
  const log = pino({ level: 'silent' });
  const deskline = await createDeskline({ databaseUrl, content, migrationsFolder, log, now });
  try {
    await deskline.start();
    await deskline.settle();
    for (let from = 0; from < questions.length; from += AT_ONCE) {
      const batch = questions.slice(from, from + AT_ONCE);
      await Promise.all(batch.map((question, i) => ask(deskline, question.text, from + i)));
      await deskline.settle();
      progress(from + batch.length);
    }
    const outcomes = await outcomesIn(deskline);
    return questions.map((_, n) => outcomes.get(`${ASKER}${n}`) ?? NOTHING);
  } finally {
    await deskline.stop();
  }
}

async function ask(deskline: Deskline, text: string, n: number): Promise<void> {
  const id = `${ASKER}${n}`;
  await deskline.web.say({ channel: `dm:${id}`, author: { id, name: id }, text, clientId: id });
}

/** By asker: what the bot did with the first problem it saw in his words. */
async function outcomesIn({ db }: Deskline): Promise<Map<string, Outcome>> {
  const { questions, identities } = db.tables;
  const rows = await db.read
    .select({ userId: identities.userId, question: questions })
    .from(questions)
    .innerJoin(identities, eq(identities.personId, questions.personId))
    .where(like(identities.userId, `${ASKER}%`))
    .orderBy(asc(questions.at), asc(questions.id));
  const first = new Map<string, Outcome>();
  for (const { userId, question } of rows) {
    if (first.has(userId)) continue;
    const { type, answer, found, articleId } = question;
    first.set(userId, { type: type ?? undefined, answer, found, articleId: articleId ?? undefined });
  }
  return first;
}
