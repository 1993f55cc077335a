import type { Locale } from '../language/tokens.ts';
import { likeness, termsOf, type Terms } from './likeness.ts';

/** Questions that wait together for an answer. */
export interface Cluster {
  gapId: string;
  locale: Locale;
  type: string | null;
  /** What was asked, the gap's title first. */
  texts: readonly string[];
}

export interface Asked {
  text: string;
  locale: Locale;
  type: string | null;
}

/** How much more alike two questions must be whose types are known and differ. */
const OTHER_TYPE = 0.2;
const MOST_REMEMBERED = 5_000;

/** Analysing a text takes longer than comparing it, and the same ones are compared again and again. */
const remembered = new Map<string, Terms>();

export function rememberedTerms(text: string): Terms {
  let terms = remembered.get(text);
  if (!terms) {
    terms = termsOf(text);
    if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value ?? '');
    remembered.set(text, terms);
  }
  return terms;
}

/** How alike a question is to the nearest one of a cluster; 0 in another language. */
export function likenessTo({ text, locale, type }: Asked, cluster: Cluster): number {
  if (locale !== cluster.locale) return 0;
  const terms = rememberedTerms(text);
  const best = Math.max(0, ...cluster.texts.map((one) => likeness(terms, rememberedTerms(one))));
  const isOther = type !== null && cluster.type !== null && type !== cluster.type;
  return isOther ? Math.max(0, best - OTHER_TYPE) : best;
}

/** The cluster that a question belongs to; none where it is like none of them. Of equals the first. */
export function nearest(asked: Asked, clusters: readonly Cluster[], alike: number): Cluster | undefined {
  let found: { cluster: Cluster; score: number } | undefined;
  for (const cluster of clusters) {
    const score = likenessTo(asked, cluster);
    if (score >= alike && score > (found?.score ?? 0)) found = { cluster, score };
  }
  return found?.cluster;
}

/** Pairs that may be one, the most alike first. */
export function duplicatesAmong(
  clusters: readonly Cluster[],
  alike: number,
): { a: string; b: string; score: number }[] {
  const pairs = clusters.flatMap((first, i) =>
    clusters.slice(i + 1).map((second) => ({
      a: first.gapId,
      b: second.gapId,
      score: Math.max(
        ...first.texts.map((text) => likenessTo({ text, locale: first.locale, type: first.type }, second)),
      ),
    })),
  );
  return pairs.filter(({ score }) => score >= alike).toSorted((x, y) => y.score - x.score);
}
