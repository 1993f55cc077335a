import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Refusal, forbidden, tooLarge } from './refusal.ts';
import type { WebEnv } from './visit.ts';

export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

const MB = 1024 * 1024;
/** What the boundaries and headers of a multipart body may add to a 10 MB file. */
const MULTIPART_FRAME = 64 * 1024;

/** Sets the headers every answer carries; a route may have set a stricter policy of its own. */
export const secureHeaders: MiddlewareHandler<WebEnv> = async (c, next) => {
  await next();
  const { headers } = c.res;
  if (!headers.has('Content-Security-Policy')) {
    headers.set('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  }
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Referrer-Policy', 'no-referrer');
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  headers.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
};

/**
 * Refuses a request for a host that isn't ours (another site's name rebound to our address), and any
 * change that another site's page asks for.
 */
export function sameSite(hosts: string[]): MiddlewareHandler<WebEnv> {
  const ours = new Set(['localhost', '127.0.0.1', '[::1]', ...hosts.map((host) => host.toLowerCase())]);
  return async (c, next) => {
    const host = hostOf(c);
    if (!ours.has(hostName(host))) throw forbidden();
    if (!isSafe(c.req.method) && !comesFrom(c, host)) throw forbidden();
    await next();
  };
}

/** At most 1 MB for a body, or one file of 10 MB where a form carries files. */
export const limitBody: MiddlewareHandler<WebEnv> = async (c, next) => {
  const multipart = c.req.header('content-type')?.startsWith('multipart/form-data') ?? false;
  const limit = bodyLimit({
    maxSize: multipart ? 10 * MB + MULTIPART_FRAME : MB,
    onError: () => {
      throw tooLarge();
    },
  });
  return limit(c, next);
};

/** Lets only JSON through: a form of another site can't send it without being asked first. */
export const jsonOnly: MiddlewareHandler<WebEnv> = async (c, next) => {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal(415, 'error.mediaType');
  await next();
};

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/** Our no-referrer policy makes browsers send `Origin: null` with forms, so Sec-Fetch-Site counts as well. */
function comesFrom(c: Context, host: string): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = c.req.header('origin');
  if (origin === undefined || origin === 'null') return site === 'same-origin';
  return URL.canParse(origin) && new URL(origin).host === host;
}

function hostOf(c: Context): string {
  return (c.req.header('host') ?? new URL(c.req.url).host).toLowerCase();
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '');
}
