import { Temporal } from 'temporal-polyfill';
import { elapsed } from '../../content/duration.ts';
import type { DeskPolicy, Queue } from '../desk-policy.ts';
import { DESK_CALENDAR } from './calendars.ts';
import { isAtWork, nextOpening } from './working-time.ts';

/** Who is on call for a queue at `at` (UTC ms) by the rota of desk.yaml; nobody where there is none. Pure. */
export function onCallAt(queueId: string, at: number, { onCall, timeZone }: DeskPolicy): string | undefined {
  const rota = onCall.find(({ queue }) => queue === queueId);
  if (!rota) return undefined;
  const start = Temporal.PlainDate.from(rota.from).toZonedDateTime({ timeZone, plainTime: '00:00' });
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  if (Temporal.ZonedDateTime.compare(today, start) < 0) return undefined;
  // Turns change at midnight, also where a night is an hour shorter; shorter turns than a day by elapsed time.
  const days = elapsed(rota.every) / 86_400_000;
  const turn = Number.isInteger(days)
    ? Math.floor(start.toPlainDate().until(today.toPlainDate(), { largestUnit: 'days' }).days / days)
    : Math.floor((at - start.epochMilliseconds) / elapsed(rota.every));
  return rota.people[turn % rota.people.length];
}

/** When somebody of the queue is in next (UTC ms); `at` itself while they work. */
export function inAgainAt({ calendar }: Pick<Queue, 'calendar'>, at: number, policy: DeskPolicy): number {
  return nextOpening(at, policy.calendars.named(calendar ?? DESK_CALENDAR));
}

export function isManned({ calendar }: Pick<Queue, 'calendar'>, at: number, policy: DeskPolicy): boolean {
  return isAtWork(at, policy.calendars.named(calendar ?? DESK_CALENDAR));
}
