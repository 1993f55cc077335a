import { z } from 'zod';
import type { ArticleEvent } from '../../knowledge/article.ts';
import { articleEventKeys, type TextKey } from '../text-keys.ts';
import type { Translate } from '../texts.ts';

interface Telling {
  t: Translate;
  nameOf: (personId: string) => string;
}

const particulars = z.object({ n: z.number().optional(), reason: z.string().nullish() });

/** What happened to an article, as one sentence of plain text. */
export function articleEventSentence({ kind, actor, data }: ArticleEvent, { t, nameOf }: Telling): string {
  const key: TextKey | undefined = articleEventKeys.find((known) => known === `article-event.${kind}`);
  const { n, reason } = particulars.safeParse(data).data ?? {};
  const sentence = t(key ?? 'article-event.other', { actor: nameOf(actor), kind });
  const version = n === undefined ? '' : ` (${t('knowledge.version', { n })})`;
  return `${sentence}${version}${reason ? `: ${reason}` : ''}`;
}
