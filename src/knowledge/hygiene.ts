import type { ArticleBody, ArticleText } from '../store/schema.ts';

/** What nobody sees: zero-width, bidirectional, tag and control characters; not the one that makes a sign an emoji. */
const INVISIBLE = /(?!\n|\t|\ufe0f)[\p{Default_Ignorable_Code_Point}\p{Cc}]|[\u202a-\u202e\ufff9-\ufffb]/gu;
/** Most texts are: nothing in them needs a closer look. */
const PLAIN = /^[\n\t\u0020-\u007e\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e\u2018-\u201d\u2026]*$/;
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const UNSEEN_ELEMENT =
  /<(script|style|template|noscript|iframe|object|embed|svg|math|head|title|textarea|select)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;
const HIDDEN_ELEMENT =
  /<([a-z][a-z0-9-]*)\b[^>]*(?:\shidden\b|aria-hidden\s*=\s*["']?true|style\s*=\s*(?:"[^"]*|'[^']*)(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*0|color\s*:\s*(?:white|#fff|transparent)|(?:left|top|text-indent)\s*:\s*-\d{3,}))[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;

/** Ways in which a command is written so that nobody sees what it does. */
const ENCODED = [
  /(?:power|pw)sh(?:ell)?(?:\.exe)?\b[^\n]{0,200}\s[-/]e(?:c|n|nc|nco\w*)?\s/i,
  /frombase64string|certutil\b[^\n]{0,80}-decode|base64\s+(?:-d\b|--decode)|\biex\b\s*[("']|invoke-expression/i,
  /\b(?:curl|wget|iwr|invoke-webrequest)\b[^\n]{0,200}\|\s*(?:ba|z)?sh\b/i,
  /(?:\\x[0-9a-f]{2}){8,}|(?:%[0-9a-f]{2}){12,}|(?:0x[0-9a-f]{2}[,\s]+){12,}/i,
  /mshta\s+\S|rundll32\b[^\n]{0,80}javascript:|data:text\/html/i,
];
/** What one of them has in it. */
const TELLTALE =
  /p(?:ower|w)sh|base64|certutil|iex|invoke|curl|wget|iwr|\\x|%[0-9a-f]|0x|mshta|rundll32|data:/i;
const SHORTEST_BLOB = 48;
/** Long enough that it is no path and no licence key, and mixed as only Base64 is. */
const BLOB = /[A-Za-z0-9+/]{48,}={0,2}/g;

export interface Cleaned<T> {
  value: T;
  /** What a reviewer has to look at, as `concern place`, e.g. `encoded-command en.steps.2`. */
  warnings: string[];
}

/** A text without what people don't see in it (rule L-6). */
export function visible(text: string): string {
  const seen = text.includes('<')
    ? text.replace(COMMENT, '').replace(UNSEEN_ELEMENT, '').replace(HIDDEN_ELEMENT, '')
    : text;
  return PLAIN.test(seen) ? seen : seen.replace(INVISIBLE, '');
}

/** Whether a text has a command in it that nobody can read. */
export function hasEncodedCommand(text: string): boolean {
  if (TELLTALE.test(text) && ENCODED.some((pattern) => pattern.test(text))) return true;
  if (text.length < SHORTEST_BLOB) return false;
  return (text.match(BLOB) ?? []).some(
    (blob) => /[a-z]/.test(blob) && /[A-Z]/.test(blob) && /\d/.test(blob) && !/^[0-9a-f]+$/i.test(blob),
  );
}

/** What an article says, cleaned: hidden text is dropped, spaces at the rim too, and what is odd is named. */
export function cleanBody(body: ArticleBody): Cleaned<ArticleBody> {
  const warnings: string[] = [];
  const clean = (text: string, place: string): string => {
    const seen = visible(text);
    if (seen.trim() !== text.replace(/\r/g, '').trim()) warnings.push(`hidden-text ${place}`);
    if (hasEncodedCommand(seen)) warnings.push(`encoded-command ${place}`);
    return seen.trim();
  };
  const list = (texts: readonly string[], place: string): string[] =>
    texts.map((text, i) => clean(text, `${place}.${i + 1}`)).filter((text) => text !== '');
  const texts: ArticleBody['texts'] = {};
  for (const locale of ['zh-CN', 'en'] as const) {
    const text = body.texts[locale];
    if (text) texts[locale] = cleanText(text, { clean, list, locale });
  }
  const { type, related, noRelated, cause, firstCheck } = body;
  const because = cause === undefined ? '' : clean(cause, 'cause');
  const value: ArticleBody = {
    type,
    related: [...new Set(list(related, 'related'))],
    ...(noRelated && related.length === 0 ? { noRelated } : {}),
    ...(because ? { cause: because } : {}),
    firstCheck,
    texts,
  };
  return { value, warnings };
}

interface Cleaners {
  clean: (text: string, place: string) => string;
  list: (texts: readonly string[], place: string) => string[];
  locale: string;
}

function cleanText(text: ArticleText, { clean, list, locale }: Cleaners): ArticleText {
  const one = (field: 'title' | 'symptom' | 'scene' | 'risks' | 'rollback') =>
    clean(text[field], `${locale}.${field}`);
  const some = (field: 'keywords' | 'synonyms' | 'preconditions' | 'steps') =>
    list(text[field], `${locale}.${field}`);
  return {
    title: one('title'),
    symptom: one('symptom'),
    keywords: [...new Set(some('keywords'))],
    synonyms: [...new Set(some('synonyms'))],
    scene: one('scene'),
    preconditions: some('preconditions'),
    steps: some('steps'),
    risks: one('risks'),
    rollback: one('rollback'),
  };
}
