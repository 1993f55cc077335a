import { Hono } from 'hono';
import type { WebDeps } from '../../deps.ts';
import { formToken } from '../../form-token.ts';
import type { WebEnv } from '../../visit.ts';
import { articleRoutes } from './article.tsx';
import { changeRoutes } from './changes.ts';
import { editorRoutes } from './editor.tsx';
import { gapRoutes } from './gaps.tsx';
import { graphRoutes } from './graph.tsx';
import { listRoutes } from './list.tsx';
import { reviewRoutes } from './review.tsx';
import { transferRoutes } from './transfer.tsx';
import { wordRoutes } from './words.tsx';

/** All pages of knowledge. Those with a name of their own come before the articles, which have any. */
export function knowledgeRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.use('/knowledge', formToken);
  app.use('/knowledge/*', formToken);
  for (const routes of [
    listRoutes,
    editorRoutes,
    reviewRoutes,
    gapRoutes,
    wordRoutes,
    transferRoutes,
    graphRoutes,
    changeRoutes,
    articleRoutes,
  ]) {
    app.route('/', routes(deps));
  }

  // Where the articles were before.
  app.get('/articles', (c) => c.redirect(`/knowledge${search(c.req.url)}`, 301));
  app.get('/articles/:id', (c) =>
    c.redirect(`/knowledge/${encodeURIComponent(c.req.param('id'))}${search(c.req.url)}`, 301),
  );
  return app;
}

function search(url: string): string {
  return new URL(url).search;
}
