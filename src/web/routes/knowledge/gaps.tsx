import { Hono } from 'hono';
import { z } from 'zod';
import { gapStates } from '../../../store/schema.ts';
import type { WebDeps } from '../../deps.ts';
import { formOf } from '../../forms.ts';
import { flashOf, told } from '../../knowledge/flash.ts';
import { drafter, mayDraft, reviewer } from '../../knowledge/rights.ts';
import { namesOf } from '../../names.ts';
import { page } from '../../page.tsx';
import { badRequest, notFound } from '../../refusal.ts';
import { GapPage, GapsPage } from '../../views/knowledge/gaps-page.tsx';
import type { WebEnv } from '../../visit.ts';

const EXAMPLES_SHOWN = 10;
const assigned = z.object({ owner: z.string().max(120) });
const merged = z.object({ into: z.string().max(60) });

/** Questions that had no good answer. */
export function gapRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { reads, changes } = deps.knowledge;

  app.get('/knowledge/gaps', async (c) => {
    const { visit } = c.var;
    drafter(visit);
    const state = gapStates.find((one) => one === c.req.query('state')) ?? 'open';
    const gaps = await reads.gaps(state);
    return page(
      c,
      <GapsPage
        visit={visit}
        flash={flashOf(c)}
        state={state}
        gaps={gaps}
        typeName={(id) => deps.typeName(id, visit.locale)}
        nameOf={await namesOf(
          deps,
          visit,
          gaps.map(({ ownerId }) => ownerId),
        )}
      />,
    );
  });

  app.get('/knowledge/gaps/:id', async (c) => {
    const { visit } = c.var;
    drafter(visit);
    const gap = await known(c.req.param('id'));
    const [questions, open, alike] = await Promise.all([
      reads.questionsOf(gap.id, EXAMPLES_SHOWN),
      reads.gaps('open'),
      reads.gapsLike(gap.id),
    ]);
    const others = open.filter(({ id }) => id !== gap.id);
    const likely = alike.flatMap((id) => others.find((one) => one.id === id) ?? []);
    return page(
      c,
      <GapPage
        visit={visit}
        flash={flashOf(c)}
        gap={gap}
        examples={questions.map(({ text, at }) => ({ text, at }))}
        others={[...new Set([...likely, ...others])]}
        likely={likely}
        agents={deps.people.filter(mayDraft)}
        typeName={(id) => deps.typeName(id, visit.locale)}
        nameOf={await namesOf(deps, visit, [gap.ownerId])}
      />,
    );
  });

  app.post('/knowledge/gaps/:id/assign', async (c) => {
    const { id: by } = drafter(c.var.visit);
    const gap = await known(c.req.param('id'));
    const { owner } = await formOf(c, assigned);
    if (!deps.people.some((person) => person.id === owner && mayDraft(person))) throw badRequest();
    const done = await changes.assignGap({ gapId: gap.id, ownerId: owner, by });
    return c.redirect(told(pathOf(gap.id), done ? 'assigned' : 'too-late'), 303);
  });

  app.post('/knowledge/gaps/:id/close', async (c) => {
    const { id: by } = drafter(c.var.visit);
    const gap = await known(c.req.param('id'));
    const done = await changes.closeGap({ gapId: gap.id, by });
    return c.redirect(told('/knowledge/gaps', done ? 'closed' : 'too-late'), 303);
  });

  app.post('/knowledge/gaps/:id/merge', async (c) => {
    const { id: by } = reviewer(c.var.visit);
    const gap = await known(c.req.param('id'));
    const into = await known((await formOf(c, merged)).into);
    const done = await changes.mergeGap({ gapId: gap.id, into: into.id, by });
    return c.redirect(told(pathOf(into.id), done ? 'merged' : 'too-late'), 303);
  });

  async function known(id: string) {
    const gap = await reads.gap(id);
    if (!gap) throw notFound();
    return gap;
  }

  return app;
}

function pathOf(id: string): string {
  return `/knowledge/gaps/${encodeURIComponent(id)}`;
}
