import { and, eq, gt, gte, inArray, sql, type SQL } from 'drizzle-orm';
import type { Database, Reader } from '../store/database.ts';
import { dayStart, offReason, type Limits, type Used } from './budget.ts';
import type { Asker } from './model.ts';
import { purposes, type ModelTrace, type OffReason, type Purpose } from './trace.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface Planned {
  purpose: Purpose;
  who: Asker;
  model: string;
  promptVersion: string;
  passages: readonly string[];
  redactions: number;
  /** The most that the call can use; booked until it is known what it did use. */
  inputTokens: number;
  outputTokens: number;
}

export interface Outcome {
  inputTokens: number;
  outputTokens: number;
  ms: number;
  verdict: string;
}

/** Rows of `modelCalls`: the budget of all replicas, and the trace. */
export interface Calls {
  /** Books a call, or says which limit it would break. */
  reserve(id: string, planned: Planned): Promise<OffReason | undefined>;
  finish(id: string, outcome: Outcome): Promise<void>;
}

/** Those that a person's limits count; the relay's translations are counted by ticket, vectors by nobody. */
export const PERSONAL: readonly Purpose[] = purposes.filter((one) => one !== 'embed' && one !== 'translate');

export function createCalls(
  db: Database,
  { limits, timeZone, now }: { limits: Limits; timeZone: string; now: () => number },
): Calls {
  const { modelCalls } = db.tables;

  async function used(read: Reader, { who, purpose }: Planned, at: number): Promise<Used> {
    const count = (...conditions: SQL[]) => read.$count(modelCalls, and(...conditions));
    const tokens =
      sql<number>`coalesce(sum(${modelCalls.inputTokens} + ${modelCalls.outputTokens}), 0)`.mapWith(Number);
    const [today] = await read
      .select({ tokens })
      .from(modelCalls)
      .where(gte(modelCalls.at, dayStart(at, timeZone)));
    const mine =
      who.personId !== undefined && PERSONAL.includes(purpose)
        ? [eq(modelCalls.personId, who.personId), inArray(modelCalls.purpose, [...PERSONAL])]
        : undefined;
    const ticket =
      who.ticketId !== undefined && purpose === 'translate'
        ? [eq(modelCalls.ticketId, who.ticketId), eq(modelCalls.purpose, purpose)]
        : undefined;
    return {
      tokensToday: today?.tokens ?? 0,
      personHour: mine ? await count(...mine, gt(modelCalls.at, at - HOUR)) : 0,
      personDay: mine ? await count(...mine, gt(modelCalls.at, at - DAY)) : 0,
      ticketHour: ticket ? await count(...ticket, gt(modelCalls.at, at - HOUR)) : 0,
    };
  }

  return {
    reserve: (id, planned) =>
      // One after another, also over replicas: two calls at once would both find the last one free.
      db.transaction({ lock: ['model-calls'] }, async (tx) => {
        const at = now();
        const off = offReason(await used(tx, planned, at), planned, limits);
        if (off) return off;
        const { purpose, who, model, promptVersion, passages, redactions, inputTokens, outputTokens } =
          planned;
        await tx.insert(modelCalls).values({
          id,
          purpose,
          personId: who.personId ?? null,
          dialogueId: who.dialogueId ?? null,
          ticketId: who.ticketId ?? null,
          model,
          promptVersion,
          passages: [...passages],
          redactions,
          inputTokens,
          outputTokens,
          ms: 0,
          verdict: 'running',
          at,
        });
        return undefined;
      }),
    finish: (id, outcome) =>
      db.transaction({}, async (tx) => {
        await tx.update(modelCalls).set(outcome).where(eq(modelCalls.id, id));
      }),
  };
}

/** What is told to the caller of a call that is over. */
export function traceOf(
  callId: string,
  { purpose, model, promptVersion, passages, redactions }: Planned,
  outcome: Outcome,
): ModelTrace {
  return {
    callId,
    purpose,
    model,
    promptVersion,
    passages: [...passages],
    redactions,
    ...outcome,
    alert: outcome.verdict.startsWith('alert'),
  };
}
