import type { ArticleBody, ArticleText, Tables } from '../store/schema.ts';
import type { Locale } from '../language/tokens.ts';

export type ArticleRow = Tables['articles']['$inferSelect'];
export type ArticleVersion = Tables['articleVersions']['$inferSelect'];
export type ArticleEvent = Tables['articleEvents']['$inferSelect'];

/** A unit of knowledge in one language, as it is read: type → symptom → solution (requirements 8.1, 8.2). */
export interface Article extends ArticleText {
  id: string;
  locale: Locale;
  type: string;
  /** Ids of articles and numbers of tickets. */
  related: string[];
  cause?: string | undefined;
  owner: string;
  /** What is tried first for problems of its type. */
  firstCheck: boolean;
  /** Number of the version it comes from. */
  version: number;
  /** `due`: nobody has looked at it in time; it is answered with a remark. */
  state: 'published' | 'due';
  /** UTC ms. */
  validUntil: number;
}

/** What is the same in all languages of an article. */
export type ArticleFrame = Pick<Article, 'id' | 'owner' | 'version' | 'state' | 'validUntil'>;

/** An article in each language that its body has, the Chinese one first. */
export function translations(body: ArticleBody, frame: ArticleFrame): Article[] {
  const { type, related, cause, firstCheck, texts } = body;
  return (['zh-CN', 'en'] as const).flatMap((locale) => {
    const text = texts[locale];
    return text
      ? [{ ...frame, ...text, locale, type, related, firstCheck, ...(cause ? { cause } : {}) }]
      : [];
  });
}
