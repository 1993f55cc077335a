import { and, eq, isNull } from 'drizzle-orm';
import { newId } from '../runtime/id.ts';
import type { Transaction } from '../store/database.ts';
import { StaleError } from '../store/errors.ts';
import { insertRows } from '../store/prepared.ts';
import type { Tables } from '../store/schema.ts';
import type { OriginalMessage, Refusal, TicketCommand } from './ticket.ts';

interface Recorded {
  ticketId: string;
  command: TicketCommand;
  cause: { actor: string; at: number };
}

/**
 * Writes the rows that belong to a command beside the ticket's own: messages, steps, survey, recovery task.
 * Throws a StaleError where a message that is to be changed was changed since it was read.
 */
export async function record(
  tx: Transaction,
  tables: Tables,
  { ticketId, command, cause }: Recorded,
): Promise<Refusal | undefined> {
  const { ticketSteps, surveys, recoveryTasks } = tables;
  switch (command.do) {
    case 'requester-wrote':
    case 'agent-wrote':
    case 'note': {
      const side = sides[command.do];
      const row = { ...command.message, ticketId, authorId: cause.actor, side, at: cause.at };
      await insertRows(tx, { tables, into: 'ticketMessages' }, [row]);
      return undefined;
    }
    case 'edit-message':
      await change(tx, tables, command.original, {
        text: command.text,
        translation: null,
        editedAt: cause.at,
      });
      return undefined;
    case 'delete-message':
      // Whoever takes his words back has his reasons, e.g. a password: they are gone here too.
      await change(tx, tables, command.original, {
        text: '',
        files: [],
        translation: null,
        deletedAt: cause.at,
      });
      return undefined;
    case 'start-procedure': {
      const { articleId, steps } = command;
      const rows = steps.map((text, i) => ({ ticketId, articleId, n: i + 1, text }));
      if (rows.length > 0) await tx.insert(ticketSteps).values(rows).onConflictDoNothing();
      return undefined;
    }
    case 'tick-step':
      return tickStep(tx, tables, { ticketId, command, cause });
    case 'rate':
      await tx
        .insert(surveys)
        .values({ ticketId, ...command.rating, at: cause.at })
        .onConflictDoUpdate({ target: surveys.ticketId, set: { ...command.rating, at: cause.at } });
      return undefined;
    case 'comment':
      await tx.update(surveys).set({ comment: command.comment }).where(eq(surveys.ticketId, ticketId));
      return undefined;
    case 'open-recovery': {
      const { owner, reason, dueAt } = command;
      await tx
        .insert(recoveryTasks)
        .values({ id: newId(cause.at), ticketId, ownerId: owner, reason, dueAt, createdAt: cause.at });
      return undefined;
    }
    case 'close-recovery': {
      const done = await tx
        .update(recoveryTasks)
        .set({ doneAt: cause.at, doneBy: cause.actor, note: command.note })
        .where(
          and(
            eq(recoveryTasks.id, command.taskId),
            eq(recoveryTasks.ticketId, ticketId),
            isNull(recoveryTasks.doneAt),
          ),
        )
        .returning({ id: recoveryTasks.id });
      return done.length > 0 ? undefined : { because: 'task-done' };
    }
    default:
      return undefined;
  }
}

const sides = { 'requester-wrote': 'requester', 'agent-wrote': 'agent', note: 'note' } as const;

async function change(
  tx: Transaction,
  { ticketMessages }: Tables,
  { id, text }: OriginalMessage,
  set: Partial<Tables['ticketMessages']['$inferInsert']>,
): Promise<void> {
  const changed = await tx
    .update(ticketMessages)
    .set(set)
    .where(and(eq(ticketMessages.id, id), eq(ticketMessages.text, text), isNull(ticketMessages.deletedAt)))
    .returning({ id: ticketMessages.id });
  if (changed.length === 0) throw new StaleError('The message was changed meanwhile');
}

async function tickStep(
  tx: Transaction,
  { ticketSteps }: Tables,
  { ticketId, command, cause }: Recorded & { command: { do: 'tick-step'; articleId: string; n: number } },
): Promise<Refusal | undefined> {
  const step = and(
    eq(ticketSteps.ticketId, ticketId),
    eq(ticketSteps.articleId, command.articleId),
    eq(ticketSteps.n, command.n),
  );
  const ticked = await tx
    .update(ticketSteps)
    .set({ doneBy: cause.actor, doneAt: cause.at })
    .where(and(step, isNull(ticketSteps.doneAt)))
    .returning({ n: ticketSteps.n });
  if (ticked.length > 0) return undefined;
  const [existing] = await tx.select({ doneBy: ticketSteps.doneBy }).from(ticketSteps).where(step);
  return existing?.doneBy ? { because: 'step-done', by: existing.doneBy } : { because: 'unknown-step' };
}
