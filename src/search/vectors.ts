import { and, eq, inArray, isNull, ne } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import type { StoredText } from './indexed-text.ts';
import type { Collection, Embedder } from './search-types.ts';

export interface VectorsOptions {
  db: Database;
  embedder: Embedder;
  now: () => number;
  log: { warn: (fields: object, message: string) => void };
  /** A question waits no longer for its vector. */
  timeoutMs?: number | undefined;
}

export interface Vectors {
  /** Makes vectors of documents that have none of this model; how many. Afterwards those of other models go. */
  fill: () => Promise<number>;
  /** How near documents are to a text, by id; undefined where vectors can't be used now. */
  nearness: (text: string, among: Among) => Promise<ReadonlyMap<number, number> | undefined>;
}

export interface Among {
  collection: Collection;
  documents: number;
  /** The candidates that the text has, for collections too large to compare all. */
  ids: readonly number[];
}

const BATCH = 32;
const USUAL_TIMEOUT_MS = 1500;
const LONGEST = 4000;
/** More are not compared with every question: only those that the text search finds. */
const MOST_COMPARED = 20_000;
const NEAREST = 50;
/** While fewer documents have a vector, those that have one would get the better of the others. */
const ENOUGH = 0.95;
const FRESH_MS = 5000;

/** Vectors beside the text search: they can be missing at any time, and nothing but the ranking changes. */
export function createVectors(options: VectorsOptions): Vectors {
  const { db, embedder, now, log, timeoutMs = USUAL_TIMEOUT_MS } = options;
  const { searchDocuments: d, searchVectors: v } = db.tables;
  const { model } = embedder;
  const kept = new Map<Collection, { at: number; vectors: Map<number, Float32Array> }>();

  async function fill(): Promise<number> {
    let filled = 0;
    for (;;) {
      const rows = await db.read
        .select({ id: d.id, hash: d.hash, terms: d.terms })
        .from(d)
        .leftJoin(v, and(eq(v.documentId, d.id), eq(v.model, model)))
        .where(isNull(v.documentId))
        .limit(BATCH);
      if (rows.length === 0) break;
      const made = await embedded(rows.map(({ terms }) => readable(terms as StoredText)));
      if (!made) return filled;
      await db.transaction({}, async (tx) => {
        await tx
          .insert(v)
          .values(
            rows.map(({ id, hash }, i) => {
              const vector = made[i] as Float32Array;
              return { documentId: id, model, hash, dimensions: vector.length, vector: bytesOf(vector) };
            }),
          )
          .onConflictDoNothing();
      });
      filled += rows.length;
    }
    await db.transaction({}, (tx) => tx.delete(v).where(ne(v.model, model)));
    return filled;
  }

  /** Vectors of length 1 for texts, all of the dimensions that the model's stored ones have; undefined where it fails. */
  async function embedded(texts: readonly string[]): Promise<Float32Array[] | undefined> {
    try {
      const made = (await embedder.embed(texts)).map(normalised);
      const [known] = await db.read
        .select({ dimensions: v.dimensions })
        .from(v)
        .where(eq(v.model, model))
        .limit(1);
      const dimensions = known?.dimensions ?? made[0]?.length ?? 0;
      const wrong = made.length !== texts.length || made.some((vector) => vector.length !== dimensions);
      if (!wrong && dimensions > 0) return made;
      log.warn(
        { model, expected: dimensions, found: made.map(({ length }) => length) },
        'Vectors of wrong dimensions',
      );
    } catch (error) {
      log.warn({ model, err: error }, 'No vectors: the search goes by the text alone');
    }
    return undefined;
  }

  async function nearness(text: string, among: Among): Promise<ReadonlyMap<number, number> | undefined> {
    const vectors = await vectorsFor(among);
    if (!vectors) return undefined;
    const question = await inTime(embedded([text.slice(0, LONGEST)]), timeoutMs);
    const [asked] = question ?? [];
    if (!asked) return undefined;
    const near = Array.from(vectors, ([id, vector]) => [id, dot(asked, vector)] as const);
    return new Map(near.sort((a, b) => b[1] - a[1]).slice(0, NEAREST));
  }

  async function vectorsFor({
    collection,
    documents,
    ids,
  }: Among): Promise<Map<number, Float32Array> | undefined> {
    if (documents > MOST_COMPARED) {
      const some = await read(ids);
      return some.size >= ENOUGH * ids.length && some.size > 0 ? some : undefined;
    }
    const known = kept.get(collection);
    if (known && now() - known.at < FRESH_MS) return enough(known.vectors, documents);
    const vectors = known?.vectors ?? new Map<number, Float32Array>();
    const rows = await db.read
      .select({ id: v.documentId })
      .from(v)
      .innerJoin(d, eq(d.id, v.documentId))
      .where(and(eq(d.collection, collection), eq(v.model, model)));
    const present = new Set(rows.map(({ id }) => id));
    for (const id of vectors.keys()) if (!present.has(id)) vectors.delete(id);
    const missing = [...present].filter((id) => !vectors.has(id));
    for (let from = 0; from < missing.length; from += 500)
      for (const [id, vector] of await read(missing.slice(from, from + 500))) vectors.set(id, vector);
    kept.set(collection, { at: now(), vectors });
    return enough(vectors, documents);
  }

  function enough(vectors: Map<number, Float32Array>, documents: number) {
    return vectors.size > 0 && vectors.size >= ENOUGH * documents ? vectors : undefined;
  }

  async function read(ids: readonly number[]): Promise<Map<number, Float32Array>> {
    if (ids.length === 0) return new Map();
    const rows = await db.read
      .select({ id: v.documentId, vector: v.vector })
      .from(v)
      .where(and(eq(v.model, model), inArray(v.documentId, [...ids])));
    return new Map(rows.map(({ id, vector }) => [id, vectorOf(vector)]));
  }

  return { fill, nearness };
}

/** A stored text as it can be read again. */
function readable({ title, symptom, body }: StoredText): string {
  return [title, symptom, body].join('\n').replaceAll('|', '').slice(0, LONGEST);
}

function normalised(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return length > 0 ? vector.map((value) => value / length) : vector;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

function vectorOf(bytes: Buffer): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
