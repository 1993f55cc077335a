import { Hono } from 'hono';
import { z } from 'zod';
import type { WebDeps } from '../deps.ts';
import { formOf } from '../forms.ts';
import { page } from '../page.tsx';
import { notFound } from '../refusal.ts';
import { DemoDirectoryPage } from '../views/reset/demo-directory-page.tsx';
import type { WebEnv } from '../visit.ts';

const logIn = z.object({ login: z.string().max(100), password: z.string().max(1_000) });

/** The demo's phone and mailbox; not there beside a real platform or directory. */
export function demoDirectoryRoutes({ reset: { demo } }: Pick<WebDeps, 'reset'>): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/demo/directory', (c) => {
    if (!demo) throw notFound();
    return page(c, <DemoDirectoryPage visit={c.var.visit} demo={demo} />);
  });

  app.post('/demo/directory/log-in', async (c) => {
    if (!demo) throw notFound();
    const { login, password } = await formOf(c, logIn);
    const result = await demo.logIn(login, password);
    return page(c, <DemoDirectoryPage visit={c.var.visit} demo={demo} result={result} />);
  });

  return app;
}
