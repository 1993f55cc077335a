import { Hono, type Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Applied } from '../../identity/password-reset/applying.ts';
import type { ResetPage } from '../../identity/password-reset/page.ts';
import { proofMethods } from '../../store/schema.ts';
import type { WebDeps } from '../deps.ts';
import { formOf } from '../forms.ts';
import { page } from '../page.tsx';
import { EndPage } from '../views/reset/end-page.tsx';
import { EnrolPage, RecoveryPage } from '../views/reset/enrol-steps.tsx';
import { BeginPage, DownPage, GonePage, NotMePage, OpenPage } from '../views/reset/open-page.tsx';
import { StepsPage } from '../views/reset/steps-page.tsx';
import type { TextKey } from '../text-keys.ts';
import type { Visit, WebEnv } from '../visit.ts';

const given = z.object({ token: z.string().max(200) });
const chosen = z.object({ method: z.enum(proofMethods) });
const proof = chosen.extend({ code: z.string().max(40) });
const secret = z.string().max(1_000);
const passwords = z.object({ password: secret, again: secret });
const present = z.object({ password: secret });
const firstCode = z.object({ sealed: z.string().max(500), code: z.string().max(12) });
const STEPS = '/reset/steps';

/** The page behind a one-time link. What is typed here is in no address, in no log, and comes back in no page. */
export function resetRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { isSecure } = deps.reset;
  const name = isSecure ? '__Host-deskline_reset' : 'deskline_reset';
  const path = isSecure ? '/' : '/reset';

  function gone(c: Context<WebEnv>) {
    c.status(410);
    return page(c, <GonePage visit={c.var.visit} />);
  }

  // Who wrote English is answered in English, whatever language his browser prefers.
  app.use('/reset/*', async (c, next) => {
    const session = getCookie(c, name);
    const locale = session === undefined ? undefined : await deps.reset.page?.localeOf(session);
    if (locale !== undefined) c.set('visit', { ...c.var.visit, locale, t: deps.texts.of(locale) });
    await next();
  });

  function remember(c: Context<WebEnv>, session: string | undefined) {
    if (session === undefined) return gone(c);
    setCookie(c, name, session, { path, httpOnly: true, sameSite: 'Strict', secure: isSecure });
    return c.redirect(STEPS, 303);
  }

  /** The page as it stands, with what went wrong. */
  async function steps(c: Context<WebEnv>, problems: (visit: Visit) => string[] = () => []) {
    const session = getCookie(c, name);
    const reset = deps.reset.page;
    if (session === undefined || !reset) return gone(c);
    const shown = await reset.show(session);
    if (shown.is === 'over') {
      if (!shown.ended) return gone(c);
      c.status(shown.ended.state === 'done' ? 200 : 410);
      return page(c, <EndPage visit={c.var.visit} {...shown.ended} />);
    }
    if (shown.is === 'down') {
      c.status(503);
      return page(c, <DownPage visit={c.var.visit} />);
    }
    const { request } = shown;
    const { visit } = c.var;
    if (request.purpose === 'enrol' && request.state === 'proven') {
      const proposal = await reset.propose(session);
      if (proposal) return page(c, <EnrolPage visit={visit} proposal={proposal} />);
    }
    const words = problems(visit);
    if (words.length > 0) c.status(422);
    const isDemo = deps.reset.demo !== undefined;
    return page(c, <StepsPage visit={visit} request={request} problems={words} isDemo={isDemo} />);
  }

  function failing(c: Context<WebEnv>, key: TextKey) {
    return steps(c, ({ t }) => [t(key)]);
  }

  /** Does something with the session; without one the link is gone. */
  async function within(
    c: Context<WebEnv>,
    work: (reset: ResetPage, session: string) => Promise<Response>,
  ): Promise<Response> {
    const session = getCookie(c, name);
    const reset = deps.reset.page;
    return session === undefined || !reset ? gone(c) : work(reset, session);
  }

  function afterApplying(c: Context<WebEnv>, applied: Applied | { is: 'down' }, minLength: number) {
    switch (applied.is) {
      case 'faults':
        return steps(c, ({ t }) =>
          applied.faults.map(({ fault, detail = '' }) =>
            t(`reset.fault.${fault}`, { n: minLength, word: detail }),
          ),
        );
      case 'weak':
        return failing(c, 'reset.error.weak');
      case 'different':
        return failing(c, 'reset.error.different');
      case 'not-now':
      case 'down':
        return failing(c, 'reset.error.down');
      default:
        return c.redirect(STEPS, 303);
    }
  }

  // Looking at a link uses nothing up: the token isn't even sent (rule PR-11).
  app.get('/reset', (c) => page(c, <OpenPage visit={c.var.visit} opens="page" />));
  app.get('/reset/not-me', (c) => page(c, <OpenPage visit={c.var.visit} opens="not-me" />));

  app.post('/reset/open', async (c) => {
    const { token } = await formOf(c, given);
    return remember(c, await deps.reset.page?.open(token));
  });

  app.post('/reset/not-me', async (c) => {
    const { token } = await formOf(c, given);
    const done = await deps.reset.notMe?.notMe(token);
    return done === true ? page(c, <NotMePage visit={c.var.visit} />) : gone(c);
  });

  app.get('/reset/begin/:id{[0-9A-Z]{26}}', (c) =>
    page(c, <BeginPage visit={c.var.visit} opens="page" requestId={c.req.param('id')} />),
  );
  app.post('/reset/begin/:id{[0-9A-Z]{26}}', async (c) => {
    const { person } = c.var.visit;
    return remember(c, person && (await deps.reset.page?.openAs(c.req.param('id'), person.id)));
  });

  app.get('/reset/not-me/:id{[0-9A-Z]{26}}', (c) =>
    page(c, <BeginPage visit={c.var.visit} opens="not-me" requestId={c.req.param('id')} />),
  );
  app.post('/reset/not-me/:id{[0-9A-Z]{26}}', async (c) => {
    const { person } = c.var.visit;
    const done = person && (await deps.reset.notMe?.notMeAs(c.req.param('id'), person.id));
    return done === true ? page(c, <NotMePage visit={c.var.visit} />) : gone(c);
  });

  app.get(STEPS, (c) => steps(c));

  app.post('/reset/send', (c) =>
    within(c, async (reset, session) => {
      const { method } = await formOf(c, chosen);
      switch (await reset.choose(session, method)) {
        case 'too-many':
          return failing(c, 'reset.error.too-many');
        case 'not-sent':
          return failing(c, 'reset.error.not-sent');
        case 'down':
          return failing(c, 'reset.error.down');
        default:
          return c.redirect(STEPS, 303);
      }
    }),
  );

  app.post('/reset/prove', (c) =>
    within(c, async (reset, session) => {
      const { method, code } = await formOf(c, proof);
      switch (await reset.prove(session, method, code)) {
        case 'right':
          return c.redirect(STEPS, 303);
        case 'wrong':
          return failing(c, 'reset.error.wrong');
        case 'over':
          return failing(c, 'reset.error.used-up');
        case 'down':
          return failing(c, 'reset.error.down');
      }
    }),
  );

  app.post('/reset/password', (c) =>
    within(c, async (reset, session) => {
      const { password, again } = await formOf(c, passwords);
      const shown = await reset.show(session);
      const minLength = shown.is === 'going-on' ? shown.request.minLength : 0;
      const applied = await reset.setPassword(session, password, again);
      return applied.is === 'over' ? gone(c) : afterApplying(c, applied, minLength);
    }),
  );

  app.post('/reset/unlock', (c) =>
    within(c, async (reset, session) => {
      const applied = await reset.unlock(session);
      return applied.is === 'over' ? gone(c) : afterApplying(c, applied, 0);
    }),
  );

  app.post('/reset/cancel', (c) =>
    within(c, async (reset, session) => {
      const ended = await reset.cancel(session);
      deleteCookie(c, name, { path, secure: isSecure });
      return ended ? page(c, <EndPage visit={c.var.visit} {...ended} />) : gone(c);
    }),
  );

  app.post('/reset/enrol/password', (c) =>
    within(c, async (reset, session) => {
      const { password } = await formOf(c, present);
      switch (await reset.confirmPassword(session, password)) {
        case 'wrong':
          return failing(c, 'reset.error.wrong');
        case 'down':
          return failing(c, 'reset.error.down');
        default:
          return c.redirect(STEPS, 303);
      }
    }),
  );

  app.post('/reset/enrol/code', (c) =>
    within(c, async (reset, session) => {
      const { sealed, code } = await formOf(c, firstCode);
      const confirmed = await reset.confirmCode(session, sealed, code);
      if (Array.isArray(confirmed)) return page(c, <RecoveryPage visit={c.var.visit} codes={confirmed} />);
      if (confirmed === 'over') return gone(c);
      const proposal = await reset.proposeAgain(session, sealed);
      if (!proposal) return gone(c);
      c.status(422);
      const problem = c.var.visit.t(confirmed === 'down' ? 'reset.error.down' : 'reset.error.wrong');
      return page(c, <EnrolPage visit={c.var.visit} proposal={proposal} problem={problem} />);
    }),
  );

  return app;
}
