import { Hono } from 'hono';
import { z } from 'zod';
import type { LetterOutcome } from '../../runtime/dead-letters.ts';
import { letterNamed } from '../../runtime/letter-name.ts';
import type { WebDeps } from '../deps.ts';
import { formToken } from '../form-token.ts';
import { formOf } from '../forms.ts';
import { lettersPath, readLetters, said, type LettersChoice } from '../letters-query.ts';
import { lettersPage, PER_PAGE } from '../letters-shown.ts';
import { namesOf } from '../names.ts';
import { page } from '../page.tsx';
import { badRequest } from '../refusal.ts';
import { letterReader, letterManager } from '../rights.ts';
import { LettersPage } from '../views/letters-page.tsx';
import type { WebEnv } from '../visit.ts';

const PAGE = '/dead-letters';
const ACTS_SHOWN = 10;
const where = { kind: z.string().max(20).optional(), platform: z.string().max(40).optional() };
const one = z.object({ ...where, letter: z.string().max(20) });
const all = z.object(where);
const drop = one.extend({ reason: z.string().trim().max(500) });

/** What could not be delivered or worked on, or waits for long: seen by staff, decided by those who manage the desk. */
export function deadLetterRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { letters } = deps;
  app.use(PAGE, formToken);
  app.use(`${PAGE}/*`, formToken);

  app.get(PAGE, async (c) => {
    const { visit } = c.var;
    const { person, mayAct } = letterReader(visit);
    const choice = readLetters(c.req.query());
    const shown = await lettersPage(deps, { person, mayAct, choice });
    const acts = mayAct ? await letters.acts(ACTS_SHOWN) : [];
    const { letter } = choice;
    const last = letter === undefined ? undefined : await letters.lastAct(letter);
    const nameOf = await namesOf(
      deps,
      visit,
      [...acts, ...(last ? [last] : [])].map(({ actor }) => actor),
    );
    const props = { visit, choice, ...shown, perPage: PER_PAGE, acts, last, nameOf, mayAct };
    return page(c, <LettersPage {...props} platforms={letters.platforms()} deps={letters} />);
  });

  app.post(`${PAGE}/retry`, async (c) => {
    const { id } = letterManager(c.var.visit);
    const form = await formOf(c, one);
    const outcome = await letters.retry(nameOf(form.letter), id);
    return c.redirect(lettersPath(readLetters(form), told(outcome, id)), 303);
  });

  app.post(`${PAGE}/retry-all`, async (c) => {
    const { id } = letterManager(c.var.visit);
    const choice = readLetters(await formOf(c, all));
    const outcomes = await letters.retryAll(choice, id);
    const n = outcomes.filter((outcome) => 'did' in outcome).length;
    const left = outcomes.length - n;
    return c.redirect(lettersPath(choice, { said: left > 0 ? 'all-but' : 'all', n, left }), 303);
  });

  app.post(`${PAGE}/drop`, async (c) => {
    const { id } = letterManager(c.var.visit);
    const { reason, ...form } = await formOf(c, drop);
    const choice = readLetters(form);
    if (reason === '') return c.redirect(lettersPath(choice, { said: 'reason-missing' }), 303);
    const outcome = await letters.drop(nameOf(form.letter), { actor: id, reason });
    return c.redirect(lettersPath(choice, told(outcome, id)), 303);
  });

  return app;
}

function nameOf(letter: string) {
  const name = letterNamed(letter);
  if (!name) throw badRequest();
  return name;
}

/** The same form sent twice says what the first has done. */
function told(outcome: LetterOutcome, actor: string): Partial<LettersChoice> {
  const { letter } = outcome;
  if ('did' in outcome) return { said: said.of[outcome.did], letter };
  const { refused, last } = outcome;
  if (refused !== 'settled' || !last) return { said: refused, letter };
  return { said: last.actor === actor ? said.of[last.act] : said.faster[last.act], letter };
}
