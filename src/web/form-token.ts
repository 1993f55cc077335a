import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { forbidden } from './refusal.ts';
import type { WebEnv } from './visit.ts';

export const TOKEN_COOKIE = 'deskline_token';
const TOKEN = /^[\w-]{32}$/;

/**
 * Gives the browser a token that every form of these pages brings back (rule W-4): another site can neither read nor
 * guess it. What brings none, or another, changes nothing.
 */
export const formToken: MiddlewareHandler<WebEnv> = async (c, next) => {
  const known = getCookie(c, TOKEN_COOKIE);
  const token = known !== undefined && TOKEN.test(known) ? known : randomBytes(24).toString('base64url');
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    const given = (await c.req.parseBody({ all: true }))['token'];
    if (known === undefined || typeof given !== 'string' || !same(given, token)) throw forbidden();
  }
  if (token !== known) {
    setCookie(c, TOKEN_COOKIE, token, { path: '/', httpOnly: true, sameSite: 'Strict' });
  }
  c.set('visit', { ...c.var.visit, token });
  await next();
};

function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
