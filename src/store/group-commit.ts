import { setImmediate as nextTurn } from 'node:timers/promises';
import { WaitingTransactionError } from './errors.ts';

/** The database side of a group: how a group and each job in it begins and ends. */
export interface GroupConnection {
  begin(): Promise<void>;
  commit(): void;
  rollback(): void;
  savepoint(): void;
  release(): void;
  rollbackToSavepoint(): void;
  /** False once the database has ended the transaction by itself, as SQLite does on a full disk. */
  readonly inTransaction: boolean;
}

interface Job {
  run(): Promise<() => void>;
  /** From now on nothing it does may reach the database. */
  end(): void;
  reject(error: unknown): void;
}

const LARGEST_GROUP = 128;

/**
 * Runs jobs one at a time and commits those that are waiting together: one fsync for a whole group. Each job
 * has a savepoint of its own, so one that fails takes nothing with it, and none resolves before it is durable.
 */
export function groupCommit(connection: GroupConnection) {
  let waiting: Job[] = [];
  let running: Promise<void> | undefined;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      // One turn of the event loop lets everything that has just become ready join the group.
      await nextTurn();
      const group = waiting.splice(0, LARGEST_GROUP);
      try {
        await connection.begin();
      } catch (error) {
        for (const job of group) job.reject(error);
        continue;
      }
      await runGroup(group);
    }
    running = undefined;
  }

  async function runGroup(group: Job[]): Promise<void> {
    const resolutions: (() => void)[] = [];
    const succeeded: Job[] = [];
    for (const [index, job] of group.entries()) {
      connection.savepoint();
      try {
        resolutions.push(await atOnce(job));
        succeeded.push(job);
        connection.release();
      } catch (error) {
        job.reject(error);
        if (!connection.inTransaction) {
          for (const lost of [...succeeded, ...group.slice(index + 1)]) lost.reject(error);
          return;
        }
        connection.rollbackToSavepoint();
        connection.release();
      }
    }
    try {
      connection.commit();
    } catch (error) {
      if (connection.inTransaction) connection.rollback();
      for (const job of succeeded) job.reject(error);
      return;
    }
    for (const resolve of resolutions) resolve();
  }

  /** What a job asks the database is answered before the event loop turns: if it turns, the job waits for another. */
  async function atOnce(job: Job): Promise<() => void> {
    let turn: NodeJS.Immediate | undefined;
    const turned = new Promise<never>((_resolve, reject) => {
      turn = setImmediate(() => reject(new WaitingTransactionError()));
    });
    try {
      return await Promise.race([job.run(), turned]);
    } finally {
      clearImmediate(turn);
      job.end();
    }
  }

  return {
    /** Runs `work` in a transaction; `end` is called as soon as it is over, or was refused while it still runs. */
    run<T>(work: () => Promise<T>, end: () => void = () => {}): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        waiting.push({
          run: async () => {
            const result = await work();
            return () => resolve(result);
          },
          end,
          reject,
        });
        running ??= drain();
      });
    },
    /** Resolves when nothing is waiting or running. */
    async idle(): Promise<void> {
      await running;
    },
  };
}
