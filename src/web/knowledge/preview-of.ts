import { missingIn } from '../../knowledge/article-body.ts';
import type { ArticleBody } from '../../store/schema.ts';
import type { WebDeps } from '../deps.ts';
import type { PreviewProps } from '../views/knowledge/preview.tsx';
import type { Visit } from '../visit.ts';

/** How a body will look, before it is stored. */
export function previewOf(deps: WebDeps, visit: Visit, body: ArticleBody, id = '…'): PreviewProps {
  const { type, related, cause, firstCheck, texts } = body;
  return {
    visit,
    textsOf: (locale) => deps.texts.of(locale),
    cause,
    missing: missingIn(body),
    languages: (['zh-CN', 'en'] as const).flatMap((locale) => {
      const text = texts[locale];
      if (!text) return [];
      const article = {
        ...text,
        id,
        locale,
        type,
        related,
        cause,
        firstCheck,
        owner: '',
        version: 1,
        state: 'published' as const,
        validUntil: visit.at,
      };
      return [{ locale, text, chat: deps.knowledge.reads.chatLook(article, locale) }];
    }),
  };
}
