import pino from 'pino';
import type { ArticleHappening } from '../../src/knowledge/article-service.ts';
import { articleBody } from '../../src/knowledge/article-body.ts';
import type { StarterArticle } from '../../src/knowledge/articles.ts';
import { hashOf } from '../../src/knowledge/article-hash.ts';
import { createKnowledge, type Knowledge } from '../../src/knowledge/knowledge.ts';
import { knowledgePolicy } from '../../src/knowledge/policy.ts';
import { createSynonyms } from '../../src/knowledge/synonyms.ts';
import type { Database, Transaction } from '../../src/store/database.ts';
import type { ArticleBody, ArticleText } from '../../src/store/schema.ts';

export const DAY = 86_400_000;
/** Wednesday 18 November 2026, 10:00 in Shanghai. */
export const MORNING = Date.parse('2026-11-18T10:00:00+08:00');
export const policy = knowledgePolicy.parse({});

export interface Shelf extends Knowledge {
  db: Database;
  /** What happened to articles, as `kind id`. */
  told: string[];
  happenings: ArticleHappening[];
  /** Keys that are to be indexed anew. */
  enqueued: string[];
  lines: { level: number; msg: string; article?: string }[];
  now(): number;
  pass(ms: number): void;
  /** In a transaction of its own, at the present time. */
  does<T>(work: (tx: Transaction, at: number) => Promise<T>): Promise<T>;
  /** A draft that lacks nothing, submitted and published. */
  publishes(body: ArticleBody, author?: string): Promise<string>;
}

export interface ShelfOptions {
  starter?: readonly StarterArticle[] | undefined;
  at?: number | undefined;
}

/** A knowledge base on a database, with a clock that only moves when told. */
export async function openShelf(
  db: Database,
  { starter = [], at = MORNING }: ShelfOptions = {},
): Promise<Shelf> {
  let time = at;
  const told: string[] = [];
  const happenings: ArticleHappening[] = [];
  const enqueued: string[] = [];
  const lines: Shelf['lines'] = [];
  const log = pino(
    { level: 'info' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Shelf['lines'][number]) },
  );
  const knowledge = await createKnowledge({
    db,
    policy,
    starter,
    search: { search: async () => [] },
    synonyms: await createSynonyms({ db, ofContent: [['teams', '团队']], log }),
    enqueue: async (_tx, keys) => void enqueued.push(...keys),
    now: () => time,
    log,
  });
  knowledge.articles.listen(async (_tx, happening) => {
    told.push(`${happening.kind} ${happening.article.id}`);
    happenings.push(happening);
  });
  const does: Shelf['does'] = (work) => db.transaction({}, (tx) => work(tx, time));

  return {
    ...knowledge,
    db,
    told,
    happenings,
    enqueued,
    lines,
    now: () => time,
    pass: (ms) => void (time += ms),
    does,
    async publishes(body, author = 'wang') {
      const { articles } = knowledge;
      return does(async (tx, now) => {
        const made = await articles.draft(tx, { body, owner: author, author, origin: 'editor' }, now);
        if (!('ok' in made)) throw new Error(made.refused);
        const { id } = made.article;
        await articles.submit(tx, { articleId: id, by: author }, now);
        const done = await articles.publish(tx, { articleId: id, n: 1, by: 'zhou' }, now);
        if (!('ok' in done)) throw new Error(done.refused);
        return id;
      });
    },
  };
}

export function textOf(title: string, changes: Partial<ArticleText> = {}): ArticleText {
  return {
    title,
    symptom: `${title} happens`,
    keywords: ['vpn'],
    synonyms: ['tunnel is down'],
    scene: 'At home',
    preconditions: [],
    steps: ['Restart it', 'Look again'],
    risks: 'None',
    rollback: 'None',
    ...changes,
  };
}

/** An English article that lacks nothing. */
export function bodyOf(title: string, changes: Partial<ArticleBody> & { text?: Partial<ArticleText> } = {}) {
  const { text, ...rest } = changes;
  return articleBody.parse({
    type: 'network',
    related: [],
    noRelated: true,
    firstCheck: false,
    texts: { en: textOf(title, text) },
    ...rest,
  });
}

/** An article as the content brings it. */
export function starterOf(id: string, body: ArticleBody, review = MORNING + 100 * DAY): StarterArticle {
  return { id, owner: 'network-team', review, body, hash: hashOf({ body, review }) };
}
