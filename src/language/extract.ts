import { normalise } from './tokens.ts';

export { dates } from './dates.ts';
export { deviceModels } from './devices.ts';
export type { DeviceModel } from './devices.ts';

const HEX = /(?<![a-z0-9])0x[0-9a-f]{2,16}(?![a-z0-9])/gi;
const HRESULT = /(?<![a-z0-9])(?:8007|8024|800f|8009|8004|c000|c190)[0-9a-f]{4}(?![a-z0-9])/gi;
const NAMED = /(?<![a-z0-9_])[a-z]{2,20}(?:_[a-z0-9]{1,24}){1,8}(?![a-z0-9_@.])/gi;
const PREFIXED =
  /(?<![a-z0-9_])(?:kb\d{6,8}|aadsts\d{4,8}|caa[0-9a-f]{5,6}|sc-?\d{3,4}|(?:e|c|f|p)-?\d{3,5}|e-?\d{2}|p0x[0-9a-f]{2,8})(?![a-z0-9_])/gi;
const PRINTER = /(?<![a-z0-9.])\d{2}\.[0-9a-f]{2,4}(?:\.[0-9a-f]{2,4})?(?![a-z0-9.%])/gi;
const SMTP = /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])/g;
const DASHED = /(?<![\d-])\d{4,6}-\d{1,4}(?![\d-])/g;
const INTRODUCED =
  /(?:错误(?:代码|码|号)?|報錯|报错|代码|代碼|错误为|error(?: code| number| no\.?)?|err|code|status|stop|http|事件)(?:是|为|為|:|=|#|\s){0,3}(-?\d{1,8}(?:-\d{1,4})?)(?![\d.a-z])/gi;
// Codes known well enough that the bare number means them: VPN (RAS) and HTTP.
const KNOWN_NUMBER =
  /(?<![\d.:/_a-z-])(?:619|62[89]|633|638|651|678|691|718|72[01]|734|738|769|789|79[18]|80[0679]|812|868|40[01348]|429|50[0234])(?![\d.:/_a-z%-])/gi;
const COUNTED =
  /^ ?(?:元|块|台|个|人|号|分钟|小时|天|楼|层|室|会议室|间|名|条|封|份|兆|年|月|日|gb|mb|kb|m\b|g\b|room|people|users?|times|pages?|页|minutes|days|yuan|rmb|usd|dollars|ms)/i;
const PLACE_BEFORE = /(?:room|会议室|會議室|房间|ext\.?|extension|分机|工号|工位|[$¥€#]|floor|desk)\s?$/i;

/** Error codes as written (`0x80070005`, `809`, `ERR_CONNECTION_RESET`, `49.4C02`), in order, without repeats. */
export function errorCodes(text: string): string[] {
  const found: { at: number; code: string }[] = [];
  const add = (code: string, at: number) => found.push({ code, at });
  for (const pattern of [HEX, HRESULT, NAMED, PREFIXED]) {
    for (const match of text.matchAll(pattern)) if (isCode(match[0])) add(match[0], match.index);
  }
  const hints = /错误|代码|錯誤|報錯|报错|提示|显示|error|code|err|bounce|退信|smtp|5\d\d/i.test(
    text.slice(0, 4000),
  );
  if (hints || text.trim().length < 12) {
    for (const pattern of [PRINTER, SMTP, DASHED])
      for (const match of text.matchAll(pattern)) add(match[0], match.index);
  }
  for (const match of text.matchAll(INTRODUCED)) {
    const code = match[1] ?? '';
    if (!COUNTED.test(rest(text, match))) add(code, match.index + match[0].length - code.length);
  }
  for (const match of text.matchAll(KNOWN_NUMBER)) {
    const before = text.slice(Math.max(0, match.index - 12), match.index);
    if (!COUNTED.test(rest(text, match)) && !PLACE_BEFORE.test(before)) add(match[0], match.index);
  }
  return distinct(found.toSorted((a, b) => a.at - b.at || b.code.length - a.code.length));
}

function rest(text: string, match: RegExpExecArray): string {
  const end = match.index + match[0].length;
  return text.slice(end, end + 12);
}

// Capitals tell ERR_CONNECTION_RESET from a file_name; a single letter with digits may be a model unless it's E05.
function isCode(word: string): boolean {
  if (word.includes('_')) return word === word.toUpperCase() || /^(?:err|error|dns|ssl|net)_/i.test(word);
  if (/^[cfp]\d/i.test(word)) return false;
  return !/^e\d{4}$/i.test(word);
}

function distinct(found: readonly { at: number; code: string }[]): string[] {
  const codes: string[] = [];
  const seen = new Set<string>();
  let end = -1;
  for (const { at, code } of found) {
    if (at < end || seen.has(code.toLowerCase())) continue;
    end = at + code.length;
    seen.add(code.toLowerCase());
    codes.push(code);
  }
  return codes;
}

const NUMBER =
  /(?<![\w.])-?\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?(?![\w.]\w|\d)|(?<![a-z\d_.-])-?\d{1,15}(?:\.\d{1,6})?(?!\d|[a-z_]|[.-]\d)/gi;
const HAN_NUMBER =
  /[零一二两三四五六七八九十百千万]{1,9}(?=个|台|人|位|名|次|天|层|楼|号|块|元|年|月|份|条|部|张|套|把|根|小时|分钟|$)/g;
const WORDS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');
const WORD_NUMBER = new RegExp(String.raw`\b(?:${WORDS.join('|')}|a dozen|twenty|thirty|fifty)\b`, 'g');
const TENS: Record<string, number> = { 'a dozen': 12, twenty: 20, thirty: 30, fifty: 50 };
const DIGIT: Record<string, number> = {
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const UNIT: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };

/** Numbers in the text in order, in digits, English words or Chinese numerals; not those inside codes and model names. */
export function numbers(text: string): number[] {
  const plain = normalise(text.slice(0, 4000));
  const found: { at: number; value: number }[] = [];
  for (const m of plain.matchAll(NUMBER))
    found.push({ at: m.index, value: Number(m[0].replaceAll(',', '')) });
  for (const m of plain.matchAll(HAN_NUMBER)) found.push({ at: m.index, value: hanNumber(m[0]) });
  for (const m of plain.matchAll(WORD_NUMBER))
    found.push({ at: m.index, value: TENS[m[0]] ?? WORDS.indexOf(m[0]) });
  return found.toSorted((a, b) => a.at - b.at).map((f) => f.value);
}

/** The value of a Chinese numeral below a hundred million: 一百二十 → 120. */
function hanNumber(text: string): number {
  let total = 0;
  let section = 0;
  let digit = 0;
  for (const char of text) {
    if (char === '万') {
      total += (section + digit) * 10_000;
      section = digit = 0;
    } else if (UNIT[char] !== undefined) {
      section += (digit || 1) * UNIT[char];
      digit = 0;
    } else digit = DIGIT[char] ?? 0;
  }
  return total + section + digit;
}

const QUESTION = /是不是|有没有|要不要|能不能|可不可以/;
const YES_START =
  /^(?:没错|没问题|没毛病|是|对|嗯|恩|有|可以|行|好|正确|确认|当然|试过|重启过|需要|要|确实|会|能|yes|yeah|yep|yup|ya|sure|ok|okay|correct|right|of course|exactly|indeed|definitely|affirmative|absolutely|true|i did|i have|it is|it does|they do|no problem|y$)(?![a-z])/;
const NO_START =
  /^(?:不|没|否|无|还没|还不|别|并没|并不|也没|从没|no|nope|nah|not|never|none|negative|false|wrong|incorrect|i didn't|i haven't|i don't|haven't|didn't|don't|isn't|it isn't|it doesn't|it's not|n$)(?![a-z])/;
const NO_INSIDE =
  /(?:还没有?|并没有|没有?|不是|不用|不需要|从来没).{0,8}(?:过|试|重启|有|需要)?[了呢吧]?$|^i (?:have not|did not|do not)\b/;
const DONE = /(?:过|试)了[,.!。]?$|过[,.!。]?$/;

/** Yes or no, when the answer begins or is one; undefined for a question or anything else. */
export function yesNo(text: string): 'yes' | 'no' | undefined {
  const plain = normalise(text.slice(0, 400))
    .trim()
    .replace(/^[^\p{L}\p{N}]+|[\s!.。~]+$/gu, '');
  if (plain === '' || QUESTION.test(plain) || /[吗?]$/.test(plain)) return undefined;
  if (/^(?:no problem|没错|没问题|没毛病)/.test(plain)) return 'yes';
  if (NO_START.test(plain)) return 'no';
  if (YES_START.test(plain)) return 'yes';
  if (plain.length > 24) return undefined;
  if (NO_INSIDE.test(plain)) return 'no';
  return DONE.test(plain) ? 'yes' : undefined;
}
