import { z } from 'zod';
import type { ArticleBody, ArticleText } from '../store/schema.ts';

const line = z.string().max(300);
const paragraph = z.string().max(4_000);
const lines = z.array(line).max(100);

/** The fields of an article's text, in the order in which people read them. */
export const textFields = [
  'title',
  'symptom',
  'keywords',
  'synonyms',
  'scene',
  'preconditions',
  'steps',
  'risks',
  'rollback',
] as const satisfies readonly (keyof ArticleText)[];
export type TextField = (typeof textFields)[number];

const articleText = z.strictObject({
  title: line,
  symptom: paragraph,
  keywords: lines,
  synonyms: lines,
  scene: paragraph,
  preconditions: lines,
  steps: z.array(paragraph).max(60),
  risks: paragraph,
  rollback: paragraph,
});

/** What may come from outside as an article's text: any of it may be empty still, none of it endless. */
export const articleBody = z
  .strictObject({
    type: z.string().min(1).max(60),
    related: z.array(z.string().max(120)).max(50),
    noRelated: z.boolean().optional(),
    cause: paragraph.optional(),
    firstCheck: z.boolean(),
    texts: z.strictObject({ 'zh-CN': articleText.optional(), en: articleText.optional() }),
  })
  .transform(({ texts: { 'zh-CN': chinese, en }, ...body }): ArticleBody => {
    const texts = { ...(chinese ? { 'zh-CN': chinese } : {}), ...(en ? { en } : {}) };
    return { ...body, texts };
  });

/** A text in which everything is still to be written. */
export function emptyText(): ArticleText {
  return {
    title: '',
    symptom: '',
    keywords: [],
    synonyms: [],
    scene: '',
    preconditions: [],
    steps: [],
    risks: '',
    rollback: '',
  };
}

/**
 * Fields that lack before an article can be published (requirement 8.2): in every language that it has, title,
 * symptom, scene, steps and risks; its related cases, or that there are none.
 */
export function missingIn(body: ArticleBody): string[] {
  const missing: string[] = [];
  const present = (['zh-CN', 'en'] as const).filter((locale) => body.texts[locale] !== undefined);
  if (present.length === 0) missing.push('texts');
  for (const locale of present) {
    const text = body.texts[locale];
    for (const field of ['title', 'symptom', 'scene', 'steps', 'risks'] as const) {
      if (isBlank(text?.[field])) missing.push(`${locale}.${field}`);
    }
  }
  if (body.related.length === 0 && !body.noRelated) missing.push('related');
  return missing;
}

function isBlank(value: string | string[] | undefined): boolean {
  if (Array.isArray(value)) return value.every((one) => one.trim() === '');
  return value === undefined || value.trim() === '';
}
