import type { ArticleSign } from '../store/schema.ts';
import type { ArticleRow } from './article.ts';
import type { KnowledgePolicy } from './policy.ts';

type Rules = Pick<KnowledgePolicy, 'validFor' | 'remindBefore' | 'retireAfter' | 'signs'>;

/** Until when an article counts that somebody has just vouched for. */
export function freshUntil(now: number, { validFor }: Pick<Rules, 'validFor'>): number {
  return now + validFor;
}

/**
 * Until when an article counts after a sign (requirement Y6). With r the time left and V the full time:
 * a bad sign of weight w leaves r·(1 − w); a good one gives r + (V − r)·w, so that success brings it back towards
 * the full time but never beyond. What is past its end only people bring back, and `shown` says nothing.
 */
export function validAfter(
  { validUntil, sign, now }: { validUntil: number; sign: ArticleSign; now: number },
  { validFor, signs }: Pick<Rules, 'validFor' | 'signs'>,
): number {
  const left = validUntil - now;
  if (left <= 0 || sign === 'shown') return validUntil;
  const weight = signs[sign];
  if (sign === 'solved' || sign === 'thumbs-up') {
    return now + left + Math.max(0, Math.round((validFor - left) * weight));
  }
  return now + Math.floor(left * (1 - weight));
}

/** What an article's age asks for now. */
export function freshnessDue(
  { state, validUntil, remindedAt }: Pick<ArticleRow, 'state' | 'validUntil' | 'remindedAt'>,
  now: number,
  { remindBefore, retireAfter }: Pick<Rules, 'remindBefore' | 'retireAfter'>,
): 'remind' | 'due' | 'retire' | undefined {
  if (validUntil === null || (state !== 'published' && state !== 'due')) return undefined;
  if (now >= validUntil + retireAfter) return 'retire';
  if (now >= validUntil) return state === 'published' ? 'due' : undefined;
  return now >= validUntil - remindBefore && remindedAt === null ? 'remind' : undefined;
}

/** How an article may be given out at `now`; undefined: not at all. */
export function givenAs(
  { state, validUntil }: Pick<ArticleRow, 'state' | 'validUntil'>,
  now: number,
  { retireAfter }: Pick<Rules, 'retireAfter'>,
): 'published' | 'due' | undefined {
  if (validUntil === null || (state !== 'published' && state !== 'due')) return undefined;
  if (now >= validUntil + retireAfter) return undefined;
  return state === 'due' || now >= validUntil ? 'due' : 'published';
}
