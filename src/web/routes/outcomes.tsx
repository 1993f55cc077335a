import { Hono } from 'hono';
import type { WebDeps } from '../deps.ts';
import { page } from '../page.tsx';
import { agent } from '../rights.ts';
import { OutcomesPage } from '../views/outcomes-page.tsx';
import type { WebEnv } from '../visit.ts';

const SHOWN_MS = 30 * 86_400_000;

/** How the talks of the last 30 days came out, for the desk. */
export function outcomeRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/outcomes', async (c) => {
    const { visit } = c.var;
    agent(visit);
    const counts = await deps.outcomesSince(deps.now() - SHOWN_MS);
    const typeName = (type: string | null) => (type === null ? undefined : deps.typeName(type, visit.locale));
    return page(c, <OutcomesPage visit={visit} counts={counts} typeName={typeName} />);
  });

  return app;
}
