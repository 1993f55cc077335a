import { Converter } from 'opencc-js/t2cn';
import { devicePhrases } from './devices.ts';
import { stem } from './stem.ts';

export type Locale = 'zh-CN' | 'en';

// Taiwan's words become the mainland's too: 印表機 → 打印机, 滑鼠 → 鼠标.
const simplify = Converter({ from: 'twp', to: 'cn' });
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

const HAN = /\p{Script=Han}/u;
const HAN_RUN = /\p{Script=Han}+/gu;
const ATOM =
  /\p{Script=Han}+|(?:[^\P{L}\p{Script=Han}]|[\p{N}\p{M}])+(?:[-_.'](?:[^\P{L}\p{Script=Han}]|[\p{N}\p{M}])+)*/gu;
const ASCII = /^[\u0020-\u007e]*$/;

/** The text in one form: NFKC (full width folded), simplified Chinese, lower case, straight apostrophes. */
export function normalise(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const folded = text
    .normalize('NFKC')
    .replaceAll(/[‘’´`]/g, "'")
    .toLowerCase();
  return HAN.test(folded) ? simplify(folded) : folded;
}

/** Words to compare texts by: Chinese words and two-character pieces, stemmed Latin words, codes and models whole. */
export function tokens(text: string): string[] {
  return tokensOfNormalised(normalise(text));
}

/** As `tokens`, for text that went through `normalise` already. */
export function tokensOfNormalised(text: string): string[] {
  const found: string[] = [];
  for (const atom of text.match(ATOM) ?? []) {
    if (HAN.test(atom)) addHan(atom, found);
    else addLatin(atom, found);
  }
  for (const phrase of devicePhrases(text)) if (phrase.includes(' ')) found.push(phrase);
  return found;
}

/** Only the words that aren't Chinese, of normalised text: much cheaper than `tokens`. */
export function latinTokensOfNormalised(text: string): string[] {
  const found: string[] = [];
  for (const atom of text.match(ATOM) ?? []) if (!HAN.test(atom)) addLatin(atom, found);
  return found;
}

// The segmenter's time grows with the square of what it gets at once.
const LONGEST_RUN = 100;

function addHan(run: string, found: string[]): void {
  const words = new Set<string>();
  for (let from = 0; from < run.length; from += LONGEST_RUN) {
    for (const { segment } of segmenter.segment(run.slice(from, from + LONGEST_RUN))) {
      words.add(segment);
      found.push(segment);
    }
  }
  for (let i = 0; i + 1 < run.length; i++) {
    const pair = run.slice(i, i + 2);
    if (!words.has(pair)) found.push(pair);
  }
}

function addLatin(atom: string, found: string[]): void {
  const word = atom.replaceAll("'", '');
  if (/[\d_]/.test(word) || word.includes('.')) {
    found.push(word);
    return;
  }
  if (!word.includes('-')) {
    found.push(stem(word));
    return;
  }
  const parts = word.split('-');
  found.push(stem(parts.join('')));
  for (const part of parts) if (part.length > 3) found.push(stem(part));
}

// Words that people of every language write alike say nothing about theirs.
const NEUTRAL = new Set(
  (
    'vpn wifi wi fi outlook teams excel word ppt powerpoint onedrive sharepoint office windows win mac macos ios ' +
    'android iphone ipad erp crm sap oa wecom dingtalk slack zoom usb hdmi app pc ip dns ssl sso mfa otp ad hp pin id pdf ' +
    'http https www com xlsx docx cpu ram ssd gb mb kb error code'
  ).split(' '),
);
const LATIN_WORD = /[a-z][a-z'-]*/gi;
const LETTER = /\p{L}/u;

/** The language by its script; undefined for emoji, numbers, product names alone and languages we don't speak. */
export function locale(text: string): Locale | undefined {
  const head = text.slice(0, 4000);
  if (!LETTER.test(head)) return undefined;
  const han = (head.match(HAN_RUN) ?? []).reduce((sum, run) => sum + run.length, 0);
  const foreign = (
    head.match(
      /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Cyrillic}\p{Script=Arabic}]/gu,
    ) ?? []
  ).length;
  if (foreign > han / 4 && foreign > 1) return undefined;
  const words = (head.match(LATIN_WORD) ?? []).filter((word) => !NEUTRAL.has(word.toLowerCase())).length;
  if (han > 0 && han >= words * 0.7 && !isEnglishAround(head)) return 'zh-CN';
  return words > 0 && !isCodeOnly(head) ? 'en' : undefined;
}

const ENGLISH_GRAMMAR =
  /\b(?:the|an?|is|are|was|were|am|i|my|our|your|it|its|this|that|not|no|does|do|did|has|have|had|can|cannot|of|to|on|in|at|with|and|but|from|when|how|why)\b|n't\b/gi;
const CHINESE_GRAMMAR = /[的了不没是我你他们吗呢吧在着请这那怎么什啥被给会有无能要想让把又都很也就]/u;
/** A Chinese name of a thing is no longer: 笔记本电脑. */
const LONGEST_NAME = 5;

/** “the 打印机 is jammed”: an English sentence with Chinese names in it. */
function isEnglishAround(text: string): boolean {
  const runs = text.match(HAN_RUN) ?? [];
  if (runs.some((run) => run.length > LONGEST_NAME || CHINESE_GRAMMAR.test(run))) return false;
  return (text.match(ENGLISH_GRAMMAR) ?? []).length > runs.length;
}

function isCodeOnly(text: string): boolean {
  return text
    .trim()
    .split(/\s+/)
    .every((word) => /[\d_]/.test(word) || NEUTRAL.has(word.toLowerCase()));
}
