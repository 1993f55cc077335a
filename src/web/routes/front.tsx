import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { WebDeps } from '../deps.ts';
import { formOf, safeBack } from '../forms.ts';
import { page } from '../page.tsx';
import { badRequest } from '../refusal.ts';
import { LandingPage } from '../views/landing-page.tsx';
import { cookies, themes, type WebEnv } from '../visit.ts';

const LETTERS_SHOWN = 50;
const YEAR_S = 365 * 24 * 3600;
const session = z.object({ person: z.string().max(100) });
const language = z.object({ locale: z.enum(['zh-CN', 'en']), back: z.string().max(500).optional() });
const theme = z.object({ theme: z.enum(themes), back: z.string().max(500).optional() });
const cookie = { path: '/', httpOnly: true, sameSite: 'Lax' } as const;

/** The way in: who one is, and how the pages look. */
export function frontRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/', async (c) => {
    const { visit } = c.var;
    const connections = await deps.connections();
    // With the demo off nobody has a page of dead letters, so the operator sees them here.
    const letters =
      deps.people.length === 0 ? await deps.letters.list({}, { skip: 0, limit: LETTERS_SHOWN }) : undefined;
    return page(
      c,
      <LandingPage
        visit={visit}
        people={deps.people}
        connections={connections}
        letters={letters}
        letterWords={deps.letters}
        hasDemoDirectory={deps.reset.demo !== undefined}
      />,
    );
  });

  app.post('/session', async (c) => {
    const { person: id } = await formOf(c, session);
    const person = deps.people.find((known) => known.id === id);
    if (!person) throw badRequest();
    setCookie(c, cookies.person, person.id, cookie);
    return c.redirect(person.queues.length > 0 ? '/desk' : '/chat', 303);
  });

  app.post('/language', async (c) => {
    const { locale, back } = await formOf(c, language);
    setCookie(c, cookies.locale, locale, { ...cookie, maxAge: YEAR_S });
    return c.redirect(safeBack(back), 303);
  });

  app.post('/theme', async (c) => {
    const chosen = await formOf(c, theme);
    setCookie(c, cookies.theme, chosen.theme, { ...cookie, maxAge: YEAR_S });
    return c.redirect(safeBack(chosen.back), 303);
  });

  return app;
}
