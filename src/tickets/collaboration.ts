import { and, asc, desc, eq, gte, max } from 'drizzle-orm';
import { elapsed } from '../content/duration.ts';
import type { FileRef } from '../platforms/platform.ts';
import { newId } from '../runtime/id.ts';
import { cancelTimers, setTimer } from '../runtime/timers.ts';
import type { Database, Reader, Transaction } from '../store/database.ts';
import type { Tables, TaskState } from '../store/schema.ts';
import type { DeskPolicy } from './desk-policy.ts';
import { DESK_CALENDAR } from './sla/calendars.ts';
import { workingSpans } from './sla/working-time.ts';

export type CollaborationTask = Tables['collaborationTasks']['$inferSelect'];

export const TASK_DUE = 'task-due';
/** So long after he has ticked a task off what its owner sends belongs to it, ms. */
export const FILES_WITHIN_MS = 15 * 60_000;

export interface NewTask {
  ticketId: string;
  title: string;
  deliverable: string;
  ownerId: string;
  dueAt: number;
}

/** The collaboration sheet of a ticket: tasks of people in any department, with times and deliverables (requirement 3.3). */
export function createCollaboration({ db, policy }: { db: Database; policy: DeskPolicy }) {
  const { collaborationTasks: t } = db.tables;
  const timerKeys = (id: string) => [`${TASK_DUE}:${id}:remind`, `${TASK_DUE}:${id}:late`];

  /** An hour of working time before it is due; at once where there is less. */
  function remindAt(dueAt: number, now: number): number {
    const calendar = policy.calendars.named(DESK_CALENDAR);
    let left = elapsed(policy.watch.warnBefore);
    for (const { from, to } of workingSpans(now, dueAt, calendar).toReversed()) {
      if (to - from >= left) return to - left;
      left -= to - from;
    }
    return Math.max(now, dueAt - elapsed(policy.watch.warnBefore));
  }

  return {
    async add(
      tx: Transaction,
      task: NewTask,
      { by, at }: { by: string; at: number },
    ): Promise<CollaborationTask> {
      const [last] = await tx
        .select({ n: max(t.n) })
        .from(t)
        .where(eq(t.ticketId, task.ticketId));
      const row = { ...task, id: newId(at), n: (last?.n ?? 0) + 1, files: [], openedBy: by, openedAt: at };
      const [added] = await tx.insert(t).values(row).returning();
      if (!added) throw new Error('The database returned no row for a new task');
      const [remind = '', late = ''] = timerKeys(added.id);
      const timer = { name: TASK_DUE, lane: `task:${added.id}` };
      await setTimer(tx, db.tables, {
        ...timer,
        key: remind,
        subject: `${added.id}|remind`,
        dueAt: remindAt(task.dueAt, at),
      });
      await setTimer(tx, db.tables, { ...timer, key: late, subject: `${added.id}|late`, dueAt: task.dueAt });
      return added;
    },

    /** Ends an open task; undefined where it was ended before. */
    async end(
      tx: Transaction,
      id: string,
      {
        by,
        at,
        state,
        result,
      }: { by: string; at: number; state: Exclude<TaskState, 'open'>; result: string | null },
    ): Promise<CollaborationTask | undefined> {
      const [ended] = await tx
        .update(t)
        .set({ state, result, doneBy: by, doneAt: at })
        .where(and(eq(t.id, id), eq(t.state, 'open')))
        .returning();
      if (ended) await cancelTimers(tx, db.tables, timerKeys(id));
      return ended;
    },

    /** Adds what was handed in. */
    async hand(tx: Transaction, { id, files }: CollaborationTask, more: readonly FileRef[]): Promise<void> {
      await tx
        .update(t)
        .set({ files: [...files, ...more] })
        .where(eq(t.id, id));
    },

    byId: async (id: string, from: Reader = db.read): Promise<CollaborationTask | undefined> =>
      (await from.select().from(t).where(eq(t.id, id)))[0],

    ofTicket: (ticketId: string, from: Reader = db.read): Promise<CollaborationTask[]> =>
      from.select().from(t).where(eq(t.ticketId, ticketId)).orderBy(asc(t.n)).execute(),

    /** The task that somebody has just ticked off, for which he may be sending files. */
    async justDone(personId: string, now: number): Promise<CollaborationTask | undefined> {
      const [task] = await db.read
        .select()
        .from(t)
        .where(and(eq(t.ownerId, personId), eq(t.state, 'done'), gte(t.doneAt, now - FILES_WITHIN_MS)))
        .orderBy(desc(t.doneAt))
        .limit(1);
      return task;
    },
  };
}

export type Collaboration = ReturnType<typeof createCollaboration>;
