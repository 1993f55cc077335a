import type { Locale } from '../platforms/platform.ts';

interface Reader {
  locale: Locale;
  timeZone: string;
  now: number;
}

/** An instant as its reader says it, e.g. `今天 17:30`, `Mon 23 Nov, 10:30`, in the desk's time zone. */
export function whenText(at: number, { locale, timeZone, now }: Reader): string {
  const time = format(at, locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  const day = dayOf(at, timeZone);
  if (day === dayOf(now, timeZone)) return `${locale === 'en' ? 'today' : '今天'} ${time}`;
  if (day === dayOf(now + 86_400_000, timeZone)) return `${locale === 'en' ? 'tomorrow' : '明天'} ${time}`;
  const date = format(at, locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone });
  return `${date} ${time}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs a hundred times more than using it. */
function format(at: number, locale: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale} ${JSON.stringify(options)}`;
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, options);
    formats.set(key, known);
  }
  return known.format(at);
}

function dayOf(at: number, timeZone: string): string {
  return format(at, 'en', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone });
}
