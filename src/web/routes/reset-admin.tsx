import { Hono } from 'hono';
import { z } from 'zod';
import type { WebDeps } from '../deps.ts';
import { formToken } from '../form-token.ts';
import { formOf } from '../forms.ts';
import { page } from '../page.tsx';
import { resetAdmin } from '../rights.ts';
import { ResetAdminPage } from '../views/reset/admin-page.tsx';
import type { WebEnv } from '../visit.ts';

const PAGE = '/admin/password-reset';
const turned = z.object({ on: z.enum(['yes', 'no']) });
const lifted = z.object({ accountId: z.string().min(1).max(200) });

/** The switch of the password reset, and what became of it. */
export function resetAdminRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.use(PAGE, formToken);
  app.use(`${PAGE}/*`, formToken);

  app.get(PAGE, async (c) => {
    const { visit } = c.var;
    resetAdmin(visit);
    const status = await deps.reset.status();
    const reasonOf = (because: string) => deps.resetReason(because, visit.locale);
    return page(c, <ResetAdminPage visit={visit} status={status} reasonOf={reasonOf} />);
  });

  app.post(`${PAGE}/turn`, async (c) => {
    const { id } = resetAdmin(c.var.visit);
    const { on } = await formOf(c, turned);
    await deps.reset.turn(on === 'yes', id);
    return c.redirect(PAGE, 303);
  });

  app.post(`${PAGE}/lift`, async (c) => {
    const { id } = resetAdmin(c.var.visit);
    const { accountId } = await formOf(c, lifted);
    await deps.reset.lift(accountId, id);
    return c.redirect(PAGE, 303);
  });

  return app;
}
