import { normalise } from './tokens.ts';

const DAY = 86_400_000;
const RELATIVE: readonly (readonly [RegExp, number])[] = [
  [/大前天/, -3],
  [/大后天/, 3],
  [/前天|前日|day before yesterday/, -2],
  [/后天|day after tomorrow/, 2],
  [/昨天|昨晚|昨日|yesterday|last night/, -1],
  [/明天|明早|明日|明晚|tomorrow/, 1],
  [/今天|今早|今日|今晚|今晨|刚刚|刚才|当天|today|tonight|this (?:morning|afternoon|evening)|just now/, 0],
];
const AMOUNTS: Record<string, number> = {
  a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10,
  一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10,
}; // prettier-ignore
const HAN_OFFSET = /(\d{1,3}|[一二两三四五六七八九十])个?(天|周|星期|礼拜|月)(?:之|以)?(前|后)/;
const EN_AGO =
  /\b(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (day|week|month)s? (ago|later|from now)/;
const EN_IN = /\bin (\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (day|week|month)s?\b/;
const UNIT_DAYS: Record<string, number> = {
  天: 1,
  周: 7,
  星期: 7,
  礼拜: 7,
  月: 30,
  day: 1,
  week: 7,
  month: 30,
};

const HAN_WEEKDAY = /(上上|上|这|本|下)?个?(?:周|星期|礼拜)([一二三四五六日天末])/;
const EN_WEEKDAY =
  /\b(?:(last|this|next|past|coming) )?(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?\b(?! (?:up|set))/;
const AHEAD = /前|之前|需要|要用|截止|\b(?:by|before|until|need|due|deadline)\b/;

const YMD = /(?<![\d.])((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?![\d])/;
const MD_HAN = /(?<!\d)(\d{1,2}|[一二三四五六七八九十]{1,2})月(\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?/;
const MD_SLASH = /(?<![\d./-])(\d{1,2})[/](\d{1,2})(?:[/](\d{4}))?(?![\d/])/;
const D_HAN = /(?<![\d.月])(\d{1,2})(?:日|号(?!楼|会议室|线|机|打印机|房|桌|门|店))/;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const MONTH = `(${MONTHS.join('|')})[a-z]{0,6}`;
const EN_MD = new RegExp(String.raw`\b${MONTH}\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4}))?`);
const EN_DM = new RegExp(String.raw`\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}\b(?:,? (\d{4}))?`);

/** The first day the text names, as `2026-11-20`, seen from `now` (UTC ms) in `timeZone`. */
export function dates(text: string, now: number, timeZone: string): string | undefined {
  const plain = normalise(text.slice(0, 4000));
  const today = startOfDay(now, timeZone);
  const day = absolute(plain, today) ?? relative(plain, today) ?? weekday(plain, today);
  return day === undefined ? undefined : new Date(day).toISOString().slice(0, 10);
}

function absolute(text: string, today: number): number | undefined {
  let m = YMD.exec(text);
  if (m) return civil(Number(m[1]), Number(m[2]), Number(m[3]));
  m = EN_MD.exec(text);
  if (m) return inYear(today, m[3], MONTHS.indexOf(m[1] ?? '') + 1, Number(m[2]));
  m = EN_DM.exec(text);
  if (m) return inYear(today, m[3], MONTHS.indexOf(m[2] ?? '') + 1, Number(m[1]));
  m = MD_HAN.exec(text);
  if (m) return inYear(today, undefined, count(m[1]), count(m[2]));
  m = MD_SLASH.exec(text);
  if (m) {
    const [a, b] = [Number(m[1]), Number(m[2])];
    return a > 12 ? inYear(today, m[3], b, a) : inYear(today, m[3], a, b);
  }
  m = D_HAN.exec(text);
  return m ? nearest(today, (offset) => inMonth(today, offset, Number(m[1]))) : undefined;
}

function relative(text: string, today: number): number | undefined {
  const han = HAN_OFFSET.exec(text);
  if (han) return today + (han[3] === '前' ? -1 : 1) * count(han[1]) * (UNIT_DAYS[han[2] ?? ''] ?? 1) * DAY;
  const ago = EN_AGO.exec(text);
  if (ago) return today + (ago[3] === 'ago' ? -1 : 1) * count(ago[1]) * (UNIT_DAYS[ago[2] ?? ''] ?? 1) * DAY;
  const later = EN_IN.exec(text);
  if (later) return today + count(later[1]) * (UNIT_DAYS[later[2] ?? ''] ?? 1) * DAY;
  for (const [word, offset] of RELATIVE) if (word.test(text)) return today + offset * DAY;
  return undefined;
}

function weekday(text: string, today: number): number | undefined {
  const han = HAN_WEEKDAY.exec(text);
  const monday = today - mondayOffset(today) * DAY;
  if (han) {
    const day = '一二三四五六日'.indexOf((han[2] ?? '').replace('天', '日').replace('末', '六'));
    const week = { 上上: -2, 上: -1, 这: 0, 本: 0, 下: 1 }[han[1] ?? ''];
    if (week !== undefined) return monday + (week * 7 + day) * DAY;
    return bareWeekday(text, today, day);
  }
  const en = EN_WEEKDAY.exec(text);
  if (!en) return undefined;
  const day = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'].indexOf((en[2] ?? '').slice(0, 2));
  if (en[1] === 'this') return monday + day * DAY;
  if (en[1] === 'next') return monday + (7 + day) * DAY;
  if (en[1] === 'coming') return today + daysUntil(today, day) * DAY;
  if (en[1] !== undefined) return today - (7 - daysUntil(today, day) || 7) * DAY;
  return bareWeekday(text, today, day);
}

// “Since Friday” looks back, “I need it by Friday” looks ahead.
function bareWeekday(text: string, today: number, day: number): number {
  const ahead = daysUntil(today, day);
  if (ahead === 0) return today;
  return AHEAD.test(text) ? today + ahead * DAY : today - (7 - ahead) * DAY;
}

function daysUntil(today: number, day: number): number {
  return (day - mondayOffset(today) + 7) % 7;
}

function mondayOffset(today: number): number {
  return (new Date(today).getUTCDay() + 6) % 7;
}

function inYear(today: number, year: string | undefined, month: number, day: number): number | undefined {
  if (year !== undefined) return civil(Number(year), month, day);
  const now = new Date(today).getUTCFullYear();
  return nearest(today, (offset) => civil(now + offset, month, day));
}

function inMonth(today: number, offset: number, day: number): number | undefined {
  const first = new Date(today);
  const month = first.getUTCFullYear() * 12 + first.getUTCMonth() + offset;
  return civil(Math.floor(month / 12), (month % 12) + 1, day);
}

function nearest(today: number, at: (offset: number) => number | undefined): number | undefined {
  const days = [-1, 0, 1].map(at).filter((day) => day !== undefined);
  return days.toSorted((a, b) => Math.abs(a - today) - Math.abs(b - today))[0];
}

function civil(year: number, month: number, day: number): number | undefined {
  const time = Date.UTC(year, month - 1, day);
  return new Date(time).getUTCMonth() === month - 1 && day > 0 ? time : undefined;
}

function count(text = ''): number {
  if (/^\d+$/.test(text)) return Number(text);
  if (AMOUNTS[text] !== undefined) return AMOUNTS[text];
  if (text.length > 1) {
    const [tens = '', ones = ''] = text.split('十');
    return (AMOUNTS[tens] ?? 1) * 10 + (AMOUNTS[ones] ?? 0);
  }
  return Number.NaN;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function startOfDay(now: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return Date.parse(`${format.format(now)}T00:00:00Z`);
}
