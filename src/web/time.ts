import type { Locale } from '../platforms/platform.ts';

// Intl says "this minute", which nobody does.
const JUST_NOW: Record<Locale, string> = { 'zh-CN': '刚刚', en: 'just now' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `2026年11月22日 16:05`, `22 Nov 2026, 16:05`: the instant (UTC ms) in the desk's time zone. */
export function absoluteTime(at: number, locale: Locale, timeZone: string): string {
  return dateFormat(locale, timeZone).format(at);
}

/** `3 分钟前`, `in 2 hours`: how far `at` is from `now`, both UTC ms. */
export function relativeTime(at: number, now: number, locale: Locale): string {
  const difference = at - now;
  const distance = Math.abs(difference);
  if (distance < MINUTE) return JUST_NOW[locale];
  const [unit, length] =
    distance < HOUR
      ? (['minute', MINUTE] as const)
      : distance < DAY
        ? (['hour', HOUR] as const)
        : (['day', DAY] as const);
  return relativeFormat(locale).format(Math.trunc(difference / length), unit);
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();
const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();

/** Formats are kept: making one costs more than using it a hundred times. */
function dateFormat(locale: Locale, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const kept = dateFormats.get(key);
  if (kept) return kept;
  const made = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  });
  dateFormats.set(key, made);
  return made;
}

function relativeFormat(locale: Locale): Intl.RelativeTimeFormat {
  const kept = relativeFormats.get(locale);
  if (kept) return kept;
  const made = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  relativeFormats.set(locale, made);
  return made;
}
