import { Hono } from 'hono';
import { z } from 'zod';
import type { WebDeps } from '../../deps.ts';
import { formOf } from '../../forms.ts';
import { flashOf, told } from '../../knowledge/flash.ts';
import { drafter, mayReview, mayTakeBack } from '../../knowledge/rights.ts';
import { namesOf } from '../../names.ts';
import { page } from '../../page.tsx';
import { notFound } from '../../refusal.ts';
import { ModelPage } from '../../views/knowledge/model-page.tsx';
import { articleOf, PointsPage, SynonymsPage } from '../../views/knowledge/words-pages.tsx';
import type { Visit, WebEnv } from '../../visit.ts';

const LEDGER_SHOWN = 100;
const POINTS_SINCE_MS = 365 * 86_400_000;
const added = z.object({ words: z.string().max(400) });

/** Words that mean the same, points, and what the model costs. */
export function wordRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { reads, changes } = deps.knowledge;

  app.get('/knowledge/synonyms', async (c) => {
    const { visit } = c.var;
    drafter(visit);
    return page(c, <SynonymsPage {...await synonyms(visit)} flash={flashOf(c)} />);
  });

  app.post('/knowledge/synonyms', async (c) => {
    const { visit } = c.var;
    const { id: by } = drafter(visit);
    const { words } = await formOf(c, added);
    const wrong = await changes.addSynonyms({ text: words, by });
    if (!wrong) return c.redirect(told('/knowledge/synonyms', 'added'), 303);
    c.status(422);
    return page(
      c,
      <SynonymsPage
        {...await synonyms(visit)}
        flash={undefined}
        refused={{ text: words, mistake: visit.t(`synonyms.mistake.${wrong.mistake}`) }}
      />,
    );
  });

  app.post('/knowledge/synonyms/:id/remove', async (c) => {
    const person = drafter(c.var.visit);
    const id = c.req.param('id');
    const group = (await reads.synonyms()).find((one) => one.id === id);
    if (group && !mayTakeBack(person, group)) throw notFound();
    const done = await changes.removeSynonyms({ id, by: person.id });
    return c.redirect(told('/knowledge/synonyms', done ? 'removed' : 'too-late'), 303);
  });

  app.get('/knowledge/points', async (c) => {
    const { visit } = c.var;
    const viewer = drafter(visit);
    const asked = c.req.query('person') ?? viewer.id;
    // What others have earned is for those who review; everybody sees his own.
    if (asked !== viewer.id && !mayReview(viewer)) throw notFound();
    const all = await reads.points(visit.at - POINTS_SINCE_MS);
    const table = mayReview(viewer) ? all : all.filter(({ personId }) => personId === viewer.id);
    const nameOf = await namesOf(deps, visit, [asked, ...table.map(({ personId }) => personId)]);
    return page(
      c,
      <PointsPage
        visit={visit}
        table={table}
        ledger={await reads.pointsOf(asked, LEDGER_SHOWN)}
        person={{ id: asked, name: nameOf(asked) }}
        nameOf={nameOf}
        subjectName={(subject) => reads.byId(articleOf(subject), visit.locale)?.title ?? subject}
      />,
    );
  });

  app.get('/knowledge/model', async (c) => {
    const { visit } = c.var;
    drafter(visit);
    return page(c, <ModelPage visit={visit} use={await deps.knowledge.modelUse()} />);
  });

  async function synonyms(visit: Visit) {
    const groups = await reads.synonyms();
    const nameOf = await namesOf(
      deps,
      visit,
      groups.map(({ addedBy }) => addedBy ?? null),
    );
    return { visit, groups, nameOf };
  }

  return app;
}
