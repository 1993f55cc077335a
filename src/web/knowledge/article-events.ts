import { z } from 'zod';
import type { ArticleEvent } from '../../knowledge/article.ts';
import { articleEventKeys, type TextKey } from '../text-keys.ts';
import type { Translate } from '../texts.ts';

interface Telling {
  t: Translate;
  nameOf: (personId: string) => string;
}

const particulars = z.object({ n: z.number().optional(), reason: z.string().nullish() });

const SAVES: ReadonlySet<string> = new Set(['drafted', 'revised']);
const TOGETHER_MS = 24 * 60 * 60_000;

/** Saves of a draft that follow one another, by the same person within a day, as one: the first, at the last's time. */
export function savesTogether<Event extends Pick<ArticleEvent, 'kind' | 'actor' | 'at' | 'data'>>(
  events: readonly Event[],
): Event[] {
  const told: Event[] = [];
  let began = 0;
  for (const event of events) {
    const before = told.at(-1);
    const isSame =
      before !== undefined &&
      SAVES.has(before.kind) &&
      SAVES.has(event.kind) &&
      before.actor === event.actor &&
      Math.abs(event.at - began) < TOGETHER_MS;
    if (isSame) told[told.length - 1] = { ...before, at: event.at, data: event.data };
    else {
      told.push(event);
      began = event.at;
    }
  }
  return told;
}

/** What happened to an article, as one sentence of plain text. */
export function articleEventSentence({ kind, actor, data }: ArticleEvent, { t, nameOf }: Telling): string {
  const key: TextKey | undefined = articleEventKeys.find((known) => known === `article-event.${kind}`);
  const { n, reason } = particulars.safeParse(data).data ?? {};
  const sentence = t(key ?? 'article-event.other', { actor: nameOf(actor), kind });
  const version = n === undefined ? '' : ` (${t('knowledge.version', { n })})`;
  return `${sentence}${version}${reason ? `: ${reason}` : ''}`;
}
