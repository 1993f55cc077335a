import { z } from 'zod';
import type { Locale } from '../../platforms/platform.ts';
import { articleBody, textFields, type TextField } from '../../knowledge/article-body.ts';
import type { ArticleBody, ArticleText } from '../../store/schema.ts';

const LONGEST = 20_000;
const typed = z
  .string()
  .max(LONGEST)
  .default('')
  .transform((text) => text.replaceAll('\r\n', '\n'));

const fields = {
  type: z.string().max(80).default(''),
  owner: z.string().trim().max(120).default(''),
  cause: typed,
  related: typed,
  noRelated: z.string().optional(),
  firstCheck: z.string().optional(),
  ...Object.fromEntries(
    (['zh-CN', 'en'] as const).flatMap((locale) => textFields.map((field) => [`${locale}.${field}`, typed])),
  ),
};

/** An article as its editor has it: each field a text, as it was typed. */
export type ArticleFields = Record<string, string | undefined> & {
  type: string;
  owner: string;
  cause: string;
  related: string;
  noRelated?: string | undefined;
  firstCheck?: string | undefined;
};

export const articleFields = z.object(fields) as unknown as z.ZodType<ArticleFields>;

/** What the editor shows of an article. */
export function fieldsOf(body: ArticleBody, owner: string): ArticleFields {
  const shown: ArticleFields = {
    type: body.type,
    owner,
    cause: body.cause ?? '',
    related: body.related.join('\n'),
    noRelated: body.noRelated ? 'on' : undefined,
    firstCheck: body.firstCheck ? 'on' : undefined,
  };
  for (const locale of ['zh-CN', 'en'] as const) {
    for (const field of textFields) {
      const value = body.texts[locale]?.[field] ?? '';
      shown[`${locale}.${field}`] = typeof value === 'string' ? value : listed(value, field, locale);
    }
  }
  return shown;
}

/** Words stand in a line, unless one of them has a comma of its own: then each has a line. */
function listed(entries: readonly string[], field: TextField, locale: Locale): string {
  if (!isWords(field)) return entries.join('\n');
  if (entries.some((entry) => SEPARATOR.test(entry))) return `${entries.join('\n')}\n`;
  return entries.join(locale === 'en' ? ', ' : '、');
}

const SEPARATOR = /[,，、;；]/;

/** What is typed, as an article. A language of which nothing is typed isn't there. */
export function bodyOf(given: ArticleFields): ArticleBody {
  const cause = given.cause.trim();
  const related = linesOf(given.related, /[\n,，、;；]/);
  return {
    type: given.type,
    related,
    ...(related.length === 0 && given.noRelated !== undefined ? { noRelated: true } : {}),
    firstCheck: given.firstCheck !== undefined,
    ...(cause === '' ? {} : { cause }),
    texts: Object.fromEntries(
      (['zh-CN', 'en'] as const).flatMap((locale) => {
        const text = textOf(given, locale);
        return text ? [[locale, text]] : [];
      }),
    ),
  };
}

/** A body that came from outside; undefined where it isn't one, or is endless. */
export function checkedBody(value: unknown): ArticleBody | undefined {
  const parsed = articleBody.safeParse(value);
  if (!parsed.success) return undefined;
  const { texts, ...frame } = parsed.data;
  return {
    ...frame,
    texts: Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
  };
}

function textOf(given: ArticleFields, locale: Locale): ArticleText | undefined {
  const of = (field: TextField) => (given[`${locale}.${field}`] ?? '').trim();
  if (textFields.every((field) => of(field) === '')) return undefined;
  return {
    title: inOneLine(of('title')),
    symptom: of('symptom'),
    keywords: wordsOf(given[`${locale}.keywords`] ?? ''),
    synonyms: wordsOf(given[`${locale}.synonyms`] ?? ''),
    scene: of('scene'),
    preconditions: linesOf(of('preconditions')),
    steps: linesOf(of('steps')).map((step) => step.replace(NUMBERED, '')),
    risks: of('risks'),
    rollback: of('rollback'),
  };
}

/** Steps are often pasted with their numbers. */
const NUMBERED = /^(?:\d{1,2}[.)、．](?!\d)\s*|[-*•]\s+)(?=\S)/u;

function isWords(field: TextField): boolean {
  return field === 'keywords' || field === 'synonyms';
}

function wordsOf(text: string): string[] {
  return [...new Set(linesOf(text, text.includes('\n') ? /\n/ : SEPARATOR))];
}

function linesOf(text: string, separator: RegExp = /\n/): string[] {
  return text
    .split(separator)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
