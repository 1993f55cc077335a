import type { Child } from 'hono/jsx';
import type { WebArticle } from '../deps.ts';
import { renderInline } from '../markdown.ts';
import type { Visit } from '../visit.ts';
import { articlePath } from './articles-page.tsx';
import { Layout } from './layout.tsx';

interface ArticlePageProps {
  visit: Visit;
  article: WebArticle;
  typeName: string;
  related: WebArticle[];
  /** The same article in the other language. */
  other: WebArticle | undefined;
}

/** One article with everything an employee should know before following it. */
export function ArticlePage({ visit, article, typeName, related, other }: ArticlePageProps) {
  const { t } = visit;
  return (
    <Layout visit={visit} title={article.title} section="articles">
      <main id="main" class="narrow">
        <p class="row wrap crumbs">
          <a href={`/articles?lang=${article.locale}`}>{t('articles.title')}</a>
          <a class="badge" href={`/articles?lang=${article.locale}&type=${encodeURIComponent(article.type)}`}>
            {typeName}
          </a>
          {other && (
            <a class="other" href={articlePath(other)} lang={other.locale}>
              {other.locale === 'en' ? 'Read in English' : '查看中文版'}
            </a>
          )}
        </p>
        <article lang={article.locale}>
          <h1>{article.title}</h1>
          <p class="lead">{article.symptom}</p>
          <dl class="facts">
            <Fact label={t('articles.scene')}>{article.scene}</Fact>
            {article.preconditions.length > 0 && (
              <Fact label={t('articles.preconditions')}>
                <ul>
                  {article.preconditions.map((condition) => (
                    <li>{condition}</li>
                  ))}
                </ul>
              </Fact>
            )}
          </dl>
          <dl class="facts caution">
            <Fact label={t('articles.risks')}>{article.risks}</Fact>
            <Fact label={t('articles.rollback')}>{article.rollback}</Fact>
          </dl>
          <h2>{t('articles.steps')}</h2>
          <ol class="steps">
            {article.steps.map((step) => (
              <li>
                <span dangerouslySetInnerHTML={{ __html: renderInline(step) }} />
              </li>
            ))}
          </ol>
        </article>
        {related.length > 0 && (
          <section>
            <h2>{t('articles.related')}</h2>
            <ul class="related">
              {related.map((one) => (
                <li>
                  <a href={articlePath(one)} lang={one.locale}>
                    {one.title}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )}
        <p class="small muted">
          {t('articles.owner')} {article.owner} · {t('articles.review')} {article.review}
        </p>
        {visit.person && (
          <p>
            <a class="button primary" href="/chat">
              {t('articles.ask')}
            </a>
          </p>
        )}
      </main>
    </Layout>
  );
}

function Fact({ label, children }: { label: string; children: Child }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
