import { Hono } from 'hono';
import { z } from 'zod';
import type { ArticleRow } from '../../../knowledge/article.ts';
import type { Outcome } from '../../../knowledge/article-service.ts';
import type { WebDeps } from '../../deps.ts';
import { formOf } from '../../forms.ts';
import { told, type FlashName } from '../../knowledge/flash.ts';
import { drafter, maySubmit, mayVerify, reviewer } from '../../knowledge/rights.ts';
import { maySeeArticle } from '../../knowledge/visible-drafts.ts';
import { notFound } from '../../refusal.ts';
import type { Visit, WebEnv } from '../../visit.ts';

const back = z.enum(['review', 'article']).catch('article').default('article');
const plain = z.object({ back });
const numbered = z.object({ back, n: z.coerce.number().int().positive() });
const reason = z.string().trim().min(1).max(2_000);
const reasoned = z.object({ back, reason });
const returned = numbered.extend({ reason });

/** What can be done to an article; each leads back to a page that says what came of it. */
export function changeRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { changes } = deps.knowledge;

  app.post('/knowledge/:id/submit', async (c) => {
    const { id: by } = drafter(c.var.visit);
    const article = await known(c.var.visit, c.req.param('id'));
    const articleId = article.id;
    const form = await formOf(c, plain);
    const [newest] = await deps.knowledge.reads.versions(articleId);
    if (newest && !maySubmit(c.var.visit.person, article, newest)) {
      return c.redirect(after(articleId, form, 'not-author'), 303);
    }
    return c.redirect(after(articleId, form, await changes.submit({ articleId, by }), 'submitted'), 303);
  });

  app.post('/knowledge/:id/publish', async (c) => {
    const { id: by } = reviewer(c.var.visit);
    const { id: articleId } = await known(c.var.visit, c.req.param('id'));
    const form = await formOf(c, numbered);
    const outcome = await changes.publish({ articleId, n: form.n, by });
    return c.redirect(after(articleId, form, outcome, 'published'), 303);
  });

  app.post('/knowledge/:id/return', async (c) => {
    const { id: by } = reviewer(c.var.visit);
    const { id: articleId } = await known(c.var.visit, c.req.param('id'));
    const form = await formOf(c, returned);
    const outcome = await changes.giveBack({ articleId, n: form.n, by, reason: form.reason });
    return c.redirect(after(articleId, form, outcome, 'returned'), 303);
  });

  app.post('/knowledge/:id/verify', async (c) => {
    const { id: by } = drafter(c.var.visit);
    const article = await known(c.var.visit, c.req.param('id'));
    if (!mayVerify(c.var.visit.person, article)) throw notFound();
    const form = await formOf(c, plain);
    const outcome = await changes.verify({ articleId: article.id, by });
    return c.redirect(after(article.id, form, outcome, 'verified'), 303);
  });

  app.post('/knowledge/:id/retire', async (c) => {
    const { id: by } = reviewer(c.var.visit);
    const { id: articleId } = await known(c.var.visit, c.req.param('id'));
    const form = await formOf(c, reasoned);
    const outcome = await changes.retire({ articleId, by, reason: form.reason });
    return c.redirect(after(articleId, form, outcome, 'retired'), 303);
  });

  app.post('/knowledge/:id/restore', async (c) => {
    const { id: by } = reviewer(c.var.visit);
    const { id: articleId } = await known(c.var.visit, c.req.param('id'));
    const form = await formOf(c, numbered);
    const outcome = await changes.restore({ articleId, n: form.n, by });
    return c.redirect(after(articleId, form, outcome, 'restored'), 303);
  });

  async function known(visit: Visit, id: string): Promise<ArticleRow> {
    const article = await deps.knowledge.reads.article(id);
    if (!article || !(await maySeeArticle(deps, visit, article))) throw notFound();
    return article;
  }

  return app;
}

function after(
  articleId: string,
  form: { back: string },
  outcome: Outcome | FlashName,
  done?: FlashName,
): string {
  const path = form.back === 'review' ? '/knowledge/review' : `/knowledge/${encodeURIComponent(articleId)}`;
  return told(path, outcome, done);
}
