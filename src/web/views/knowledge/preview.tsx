import type { Locale } from '../../../platforms/platform.ts';
import type { ArticleText } from '../../../store/schema.ts';
import { renderMarkdown } from '../../markdown.ts';
import { fieldName } from '../../knowledge/field-names.ts';
import type { Visit } from '../../visit.ts';
import type { Translate } from '../../texts.ts';
import { Icon } from '../icons.tsx';
import { ArticleView } from './article-view.tsx';

export interface PreviewProps {
  visit: Visit;
  /** The words of a page in the article's own language. */
  textsOf: (locale: Locale) => Translate;
  cause: string | undefined;
  languages: { locale: Locale; text: ArticleText; chat: { text: string; buttons: string[] } }[];
  /** Fields that lack, for the script that marks them. */
  missing: readonly string[];
}

/** An article as the page shows it, and as a requester gets it in chat, in each of its languages. */
export function Preview({ visit, textsOf, cause, languages, missing }: PreviewProps) {
  const { t } = visit;
  return (
    <div
      data-missing={missing.join(',')}
      data-missing-words={
        missing.length === 0
          ? ''
          : t('knowledge.missing', {
              fields: missing.map((field) => fieldName(visit, field)).join(t('list.separator')),
            })
      }
    >
      <h2>{t('editor.preview')}</h2>
      {languages.length === 0 && <p class="muted">{t('editor.preview.empty')}</p>}
      {languages.map(({ locale, text, chat }) => (
        <div class="preview-pair" lang={locale}>
          <section class="preview-page panel-box" aria-label={t('editor.preview.page')}>
            <p class="small muted">{t('editor.preview.page')}</p>
            <ArticleView t={textsOf(locale)} locale={locale} text={text} cause={cause} heading="h3" />
          </section>
          <section class="preview-chat panel-box" aria-label={t('editor.preview.chat')}>
            <p class="small muted">{t('editor.preview.chat')}</p>
            <div class="message from-bot">
              <span class="avatar bot" aria-hidden="true">
                <Icon name="mark" />
              </span>
              <div class="message-body">
                <div
                  class="bubble"
                  dir="auto"
                  dangerouslySetInnerHTML={{ __html: renderMarkdown(chat.text) }}
                />
                <p class="buttons">
                  {chat.buttons.map((label) => (
                    <span class="button">{label}</span>
                  ))}
                </p>
              </div>
            </div>
          </section>
        </div>
      ))}
    </div>
  );
}
