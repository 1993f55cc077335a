import { asc, gte } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { openDatabase } from '../store/open.ts';
import type { Tables } from '../store/schema.ts';
import type { AskedQuestion } from './compare.ts';

/** What a replay starts from: the questions, and the knowledge that people have written since the content was. */
export interface Past {
  questions: AskedQuestion[];
  articles: Tables['articles']['$inferSelect'][];
  versions: Tables['articleVersions']['$inferSelect'][];
  synonyms: Tables['synonyms']['$inferSelect'][];
}

const AT_ONCE = 200;

/** The questions asked since then (UTC ms), those in the same words together, and all knowledge of the desk. */
export async function pastOf(db: Database, since: number): Promise<Past> {
  const { questions, articles, articleVersions, synonyms } = db.tables;
  const asked = await db.read
    .select()
    .from(questions)
    .where(gte(questions.at, since))
    .orderBy(asc(questions.at), asc(questions.id));
  const byWords = new Map<string, AskedQuestion>();
  for (const { text, locale, verdict, articleId } of asked) {
    const key = `${locale} ${text.trim()}`;
    const known = byWords.get(key) ?? { text: text.trim(), locale, count: 0, solvedBy: [] };
    const solvedBy =
      verdict === 'solved' && articleId !== null
        ? [...new Set([...known.solvedBy, articleId])]
        : known.solvedBy;
    byWords.set(key, { ...known, count: known.count + 1, solvedBy });
  }
  return {
    questions: [...byWords.values()],
    articles: await db.read.select().from(articles),
    versions: await db.read.select().from(articleVersions),
    synonyms: await db.read.select().from(synonyms),
  };
}

/** Writes that knowledge into a new database. */
export async function copyKnowledge(
  past: Past,
  { databaseUrl, migrationsFolder }: { databaseUrl: string; migrationsFolder: string },
): Promise<void> {
  const db = openDatabase({
    url: databaseUrl,
    migrationsFolder,
    onPoolError: (error) => {
      throw error;
    },
  });
  try {
    await db.migrate();
    await db.transaction({}, async (tx) => {
      for (const rows of batches(past.articles)) await tx.insert(db.tables.articles).values(rows);
      for (const rows of batches(past.versions)) await tx.insert(db.tables.articleVersions).values(rows);
      for (const rows of batches(past.synonyms)) await tx.insert(db.tables.synonyms).values(rows);
    });
  } finally {
    await db.close();
  }
}

function batches<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / AT_ONCE) }, (_, n) =>
    rows.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  );
}
