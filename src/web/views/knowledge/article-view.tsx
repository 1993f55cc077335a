import type { Locale } from '../../../platforms/platform.ts';
import type { ArticleText } from '../../../store/schema.ts';
import { renderInline } from '../../markdown.ts';
import type { Translate } from '../../texts.ts';
import { Fact } from './parts.tsx';

interface ArticleViewProps {
  t: Translate;
  locale: Locale;
  text: ArticleText;
  cause?: string | undefined;
  /** In a preview the page's own heading stays the first. */
  heading?: 'h1' | 'h3' | 'h4' | undefined;
}

/** One article with everything an employee should know before following it. */
export function ArticleView({ t, locale, text, cause, heading = 'h1' }: ArticleViewProps) {
  const Steps = heading === 'h1' ? 'h2' : heading === 'h3' ? 'h4' : 'h5';
  const Title = heading;
  return (
    <article lang={locale}>
      <Title dir="auto">{text.title}</Title>
      <p class="lead plain" dir="auto">
        {text.symptom}
      </p>
      <dl class="facts">
        {text.scene !== '' && (
          <Fact label={t('articles.scene')}>
            <span class="plain" dir="auto">
              {text.scene}
            </span>
          </Fact>
        )}
        {text.preconditions.length > 0 && (
          <Fact label={t('articles.preconditions')}>
            <ul>
              {text.preconditions.map((condition) => (
                <li dir="auto">{condition}</li>
              ))}
            </ul>
          </Fact>
        )}
        {cause && (
          <Fact label={t('article-field.cause')}>
            <span class="plain" dir="auto">
              {cause}
            </span>
          </Fact>
        )}
      </dl>
      {(text.risks !== '' || text.rollback !== '') && (
        <dl class="facts caution">
          {text.risks !== '' && (
            <Fact label={t('articles.risks')}>
              <span class="plain" dir="auto">
                {text.risks}
              </span>
            </Fact>
          )}
          {text.rollback !== '' && (
            <Fact label={t('articles.rollback')}>
              <span class="plain" dir="auto">
                {text.rollback}
              </span>
            </Fact>
          )}
        </dl>
      )}
      <Steps>{t('articles.steps')}</Steps>
      <ol class="steps">
        {text.steps.map((step) => (
          <li dir="auto">
            <span dangerouslySetInnerHTML={{ __html: renderInline(step) }} />
          </li>
        ))}
      </ol>
    </article>
  );
}
