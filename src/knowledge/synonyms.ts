import { asc, eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { normalise } from '../language/tokens.ts';
import { failure } from '../runtime/failure.ts';
import { newId } from '../runtime/id.ts';
import { afterCommit } from '../store/after-commit.ts';
import type { Database, Transaction } from '../store/database.ts';
import { visible } from './hygiene.ts';

/** Words that mean the same; those of the content have no id and are changed in its file. */
export interface SynonymGroup {
  id?: string | undefined;
  words: readonly string[];
  addedBy?: string | undefined;
  at?: number | undefined;
}

export type SynonymMistake =
  | 'one-word-only'
  | 'too-many'
  | 'too-long'
  | 'nothing'
  /** There are as many groups as one search can bear. */
  | 'no-room'
  /** All of them mean the same already. */
  | 'known';

const MOST = 20;
const MOST_GROUPS = 1_000;
const LONGEST = 40;

/** `wifi = 无线 = WLAN` as its words, each once; or what is wrong with it. */
export function parseSynonyms(text: string): string[] | { mistake: SynonymMistake } {
  const seen = new Map<string, string>();
  for (const part of visible(text).split(/[=＝\n]/)) {
    const word = part.replace(/\s+/g, ' ').trim();
    if (word !== '' && !seen.has(normalise(word))) seen.set(normalise(word), word);
  }
  const words = [...seen.values()];
  if (words.length === 0) return { mistake: 'nothing' };
  if (words.length === 1) return { mistake: 'one-word-only' };
  if (words.length > MOST) return { mistake: 'too-many' };
  return words.some((word) => Array.from(word).length > LONGEST) ? { mistake: 'too-long' } : words;
}

export interface Synonyms {
  /** Those of the content and those that people added. */
  all(): readonly SynonymGroup[];
  /** Only what people added; the same array while nothing changes. */
  added(): readonly string[][];
  add(
    tx: Transaction,
    group: { words: readonly string[]; by: string },
    at: number,
  ): Promise<AddedGroup | { mistake: SynonymMistake }>;
  /** False where there is no such group. */
  remove(tx: Transaction, asked: { id: string; by: string }): Promise<boolean>;
  /** Tells of every group that people add, in the transaction that adds it. */
  listen(listener: SynonymListener): void;
  /** Reads what another process has changed. */
  follow(): Promise<void>;
}

/** What people added. */
export interface AddedGroup extends SynonymGroup {
  id: string;
  addedBy: string;
  at: number;
}

export type SynonymListener = (tx: Transaction, group: AddedGroup) => Promise<void>;

/** The words that people say mean the same, in memory: a copy that follows the database. */
export async function createSynonyms({
  db,
  ofContent,
  log,
}: {
  db: Database;
  ofContent: readonly (readonly string[])[];
  log: Pick<Logger, 'error'>;
}): Promise<Synonyms> {
  const { synonyms } = db.tables;
  let groups: SynonymGroup[] = [];
  let words: string[][] = [];
  const listeners: SynonymListener[] = [];
  const ofFiles = ofContent.map((group) => ({ words: group }));

  async function follow(): Promise<void> {
    const rows = await db.read.select().from(synonyms).orderBy(asc(synonyms.id));
    const isSame = rows.length === groups.length && rows.every(({ id }, i) => id === groups[i]?.id);
    if (isSame) return;
    groups = rows;
    words = rows.map((row) => row.words);
  }
  await follow();

  const followThen = (tx: Transaction) =>
    afterCommit(tx, () =>
      follow().catch((error: unknown) => log.error(failure(error), 'reading synonyms failed')),
    );

  return {
    all: () => [...ofFiles, ...groups],
    added: () => words,

    async add(tx, { words: given, by }, at) {
      if (groups.length >= MOST_GROUPS) return { mistake: 'no-room' };
      if ([...ofFiles, ...groups].some((group) => hasAll(group, given))) return { mistake: 'known' };
      const group = { id: newId(at), words: [...given], addedBy: by, at };
      await tx.insert(synonyms).values(group);
      for (const listener of listeners) await listener(tx, group);
      followThen(tx);
      return group;
    },

    async remove(tx, { id }) {
      const gone = await tx.delete(synonyms).where(eq(synonyms.id, id)).returning({ id: synonyms.id });
      followThen(tx);
      return gone.length > 0;
    },

    listen: (listener) => void listeners.push(listener),
    follow,
  };
}

function hasAll({ words }: SynonymGroup, wanted: readonly string[]): boolean {
  const known = new Set(words.map(normalise));
  return wanted.every((word) => known.has(normalise(word)));
}
