import type { ArticleBody } from '../store/schema.ts';

const LONGEST = 60;

/** A readable id from an article's type and English title; undefined where it has none. */
export function slugOf({ type, texts }: ArticleBody): string | undefined {
  const words = (texts.en?.title ?? '')
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  if (!words) return undefined;
  const named = words[0] === type ? words : [...type.split('-'), ...words];
  let slug = '';
  for (const word of named) {
    if (slug.length + word.length + 1 > LONGEST) break;
    slug = slug === '' ? word : `${slug}-${word}`;
  }
  return slug;
}
