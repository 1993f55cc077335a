import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Content } from '../content.ts';
import { loadContent } from '../content.ts';
import type { Database } from '../store/database.ts';
import { answersWith } from './answers.ts';
import { compare, summarise, type Change, type Summary } from './compare.ts';
import { copyKnowledge, pastOf, type Past } from './past.ts';

export interface ReplayOrder {
  /** The content to try. */
  contentDir: string;
  /** How far back, in ms. */
  sinceMs: number;
  /** Certainties of desk.yaml that are to be others in it. */
  certainty: Partial<Content['policy']['certainty']>;
  /** How many questions of each kind of change are listed. */
  limit: number;
}

export interface ReplayOptions {
  /** The desk's database; only read. */
  db: Database;
  /** The content in use. */
  presentDir: string;
  migrationsFolder: string;
  now: () => number;
  /** Told after each batch how many of all questions were asked. */
  progress: (done: number, all: number) => void;
}

/**
 * Asks the questions of the past once with the present content and once with another, each in a whole Deskline of
 * its own on a temporary database, offline and without any platform. Throws a ContentError for wrong content.
 */
export async function replay(
  order: ReplayOrder,
  { db, presentDir, migrationsFolder, now, progress }: ReplayOptions,
): Promise<{ changes: Change[]; summary: Summary }> {
  const present = contentFor(presentDir);
  const other = contentFor(order.contentDir);
  const tried = {
    ...other,
    policy: { ...other.policy, certainty: { ...other.policy.certainty, ...order.certainty } },
  };
  const past = await pastOf(db, now() - order.sinceMs);
  const all = past.questions.length * 2;
  const ask = (content: Content, before: number) =>
    withCopy(past, migrationsFolder, (databaseUrl) =>
      answersWith(past.questions, {
        content,
        databaseUrl,
        migrationsFolder,
        now,
        progress: (done) => progress(before + done, all),
      }),
    );
  const before = await ask(present, 0);
  const after = await ask(tried, past.questions.length);
  const changes = past.questions.map((question, i) => {
    const [left, right] = [before[i], after[i]];
    if (!left || !right) throw new Error(`Question ${i} was not answered`);
    return compare(question, left, right);
  });
  return { changes, summary: summarise(changes) };
}

/** Nobody is written to: the channels are those of the built-in platform. */
function contentFor(contentDir: string): Content {
  const deskChannels = { L1: 'web:l1', L2: 'web:l2', expert: 'web:expert' };
  return loadContent({ contentDir, deskChannels, locale: undefined, timeZone: undefined, demo: true });
}

async function withCopy<T>(
  past: Past,
  migrationsFolder: string,
  work: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-replay-'));
  try {
    const databaseUrl = `file:${join(folder, 'replay.db')}`;
    await copyKnowledge(past, { databaseUrl, migrationsFolder });
    return await work(databaseUrl);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
