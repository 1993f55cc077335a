import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Locale } from '../language/tokens.ts';
import type { Database } from '../store/database.ts';
import type { ArticleBody } from '../store/schema.ts';
import { translations, type Article } from './article.ts';
import { givenAs } from './freshness.ts';
import type { KnowledgePolicy } from './policy.ts';

/** The articles that may be given out, in memory: a copy that follows the database. */
export interface Library {
  all(): readonly Article[];
  byId(id: string, locale: Locale): Article | undefined;
  firstChecks(type: string, locale: Locale): Article | undefined;
  /** Reads one article anew. */
  refresh(articleId: string): Promise<void>;
  /** Reads what another process has changed; resolves to whether anything was. */
  follow(): Promise<boolean>;
}

interface Kept {
  state: 'published' | 'due';
  owner: string;
  version: number;
  validUntil: number;
  body: ArticleBody;
}

/** What may be given out at one time. */
interface Shelf {
  from: number;
  /** When the next article comes to its end. */
  until: number;
  all: Article[];
  byKey: Map<string, Article>;
  firstChecks: Map<string, Article>;
}

const SEVERAL = 300;

/** What the copy is when it was read. */
export async function createLibrary({
  db,
  policy,
  now,
}: {
  db: Database;
  policy: Pick<KnowledgePolicy, 'retireAfter'>;
  now: () => number;
}): Promise<Library> {
  const { articles, articleVersions } = db.tables;
  const kept = new Map<string, Kept>();
  let shelf: Shelf | undefined;
  let seen = '';

  const columns = {
    id: articles.id,
    state: articles.state,
    owner: articles.owner,
    version: articles.version,
    validUntil: articles.validUntil,
  };
  const read = { ...columns, body: articleVersions.body };
  const isItsVersion = and(
    eq(articleVersions.articleId, articles.id),
    eq(articleVersions.n, articles.version),
  );
  const mayBeGiven = inArray(articles.state, ['published', 'due']);

  /** Another one whenever any article was changed: each change counts its revision up. */
  async function stamp(): Promise<string> {
    const [row] = await db.read
      .select({ count: sql<number>`count(*)`, changes: sql<number>`sum(${articles.revision})` })
      .from(articles);
    return `${row?.count}:${row?.changes}`;
  }

  async function readAll(): Promise<void> {
    const stamped = await stamp();
    const rows = await db.read.select(columns).from(articles).where(mayBeGiven).orderBy(articles.id);
    const present = new Map(rows.map((row) => [row.id, row]));
    for (const id of kept.keys()) if (!present.has(id)) kept.delete(id);
    const changed = rows.filter((row) => kept.get(row.id)?.version !== row.version).map(({ id }) => id);
    const bodies = await bodiesOf(changed, changed.length === rows.length);
    for (const { id, state, owner, version, validUntil } of rows) {
      const body = bodies.get(id) ?? kept.get(id)?.body;
      keep(id, { state, owner, version, validUntil, body });
    }
    shelf = undefined;
    seen = stamped;
  }

  async function bodiesOf(ids: readonly string[], all: boolean): Promise<Map<string, ArticleBody>> {
    const bodies = new Map<string, ArticleBody>();
    const pieces = all ? [undefined] : inPieces(ids);
    for (const piece of pieces) {
      const rows = await db.read
        .select({ id: articles.id, body: articleVersions.body })
        .from(articles)
        .innerJoin(articleVersions, isItsVersion)
        .where(piece ? inArray(articles.id, piece) : mayBeGiven);
      for (const { id, body } of rows) bodies.set(id, body);
    }
    return bodies;
  }

  function keep(
    id: string,
    row: {
      state: string;
      owner: string;
      version: number | null;
      validUntil: number | null;
      body?: ArticleBody | undefined;
    },
  ): void {
    const { state, owner, version, validUntil, body } = row;
    const isGiven = state === 'published' || state === 'due';
    if (isGiven && version !== null && validUntil !== null && body) {
      kept.set(id, { state, owner, version, validUntil, body });
    } else kept.delete(id);
  }

  function present(): Shelf {
    const at = now();
    if (!shelf || at < shelf.from || at >= shelf.until) shelf = shelve(kept, at, policy);
    return shelf;
  }

  await readAll();

  return {
    all: () => present().all,

    byId(id, locale) {
      const { byKey } = present();
      return byKey.get(`${locale} ${id}`) ?? byKey.get(`${otherThan(locale)} ${id}`);
    },

    firstChecks(type, locale) {
      const { firstChecks } = present();
      return firstChecks.get(`${locale} ${type}`) ?? firstChecks.get(`${otherThan(locale)} ${type}`);
    },

    async refresh(articleId) {
      const [row] = await db.read
        .select(read)
        .from(articles)
        .innerJoin(articleVersions, isItsVersion)
        .where(eq(articles.id, articleId));
      if (row) keep(articleId, row);
      else kept.delete(articleId);
      shelf = undefined;
    },

    async follow() {
      if ((await stamp()) === seen) return false;
      await readAll();
      return true;
    },
  };
}

function shelve(
  kept: ReadonlyMap<string, Kept>,
  at: number,
  policy: Pick<KnowledgePolicy, 'retireAfter'>,
): Shelf {
  const shelf: Shelf = { from: at, until: Infinity, all: [], byKey: new Map(), firstChecks: new Map() };
  for (const [id, { body, ...row }] of kept) {
    for (const end of [row.validUntil, row.validUntil + policy.retireAfter]) {
      if (end > at) shelf.until = Math.min(shelf.until, end);
    }
    const state = givenAs(row, at, policy);
    if (!state) continue;
    for (const article of translations(body, { ...row, id, state })) {
      shelf.all.push(article);
      shelf.byKey.set(`${article.locale} ${id}`, article);
      const checks = `${article.locale} ${article.type}`;
      if (article.firstCheck && !shelf.firstChecks.has(checks)) shelf.firstChecks.set(checks, article);
    }
  }
  return shelf;
}

function inPieces(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / SEVERAL) }, (_, i) =>
    ids.slice(i * SEVERAL, (i + 1) * SEVERAL),
  );
}

function otherThan(locale: Locale): Locale {
  return locale === 'en' ? 'zh-CN' : 'en';
}
