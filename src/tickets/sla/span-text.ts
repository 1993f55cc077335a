import type { Params } from '../../content/messages.ts';
import type { Locale } from '../../platforms/platform.ts';
import { whenText } from '../when.ts';
import type { Span } from './calendar.ts';

/** A span as its reader says it: `今天 09:00–12:00`, with both days where it ends on another. */
export function spanText(
  { from, to }: Span,
  reader: { locale: Locale; timeZone: string; now: number },
): string {
  const [begin, end] = [whenText(from, reader), whenText(to, reader)];
  const [day] = splitTime(begin);
  const [lastDay, time] = splitTime(end);
  return day === lastDay ? `${begin}–${time}` : `${begin} – ${end}`;
}

/** Ms as hours and minutes, rounded to the minute: `4 h 30 min`. */
export function lengthText(ms: number, say: (key: string, params?: Params) => string): string {
  const minutes = Math.round(ms / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [
    ...(hours > 0 ? [say('why.unit-h', { count: hours })] : []),
    ...(rest > 0 || hours === 0 ? [say('why.unit-m', { count: rest })] : []),
  ];
  return parts.join(' ');
}

function splitTime(text: string): [string, string] {
  const at = text.lastIndexOf(' ');
  return [text.slice(0, at), text.slice(at + 1)];
}
