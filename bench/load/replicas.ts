import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findBinaries, startPostgres } from '../../tests/support/postgres-server.ts';
import { newFolder, root } from '../house.ts';
import type { messageOf } from '../talks.ts';

type Message = ReturnType<typeof messageOf>;

export type ReplicaOrder = { do: 'receive'; event: Message } | { do: 'settle' } | { do: 'stop' };
export type ReplicaAnswer =
  | { is: 'ready' }
  | { is: 'stored' | 'refused'; id: string }
  | { is: 'sent'; channel: string }
  | { is: 'settled'; cpuMs: number; rss: number };

/** What is measured: one process on SQLite, or some on one PostgreSQL whose commits are durable. */
export interface SetUp {
  name: string;
  database: 'sqlite' | 'postgres';
  replicas: number;
}

export const SET_UPS: readonly SetUp[] = [
  { name: 'SQLite', database: 'sqlite', replicas: 1 },
  { name: 'PostgreSQL', database: 'postgres', replicas: 1 },
  { name: 'PostgreSQL, 2 replicas', database: 'postgres', replicas: 2 },
];

/** Those that can be measured on this machine. */
export function setUpsHere(): readonly SetUp[] {
  if (findBinaries()) return SET_UPS;
  process.stdout.write("PostgreSQL isn't measured: there are no binaries of it\n");
  return SET_UPS.filter(({ database }) => database === 'sqlite');
}

/** When one message was stored, and when its first answer was handed to the platform; ms of `performance.now`. */
export interface Heard {
  storedAt: number;
  repliedAt: number;
}

/** A new database; `fill` may put something into it before anybody runs on it. */
export async function openReplicas(
  { database, replicas }: SetUp,
  fill?: (databaseUrl: string) => Promise<void>,
) {
  const { folder, remove } = newFolder();
  const binaries = findBinaries();
  const server =
    database === 'postgres' && binaries ? await startPostgres(binaries, { fsync: true }) : undefined;
  const databaseUrl = server?.url ?? `file:${join(folder, 'deskline.db')}`;
  await fill?.(databaseUrl);

  const stored = new Map<string, { resolve: (at: number) => void; reject: (error: Error) => void }>();
  const replies = new Map<string, (at: number) => void>();
  let settled: ((answer: ReplicaAnswer & { is: 'settled' }) => void)[] = [];

  function hear(answer: ReplicaAnswer): void {
    const at = performance.now();
    if (answer.is === 'stored') stored.get(answer.id)?.resolve(at);
    else if (answer.is === 'refused') stored.get(answer.id)?.reject(new Error(`${answer.id} was not stored`));
    else if (answer.is === 'settled') settled.shift()?.(answer);
    else if (answer.is === 'sent') {
      replies.get(answer.channel)?.(at);
      replies.delete(answer.channel);
    }
  }

  const children: ChildProcess[] = [];
  for (let n = 0; n < replicas; n++) {
    const child = fork(join(root, 'bench', 'load', 'replica-process.ts'), {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, DATABASE_URL: databaseUrl },
    });
    children.push(child);
    await once(child, 'message');
    child.on('message', hear);
  }
  let turn = 0;

  return {
    databaseUrl,

    /** Hands a message to one replica after the other; nobody may write in a channel that waits for an answer. */
    async say(event: Message): Promise<Heard> {
      const repliedAt = new Promise<number>((resolve) => replies.set(event.place.channel, resolve));
      const storedAt = new Promise<number>((resolve, reject) => {
        stored.set(event.messageId, { resolve, reject });
      });
      children[turn++ % children.length]?.send({ do: 'receive', event } satisfies ReplicaOrder);
      const heard = { storedAt: await storedAt, repliedAt: await repliedAt };
      stored.delete(event.messageId);
      return heard;
    },

    /** Waits until nothing is left to do; gives the processor time (ms) and memory (bytes) of each replica so far. */
    async settle(): Promise<{ cpuMs: number; rss: number }[]> {
      settled = [];
      return Promise.all(
        children.map((child) => {
          const answer = new Promise<{ cpuMs: number; rss: number }>((resolve) => settled.push(resolve));
          child.send({ do: 'settle' } satisfies ReplicaOrder);
          return answer;
        }),
      );
    },

    async close(): Promise<void> {
      for (const child of children) {
        const gone = once(child, 'exit');
        child.send({ do: 'stop' } satisfies ReplicaOrder);
        await gone;
      }
      server?.stop();
      remove();
    },
  };
}

export type Replicas = Awaited<ReturnType<typeof openReplicas>>;
