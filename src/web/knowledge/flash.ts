import type { Context } from 'hono';
import type { Outcome } from '../../knowledge/article-service.ts';
import type { Visit, WebEnv } from '../visit.ts';
import { fieldName } from './field-names.ts';

export const successes = [
  'saved',
  'submitted',
  'published',
  'returned',
  'verified',
  'retired',
  'restored',
  'accepted',
  'rejected',
  'assigned',
  'closed',
  'merged',
  'added',
  'removed',
] as const;
export const refusals = [
  'incomplete',
  'not-in-review',
  'no-article',
  'no-draft',
  'wrong-state',
  'stale',
  'unknown-type',
  'id-taken',
  'id-reserved',
  'not-author',
  'too-late',
] as const;
const known = [...successes, ...refusals];
export type FlashName = (typeof known)[number];

/** What a page says of what was just done; it travels in the address, as everything that a form led to. */
export interface Flash {
  said: FlashName;
  /** Names of fields that lack, or what it is about. */
  what?: string | undefined;
  /** The unsaved text in the browser that is stored now. */
  kept?: string | undefined;
}

export function isFlash(name: string | undefined): name is FlashName {
  return (known as readonly (string | undefined)[]).includes(name);
}

/** Reads the address; `missing` are names of fields, worded for the visitor. */
export function flashOf(c: Context<WebEnv>): Flash | undefined {
  const said = c.req.query('said');
  if (!isFlash(said)) return undefined;
  const missing = (c.req.query('missing') ?? '').split(',').filter((field) => /^[\w.-]{1,40}$/.test(field));
  const kept = c.req.query('kept');
  return {
    said,
    what: namesOf(c.var.visit, missing.slice(0, 30)),
    kept: kept !== undefined && /^[\w:-]{1,120}$/.test(kept) ? kept : undefined,
  };
}

function namesOf(visit: Visit, fields: readonly string[]): string {
  return fields.map((field) => fieldName(visit, field)).join(visit.t('list.separator'));
}

/** The address of a page that says what came of it. */
export function told(path: string, outcome: Outcome | FlashName, done?: FlashName, kept?: string): string {
  const said =
    typeof outcome === 'string' ? outcome : 'refused' in outcome ? outcome.refused : (done ?? 'saved');
  const query = new URLSearchParams({ said });
  if (typeof outcome !== 'string' && 'refused' in outcome && outcome.missing) {
    query.set('missing', outcome.missing.join(','));
  }
  if (kept !== undefined && isFlash(said) && (successes as readonly string[]).includes(said)) {
    query.set('kept', kept);
  }
  return `${path}${path.includes('?') ? '&' : '?'}${query.toString()}`;
}
