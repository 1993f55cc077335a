import { statSync } from 'node:fs';
import pg from 'pg';
import { fileOf, isPostgres } from '../../src/store/database-url.ts';
import type { Figure } from '../measure.ts';
import { TALK_LENGTH } from '../talks.ts';
import { openReplicas, setUpsHere, type SetUp } from './replicas.ts';
import { talkOn } from './talkers.ts';

const WARM_UP_TALKS = 50;
const TALKS = 500;
const AT_ONCE = 64;

/** How the database grows: by a talk of ten messages that ends in a ticket. */
export async function disk(): Promise<Figure[]> {
  const found: Figure[] = [];
  for (const setUp of setUpsHere().filter(({ replicas }) => replicas === 1)) found.push(await measure(setUp));
  return found;
}

async function measure(setUp: SetUp): Promise<Figure> {
  const replicas = await openReplicas(setUp);
  await talkOn(replicas, { first: 0, end: WARM_UP_TALKS, atOnce: AT_ONCE });
  const before = await bytesOf(replicas.databaseUrl);
  await talkOn(replicas, { first: WARM_UP_TALKS, end: WARM_UP_TALKS + TALKS, atOnce: AT_ONCE });
  const grown = (await bytesOf(replicas.databaseUrl)) - before;
  await replicas.close();
  return {
    bench: 'disk',
    what: `${setUp.name}: a ticket with its ${TALK_LENGTH} messages`,
    value: grown / TALKS / 1024,
    unit: 'KB',
  };
}

async function bytesOf(databaseUrl: string): Promise<number> {
  if (!isPostgres(databaseUrl)) return statSync(fileOf(databaseUrl)).size;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ bytes: string }>(
    'select pg_database_size(current_database())::text as bytes',
  );
  await client.end();
  return Number(rows[0]?.bytes);
}
