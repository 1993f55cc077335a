import { Temporal } from 'temporal-polyfill';
import type { OffReason, Purpose } from './trace.ts';

/** Rule L-8. */
export interface Limits {
  dailyTokens: number;
  personPerHour: number;
  personPerDay: number;
  ticketPerHour: number;
}

export const LIMITS = { personPerHour: 20, personPerDay: 60, ticketPerHour: 60 } as const;

/** What goes into one call, and comes out of it. */
export const CALL = {
  inputCharacters: 4_000,
  questionTokens: 1_200,
  passages: 5,
  contextTokens: 3_000,
  outputTokens: 600,
} as const;

/** Vectors are filled in the background and wait for tomorrow rather than take the last of the day from people. */
const EMBED_SHARE = 0.8;

export interface Used {
  tokensToday: number;
  personHour: number;
  personDay: number;
  ticketHour: number;
}

/** The limit that one more call would break. */
export function offReason(
  used: Used,
  call: { purpose: Purpose; inputTokens: number; outputTokens: number },
  limits: Limits,
): OffReason | undefined {
  const budget = limits.dailyTokens * (call.purpose === 'embed' ? EMBED_SHARE : 1);
  if (used.tokensToday + call.inputTokens + call.outputTokens > budget) return 'daily-budget';
  if (used.personHour >= limits.personPerHour) return 'person-hour';
  if (used.personDay >= limits.personPerDay) return 'person-day';
  if (used.ticketHour >= limits.ticketPerHour) return 'ticket-hour';
  return undefined;
}

/** When the day began in which `now` lies. */
export function dayStart(now: number, timeZone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).startOfDay()
    .epochMilliseconds;
}

export function dayOf(at: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}
