import type { Locale } from '../../platforms/platform.ts';
import type { WebArticle } from '../deps.ts';
import type { Visit } from '../visit.ts';
import { Icon } from './icons.tsx';
import { Layout } from './layout.tsx';

export interface ArticlesProps {
  visit: Visit;
  articles: WebArticle[];
  types: { id: string; name: string; count: number }[];
  query: string;
  type: string | undefined;
  /** The language of the articles, which may be another than the page's. */
  language: Locale;
}

/** All articles of a language, searched and filtered. */
export function ArticlesPage(props: ArticlesProps) {
  const { visit, articles, types, query, type, language } = props;
  const { t } = visit;
  return (
    <Layout visit={visit} title={t('articles.title')} section="articles">
      <main id="main" class="wide">
        <div class="page-head">
          <h1>{t('articles.title')}</h1>
          <nav class="segments" aria-label={t('app.language')}>
            {(
              [
                ['zh-CN', '中文'],
                ['en', 'English'],
              ] as const
            ).map(([id, text]) => (
              <a
                href={link({ query, type, language: id })}
                lang={id}
                aria-current={id === language ? 'true' : undefined}
              >
                {text}
              </a>
            ))}
          </nav>
        </div>
        <form method="get" action="/articles" class="search" role="search">
          <Icon name="search" />
          <label class="hidden" for="q">
            {t('articles.search')}
          </label>
          <input
            id="q"
            type="search"
            name="q"
            value={query}
            placeholder={t('articles.placeholder')}
            maxlength={200}
          />
          <input type="hidden" name="lang" value={language} />
          {type && <input type="hidden" name="type" value={type} />}
          <button type="submit" class="button primary">
            {t('articles.search')}
          </button>
        </form>
        <nav class="chips" aria-label={t('articles.type')}>
          <a href={link({ query, language })} aria-current={type === undefined ? 'true' : undefined}>
            {t('articles.allTypes')}
          </a>
          {types.map(({ id, name, count }) => (
            <a href={link({ query, type: id, language })} aria-current={type === id ? 'true' : undefined}>
              {name} <span class="count quiet">{count}</span>
            </a>
          ))}
        </nav>
        <p class="muted small" role="status">
          {articles.length === 0 ? t('articles.none') : t('articles.count', { count: articles.length })}
        </p>
        <ul class="articles">
          {articles.map((article) => (
            <ArticleCard
              article={article}
              visit={visit}
              type={types.find(({ id }) => id === article.type)?.name}
            />
          ))}
        </ul>
      </main>
    </Layout>
  );
}

function ArticleCard({
  article,
  visit,
  type,
}: {
  article: WebArticle;
  visit: Visit;
  type: string | undefined;
}) {
  return (
    <li>
      <a href={articlePath(article)} lang={article.locale}>
        <span class="row">
          <span class="badge">{type ?? article.type}</span>
          {article.firstCheck && <span class="badge first">{visit.t('articles.firstCheck')}</span>}
        </span>
        <strong>{article.title}</strong>
        <span class="muted small">{article.symptom}</span>
      </a>
    </li>
  );
}

/** Where an article stands, in its language. */
export function articlePath({ id, locale }: { id: string; locale: Locale }): string {
  return `/articles/${encodeURIComponent(id)}?lang=${locale}`;
}

function link({
  query,
  type,
  language,
}: {
  query: string;
  type?: string | undefined;
  language: Locale;
}): string {
  const search = new URLSearchParams({ lang: language });
  if (query !== '') search.set('q', query);
  if (type !== undefined) search.set('type', type);
  return `/articles?${search.toString()}`;
}
