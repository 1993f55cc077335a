import { setTimeout as delay } from 'node:timers/promises';
import { and, eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { articleSource } from './knowledge/article-source.ts';
import type { Synonyms } from './knowledge/synonyms.ts';
import type { Model } from './model/model.ts';
import { failure } from './runtime/failure.ts';
import {
  createIndexer,
  createSearch,
  createVectors,
  type Change,
  type Collection,
  type Embedder,
  type SearchWords,
} from './search/index.ts';
import { afterCommit } from './store/after-commit.ts';
import type { Database, Transaction } from './store/database.ts';
import { caseSource } from './tickets/cases.ts';

export interface IndexOptions {
  db: Database;
  words: SearchWords;
  synonyms: Pick<Synonyms, 'added'>;
  /** Makes vectors of texts, where a model is configured for it. */
  embedder?: Embedder | undefined;
  now: () => number;
  log: Logger;
}

/** What another replica noted and died over, or couldn't be read, is tried again after this. */
const AGAIN_MS = 30_000;
const KEYS_AT_ONCE = 500;
/** A first start with very many articles begins to serve before all of them are indexed. */
const LONGEST_WAIT_MS = 1_500;
const VECTORS_STOP_WITHIN_MS = 1_000;
/** The search looks for changes of other replicas once in this time. */
const LOOKED_AT_EVERY_MS = 1_000;
/** Stands among a collection's figures once everything of an older database was noted. */
const NOTED_TO_THE_END = '#noted-to-the-end';

/** The search with its index: what changes is noted with the change and indexed as soon as that is committed. */
export function createIndex({ db, words, synonyms, embedder, now, log }: IndexOptions) {
  const { searchDocuments, searchTerms } = db.tables;
  const sources = { articles: articleSource(db), tickets: caseSource(db) };
  // By this clock the search looks anew; it is put on where we have changed the index ourselves.
  let ahead = 0;
  const productNames = () => words.names;
  const vectors = embedder && createVectors({ db, embedder, now, log });
  const search = createSearch({
    db,
    words,
    productNames,
    vectors,
    synonyms: () => synonyms.added(),
    now: () => performance.now() + ahead,
  });
  const indexer = createIndexer({ db, sources, words, productNames: words.names, log });
  let running: Promise<void> = Promise.resolve();
  let filling: Promise<void> = Promise.resolve();
  let watching: NodeJS.Timeout | undefined;
  let isStopped = false;

  /** After what is being done already: that may have missed what was noted meanwhile. */
  function wake(): Promise<void> {
    running = running.then(async () => {
      if (isStopped) return;
      try {
        if ((await indexer.drain()) > 0) ahead += LOOKED_AT_EVERY_MS;
        fillVectors();
      } catch (error) {
        log.error(failure(error), 'indexing failed; it is tried again');
      }
    });
    return running;
  }

  /** Nobody waits for a model's vectors: without them the search goes by words. */
  function fillVectors(): void {
    if (!vectors) return;
    filling = filling
      .then(() => (isStopped ? 0 : vectors.fill()))
      .then(
        () => {},
        (error: unknown) => log.error(failure(error), 'making vectors failed; it is tried again'),
      );
  }

  /** A database that was filled before there was an index, or lost it: everything is noted anew. */
  async function fill(collection: Collection): Promise<void> {
    if (await isFilled(collection)) return;
    let keys: string[] = [];
    const note = async () => {
      const some = keys;
      keys = [];
      if (some.length === 0) return;
      await db.transaction({}, (tx) =>
        search.enqueue(
          tx,
          some.map((key) => ({ collection, key, at: now() })),
        ),
      );
    };
    for await (const key of sources[collection].keys()) {
      // What is left is noted at the next start, with all the rest.
      if (isStopped) return;
      keys.push(key);
      if (keys.length >= KEYS_AT_ONCE) await note();
    }
    await note();
    await db.transaction({}, (tx) =>
      tx
        .insert(searchTerms)
        .values({ collection, term: NOTED_TO_THE_END, documents: 1 })
        .onConflictDoNothing(),
    );
  }

  /** A document alone says nothing: it may have come while the others were still being noted, or before. */
  async function isFilled(collection: Collection): Promise<boolean> {
    const [any] = await db.read
      .select({ id: searchDocuments.id })
      .from(searchDocuments)
      .innerJoin(searchTerms, eq(searchTerms.collection, searchDocuments.collection))
      .where(and(eq(searchDocuments.collection, collection), eq(searchTerms.term, NOTED_TO_THE_END)))
      .limit(1);
    return any !== undefined;
  }

  return {
    search,

    async enqueue(tx: Transaction, ...changes: readonly Change[]): Promise<void> {
      await search.enqueue(tx, changes);
      // Whoever made the change needn't wait for it to be found.
      afterCommit(tx, async () => void wake());
    },

    /**
     * Resolves when the articles can be found, or when there are so many that nobody waits for all of them. Past
     * tickets of an older database follow in the background.
     */
    async begin(): Promise<void> {
      await fill('articles');
      await Promise.race([wake(), delay(LONGEST_WAIT_MS, undefined, { ref: false })]);
    },

    start(): void {
      running = running
        .then(() => fill('tickets'))
        .then(() => indexer.catchUp(now()))
        .then(() => {})
        .catch((error: unknown) => log.error(failure(error), 'noting what is to be indexed anew failed'));
      void wake();
      watching = setInterval(() => void wake(), AGAIN_MS).unref();
    },

    /** Resolves when nothing that is committed is left to index. */
    idle: wake,

    async stop(): Promise<void> {
      isStopped = true;
      clearInterval(watching);
      await running;
      await Promise.race([filling, delay(VECTORS_STOP_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}

/** Makes vectors of texts where an embedding model is configured. */
export function embedderOf(model: Model | undefined): Embedder | undefined {
  if (!model?.supports.embeddings || model.embeddingModel === undefined) return undefined;
  return {
    model: model.embeddingModel,
    async embed(texts) {
      const vectors = await model.embed(texts);
      if (!vectors) throw new Error('The model gave no vectors');
      return vectors;
    },
  };
}
