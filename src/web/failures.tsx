import type { Context } from 'hono';
import { WebPlatformError, type WebPlatformProblem } from '../platforms/web/errors.ts';
import { errorCode, isDatabaseTrouble } from '../store/errors.ts';
import type { WebDeps } from './deps.ts';
import { page } from './page.tsx';
import { Refusal } from './refusal.ts';
import { ErrorPage } from './views/error-page.tsx';
import type { WebEnv } from './visit.ts';

const statuses: Record<WebPlatformProblem, Refusal['status']> = {
  'not-started': 503,
  'too-long': 413,
  'unknown-thread': 404,
  'unknown-message': 404,
  'unknown-button': 409,
  'unknown-file': 404,
  'not-yours': 403,
  'file-too-large': 413,
  'file-empty': 422,
  'file-type': 415,
};

/** Answers a request that failed: with a page for people, with JSON for the page's script. */
export function answerFailure(c: Context<WebEnv>, error: Error, deps: WebDeps) {
  const { visit } = c.var;
  const refusal = refusalFor(error);
  if (!refusal || refusal.status === 503) logFailure(c, error, deps);
  const status = refusal?.status ?? 500;
  const title = visit.t(refusal?.title ?? 'error.server');
  const hint = refusal
    ? refusal.hint && visit.t(refusal.hint)
    : visit.t('error.server.hint', { id: visit.requestId });

  c.status(status);
  if (status === 503) c.header('Retry-After', '5');
  if (c.req.path.startsWith('/api/')) {
    return c.json({ error: { title, hint, requestId: visit.requestId } });
  }
  return page(c, <ErrorPage visit={visit} status={status} title={title} hint={hint} />);
}

function refusalFor(error: Error): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (isDatabaseTrouble(error)) return new Refusal(503, 'error.database', 'error.database.hint');
  if (!(error instanceof WebPlatformError)) return undefined;
  return new Refusal(statuses[error.problem], `problem.${error.problem}`);
}

/** Messages of database errors repeat what people wrote; the log gets what is needed to find the place. */
function logFailure(c: Context<WebEnv>, error: Error, deps: WebDeps): void {
  const stack = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8);
  deps.log.error(
    {
      requestId: c.var.visit.requestId,
      method: c.req.method,
      error: error.name,
      code: errorCode(error),
      stack,
    },
    'request failed',
  );
}
