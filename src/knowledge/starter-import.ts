import { eq, inArray } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Database, Transaction } from '../store/database.ts';
import { insertRows } from '../store/prepared.ts';
import type { ArticleRecords } from './article-records.ts';
import { cleanedOf } from './article-records.ts';
import type { ArticleRow } from './article.ts';
import type { StarterArticle } from './articles.ts';
import { freshUntil } from './freshness.ts';
import type { KnowledgePolicy } from './policy.ts';

export interface StarterImportOptions {
  db: Database;
  records: ArticleRecords;
  policy: KnowledgePolicy;
  starter: readonly StarterArticle[];
  /** Has several articles indexed anew. */
  enqueueAll: (tx: Transaction, keys: readonly string[], at: number) => Promise<void>;
  log: Pick<Logger, 'info' | 'warn'>;
}

export interface ImportedCounts {
  added: number;
  renewed: number;
  /** Changed files of articles that people have edited: their drafts wait for a review. */
  beside: number;
  retired: number;
}

/** Several replicas start at once: one imports, the others find it done. */
const LOCK = 'knowledge-import';
const ROWS_AT_ONCE = 200;
/** So many are inserted by one query, which is built once. */
const ROWS_OF_ONE_QUERY = 8;

/**
 * Brings the content's articles into the database, all or none. What people have edited is theirs: a changed file
 * becomes a draft beside it. Does nothing, by one query, where the files are those of last time.
 */
export async function importStarters(options: StarterImportOptions, at: number): Promise<ImportedCounts> {
  const { db, log } = options;
  if (isNothingNew(options, await knownStarters(options, db.read))) return none();
  const counts = await db.transaction({ lock: [LOCK] }, (tx) => bringIn(tx, options, at));
  log.info(counts, 'starter articles imported');
  return counts;
}

type Known = Pick<ArticleRow, 'id' | 'sourceHash' | 'state' | 'origin'>;

async function knownStarters(
  { db, starter }: Pick<StarterImportOptions, 'db' | 'starter'>,
  from: Transaction | Database['read'],
): Promise<Map<string, Known>> {
  const { articles } = db.tables;
  const columns = {
    id: articles.id,
    sourceHash: articles.sourceHash,
    state: articles.state,
    origin: articles.origin,
  };
  const rows: Known[] = await from.select(columns).from(articles).where(eq(articles.origin, 'starter'));
  const found = new Map(rows.map((row) => [row.id, row]));
  // An id that people have taken for an article of their own stays theirs.
  const others = starter.map(({ id }) => id).filter((id) => !found.has(id));
  for (let i = 0; i < others.length; i += ROWS_AT_ONCE) {
    const taken = await from
      .select(columns)
      .from(articles)
      .where(inArray(articles.id, others.slice(i, i + ROWS_AT_ONCE)));
    for (const row of taken) found.set(row.id, row);
  }
  return found;
}

function isNothingNew({ starter }: StarterImportOptions, known: ReadonlyMap<string, Known>): boolean {
  const ids = new Set(starter.map(({ id }) => id));
  const isKept = ({ id, origin, state }: Known) => origin !== 'starter' || ids.has(id) || state === 'retired';
  return (
    starter.every(({ id, hash }) => {
      const row = known.get(id);
      return row !== undefined && (row.sourceHash === hash || row.origin !== 'starter');
    }) && [...known.values()].every(isKept)
  );
}

async function bringIn(tx: Transaction, options: StarterImportOptions, at: number): Promise<ImportedCounts> {
  const { starter, log } = options;
  const counts = none();
  const known = await knownStarters(options, tx);
  const fresh = starter.filter(({ id }) => !known.has(id));
  await addAll(tx, options, fresh, at);
  counts.added = fresh.length;
  for (const one of starter) {
    const row = known.get(one.id);
    if (!row || row.origin !== 'starter' || row.sourceHash === one.hash) continue;
    const how = await renew(tx, options, one, at);
    if (how === 'beside')
      log.warn({ article: one.id }, 'its file was changed, and people have edited it: a draft waits');
    if (how === 'kept')
      log.warn({ article: one.id }, 'its file was changed, but people are writing at it: left alone');
    if (how === 'renewed') counts.renewed++;
    if (how === 'beside') counts.beside++;
  }
  const ids = new Set(starter.map(({ id }) => id));
  for (const { id, origin, state } of known.values()) {
    if (origin !== 'starter' || ids.has(id) || state === 'retired') continue;
    if (await retireUnedited(tx, options, id, at)) counts.retired++;
  }
  return counts;
}

async function addAll(
  tx: Transaction,
  { records, policy, enqueueAll }: StarterImportOptions,
  fresh: readonly StarterArticle[],
  at: number,
): Promise<void> {
  const { tables } = records;
  for (let i = 0; i < fresh.length; i += ROWS_OF_ONE_QUERY) {
    const some = fresh.slice(i, i + ROWS_OF_ONE_QUERY);
    await insertRows(
      tx,
      { tables, into: 'articles' },
      some.map((one) => articleRow(one, policy, at)),
    );
    await insertRows(
      tx,
      { tables, into: 'articleVersions' },
      some.map((one) => versionRow(one, at)),
    );
    await insertRows(
      tx,
      { tables, into: 'articleEvents' },
      some.map((one) => eventRow(one, at)),
    );
  }
  if (fresh.length > 0) {
    await enqueueAll(
      tx,
      fresh.map(({ id }) => id),
      at,
    );
  }
}

function articleRow({ id, owner, body, review, hash }: StarterArticle, policy: KnowledgePolicy, at: number) {
  return {
    id,
    state: 'published' as const,
    version: 1,
    type: body.type,
    owner,
    authorId: 'bot',
    origin: 'starter' as const,
    sourceHash: hash,
    validUntil: review > at ? review : freshUntil(at, policy),
    publishedAt: at,
    createdAt: at,
    updatedAt: at,
  };
}

function versionRow(one: StarterArticle, at: number) {
  return { articleId: one.id, n: 1, state: 'published' as const, ...storedOf(one), authorId: 'bot', at };
}

function eventRow({ id }: StarterArticle, at: number) {
  return { articleId: id, kind: 'imported', actor: 'bot', at, data: { n: 1 } };
}

/** Cleaning and hashing a hundred articles takes longer than storing them, and they are the same at each start. */
const stored = new WeakMap<StarterArticle, ReturnType<typeof cleanedOf>>();

function storedOf(one: StarterArticle): ReturnType<typeof cleanedOf> {
  const found = stored.get(one) ?? cleanedOf(one.body);
  stored.set(one, found);
  return found;
}

async function renew(
  tx: Transaction,
  options: StarterImportOptions,
  one: StarterArticle,
  at: number,
): Promise<'renewed' | 'beside' | 'kept'> {
  const { records, policy } = options;
  const { id, owner, body, hash, review } = one;
  const seen = await records.byId(tx, id);
  if (!seen) return 'kept';
  const n = (await records.lastNumber(tx, id)) + 1;
  const next = { articleId: id, n, body, authorId: 'bot', at };
  if (await isEdited(tx, options, seen)) {
    if (await records.openVersion(tx, id)) return 'kept';
    const article = await records.change(tx, seen, { sourceHash: hash, updatedAt: at });
    const version = await records.addVersion(tx, { ...next, state: 'in-review', submittedAt: at });
    if (article) await records.tell(tx, { kind: 'submitted', article, version, actor: 'bot', at });
    return 'beside';
  }
  const article = await records.change(tx, seen, {
    state: 'published',
    version: n,
    type: body.type,
    owner,
    sourceHash: hash,
    validUntil: review > at ? review : freshUntil(at, policy),
    remindedAt: null,
    publishedAt: at,
    updatedAt: at,
  });
  if (!article) return 'kept';
  const before = await records.version(tx, id, seen.version);
  if (before) await records.changeVersion(tx, before, { state: 'superseded' });
  const version = await records.addVersion(tx, { ...next, state: 'published' });
  await records.tell(tx, { kind: 'imported', article, version, actor: 'bot', at });
  return 'renewed';
}

async function retireUnedited(
  tx: Transaction,
  options: StarterImportOptions,
  id: string,
  at: number,
): Promise<boolean> {
  const { records } = options;
  const seen = await records.byId(tx, id);
  if (!seen || (await isEdited(tx, options, seen))) return false;
  const article = await records.change(tx, seen, { state: 'retired', updatedAt: at });
  if (!article) return false;
  const version = await records.version(tx, id, seen.version);
  const reason = 'its file is gone';
  await records.tell(tx, { kind: 'retired', article, version, actor: 'bot', at, reason });
  return true;
}

/** Whether people have changed it: a version of theirs, keywords they accepted, or that they retired it. */
async function isEdited(
  tx: Transaction,
  { records }: Pick<StarterImportOptions, 'records'>,
  { id, state }: ArticleRow,
): Promise<boolean> {
  const { articleVersions, articleEvents } = records.tables;
  const versions = await tx
    .select({ authorId: articleVersions.authorId, reviewerId: articleVersions.reviewerId })
    .from(articleVersions)
    .where(eq(articleVersions.articleId, id));
  if (versions.some(({ authorId, reviewerId }) => authorId !== 'bot' || reviewerId !== null)) return true;
  if (state !== 'retired') return false;
  const events = await tx
    .select({ kind: articleEvents.kind, actor: articleEvents.actor })
    .from(articleEvents)
    .where(eq(articleEvents.articleId, id));
  return events.some(({ kind, actor }) => kind === 'retired' && actor !== 'bot');
}

function none(): ImportedCounts {
  return { added: 0, renewed: 0, beside: 0, retired: 0 };
}
