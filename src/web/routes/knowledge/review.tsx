import { Hono } from 'hono';
import { z } from 'zod';
import { missingIn } from '../../../knowledge/article-body.ts';
import { diffBodies } from '../../../knowledge/article-diff.ts';
import type { WebDeps } from '../../deps.ts';
import { formOf } from '../../forms.ts';
import { fieldName } from '../../knowledge/field-names.ts';
import { flashOf, told } from '../../knowledge/flash.ts';
import { reviewer } from '../../knowledge/rights.ts';
import { namesOf } from '../../names.ts';
import { page } from '../../page.tsx';
import { ReviewPage } from '../../views/knowledge/review-page.tsx';
import type { Visit, WebEnv } from '../../visit.ts';
import { titleOf } from './article.tsx';

const SHOWN = 50;
const decision = z.object({ accept: z.enum(['yes', 'no']) });

/** What waits for a knowledge admin. */
export function reviewRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { reads, changes } = deps.knowledge;

  app.get('/knowledge/review', async (c) => {
    const { visit } = c.var;
    reviewer(visit);
    const [waiting, proposals, due] = await Promise.all([
      reads.inReview(SHOWN),
      reads.keywordProposals(SHOWN),
      reads.list({
        states: ['published', 'due'],
        validUntil: visit.at + deps.knowledge.remindBefore,
        limit: SHOWN,
        offset: 0,
      }),
    ]);
    const nameOf = await namesOf(deps, visit, [
      ...waiting.map(({ version }) => version.authorId),
      ...due.rows.map(({ article }) => article.owner),
    ]);
    return page(
      c,
      <ReviewPage
        visit={visit}
        flash={flashOf(c)}
        waiting={await Promise.all(waiting.map((one) => withChanges(visit, one)))}
        due={due.rows.map((one) => ({
          ...one,
          title: titleOf(one.version.body, visit.locale) ?? one.article.id,
        }))}
        keywords={await Promise.all(
          proposals.map(async (proposal) => ({
            proposal,
            title: reads.byId(proposal.articleId, proposal.locale)?.title ?? proposal.articleId,
            number: proposal.ticketId ? (await deps.tickets.byId(proposal.ticketId))?.number : undefined,
          })),
        )}
        nameOf={nameOf}
        ownerOf={nameOf}
      />,
    );
  });

  app.post('/knowledge/review/keywords/:id', async (c) => {
    const { id: by } = reviewer(c.var.visit);
    const { accept } = await formOf(c, decision);
    const done = await changes.decideKeyword({ id: c.req.param('id'), accept: accept === 'yes', by });
    const said = done ? (accept === 'yes' ? 'accepted' : 'rejected') : 'too-late';
    return c.redirect(told('/knowledge/review', said), 303);
  });

  async function withChanges(visit: Visit, one: Awaited<ReturnType<typeof reads.inReview>>[number]) {
    const { article, version } = one;
    const before =
      article.version === null
        ? undefined
        : (await reads.versions(article.id)).find(({ n }) => n === article.version);
    return {
      ...one,
      title: titleOf(version.body, visit.locale) ?? article.id,
      changes: before && diffBodies(before.body, version.body),
      missing: missingIn(version.body)
        .map((field) => fieldName(visit, field))
        .join(visit.t('list.separator')),
    };
  }

  return app;
}
