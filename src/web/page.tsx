import type { Context } from 'hono';
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { WebEnv } from './visit.ts';

/** Answers with a whole page. */
export function page(c: Context<WebEnv>, content: Child) {
  return c.html(
    <>
      {raw('<!doctype html>')}
      {content}
    </>,
  );
}
