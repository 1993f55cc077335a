import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { afterCommit } from '../store/after-commit.ts';
import type { Database, Reader, Transaction } from '../store/database.ts';
import { preparedOn } from '../store/prepared.ts';
import type { ArticleBody } from '../store/schema.ts';
import { hashOf } from './article-hash.ts';
import type { ArticleRow, ArticleVersion } from './article.ts';
import type { ArticleHappening, ArticleListener } from './article-changes.ts';
import { cleanBody } from './hygiene.ts';

export interface RecordsOptions {
  db: Database;
  /** Puts an article on the list of what is to be indexed anew. */
  enqueue: (tx: Transaction, key: string, at: number) => Promise<void>;
  /** Called once a change of what is given out is committed. Must not throw. */
  changed: (articleId: string) => Promise<void>;
}

/** The rows of articles and how they are changed: compare-and-set, an event for each step, and whoever listens told. */
export function createArticleRecords({ db, enqueue, changed }: RecordsOptions) {
  const { articles, articleVersions, articleEvents } = db.tables;
  const listeners: ArticleListener[] = [];

  async function byId(from: Reader, id: string): Promise<ArticleRow | undefined> {
    const query = preparedOn({ db, from }, 'article by id', () =>
      from
        .select()
        .from(articles)
        .where(eq(articles.id, sql.placeholder('id'))),
    );
    return (await query.execute({ id }))[0];
  }

  async function version(
    from: Reader,
    articleId: string,
    n: number | null,
  ): Promise<ArticleVersion | undefined> {
    if (n === null) return undefined;
    const [row] = await from
      .select()
      .from(articleVersions)
      .where(and(eq(articleVersions.articleId, articleId), eq(articleVersions.n, n)));
    return row;
  }

  /** The version that is being written or reviewed; at most one. */
  async function openVersion(from: Reader, articleId: string): Promise<ArticleVersion | undefined> {
    const [row] = await from
      .select()
      .from(articleVersions)
      .where(
        and(
          eq(articleVersions.articleId, articleId),
          inArray(articleVersions.state, ['draft', 'in-review', 'returned']),
        ),
      )
      .orderBy(desc(articleVersions.n))
      .limit(1);
    return row;
  }

  async function lastNumber(from: Reader, articleId: string): Promise<number> {
    const [row] = await from
      .select({ n: articleVersions.n })
      .from(articleVersions)
      .where(eq(articleVersions.articleId, articleId))
      .orderBy(desc(articleVersions.n))
      .limit(1);
    return row?.n ?? 0;
  }

  /**
   * Changes an article as it was seen; undefined where somebody else was faster. Done before anything else of the
   * change: on PostgreSQL it holds the row.
   */
  async function change(
    tx: Transaction,
    { id, revision }: ArticleRow,
    set: Partial<ArticleRow>,
  ): Promise<ArticleRow | undefined> {
    const [row] = await tx
      .update(articles)
      .set({ ...set, revision: revision + 1 })
      .where(and(eq(articles.id, id), eq(articles.revision, revision)))
      .returning();
    return row;
  }

  async function changeVersion(
    tx: Transaction,
    { articleId, n }: ArticleVersion,
    set: Partial<ArticleVersion>,
  ): Promise<ArticleVersion | undefined> {
    const [row] = await tx
      .update(articleVersions)
      .set(set)
      .where(and(eq(articleVersions.articleId, articleId), eq(articleVersions.n, n)))
      .returning();
    return row;
  }

  async function addVersion(
    tx: Transaction,
    version: Pick<ArticleVersion, 'articleId' | 'n' | 'state' | 'authorId' | 'at'> &
      Partial<ArticleVersion> & { body: ArticleBody },
  ): Promise<ArticleVersion | undefined> {
    const [row] = await tx
      .insert(articleVersions)
      .values({ ...version, ...cleanedOf(version.body) })
      .returning();
    return row;
  }

  /** Writes the step into the article's life, has it indexed, and tells who listens. */
  async function tell(tx: Transaction, happening: ArticleHappening, data: object = {}): Promise<void> {
    const { kind, article, version, actor, at, reason } = happening;
    const known = { ...(version ? { n: version.n } : {}), ...(reason ? { reason } : {}), ...data };
    await tx.insert(articleEvents).values({ articleId: article.id, kind, actor, at, data: known });
    if (changesWhatIsRead.has(kind)) {
      await enqueue(tx, article.id, at);
      noteChanged(tx, article.id);
    }
    for (const listener of listeners) await listener(tx, happening);
  }

  function noteChanged(tx: Transaction, articleId: string): void {
    afterCommit(tx, () => changed(articleId));
  }

  return {
    tables: db.tables,
    byId,
    version,
    openVersion,
    lastNumber,
    change,
    changeVersion,
    addVersion,
    tell,
    noteChanged,
    listen: (listener: ArticleListener) => void listeners.push(listener),
  };
}

export type ArticleRecords = ReturnType<typeof createArticleRecords>;

const changesWhatIsRead: ReadonlySet<string> = new Set([
  'published',
  'verified',
  'due',
  'retired',
  'restored',
  'imported',
  'keywords',
]);

/** What is stored of a body: cleaned, with its hash and what a reviewer must look at. */
export function cleanedOf(body: ArticleBody): Pick<ArticleVersion, 'body' | 'hash' | 'warnings'> {
  const { value, warnings } = cleanBody(body);
  return { body: value, hash: hashOf(value), warnings };
}
