import { Hono } from 'hono';
import type { WebArticle, WebDeps } from '../deps.ts';
import { page } from '../page.tsx';
import { notFound } from '../refusal.ts';
import { ArticlePage } from '../views/article-page.tsx';
import { ArticlesPage } from '../views/articles-page.tsx';
import { localeOf, type WebEnv } from '../visit.ts';

const FOUND_SHOWN = 40;
const LONGEST_QUERY = 200;

/** The knowledge base, open to everybody. */
export function articleRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/articles', async (c) => {
    const { visit } = c.var;
    const language = localeOf(c.req.query('lang')) ?? visit.locale;
    const query = (c.req.query('q') ?? '').trim().slice(0, LONGEST_QUERY);
    const all = deps.articles.all().filter((article) => article.locale === language);
    const found =
      query === ''
        ? all
        : (await deps.articles.search(query, { locale: language, limit: FOUND_SHOWN })).map(
            ({ article }) => article,
          );
    const types = [...countByType(found)].map(([id, count]) => ({
      id,
      count,
      name: deps.typeName(id, visit.locale),
    }));
    const type = types.find(({ id }) => id === c.req.query('type'))?.id;
    return page(
      c,
      <ArticlesPage
        visit={visit}
        articles={found.filter((article) => type === undefined || article.type === type)}
        types={types}
        query={query}
        type={type}
        language={language}
      />,
    );
  });

  app.get('/articles/:id', (c) => {
    const { visit } = c.var;
    const id = c.req.param('id');
    const language = localeOf(c.req.query('lang')) ?? visit.locale;
    const article = deps.articles.byId(id, language) ?? deps.articles.byId(id, otherThan(language));
    if (!article) throw notFound();
    return page(
      c,
      <ArticlePage
        visit={visit}
        article={article}
        typeName={deps.typeName(article.type, visit.locale)}
        related={article.related.flatMap((one) => deps.articles.byId(one, article.locale) ?? [])}
        other={deps.articles.byId(id, otherThan(article.locale))}
      />,
    );
  });

  return app;
}

function otherThan(locale: WebArticle['locale']): WebArticle['locale'] {
  return locale === 'en' ? 'zh-CN' : 'en';
}

function countByType(articles: WebArticle[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of articles) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}
