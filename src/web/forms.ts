import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { z } from 'zod';
import { badRequest } from './refusal.ts';

/** The fields of a form, checked. Throws a Refusal for one that doesn't fit. */
export async function formOf<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await c.req.parseBody({ all: true }));
  if (!parsed.success) throw badRequest();
  return parsed.data;
}

/** The JSON body, checked. Throws a Refusal for one that doesn't fit or isn't JSON. */
export async function jsonOf<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest();
    throw error;
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw badRequest();
  return parsed.data;
}

/** `path` if it is one of ours, else the start page. */
export function safeBack(path: string | undefined): string {
  return path !== undefined && /^\/(?![/\\])[\w\-./%?=&]*(?:#\w+)?$/.test(path) ? path : '/';
}

/**
 * The key of what a form says: the same form sent twice is the same message, but a form that the browser
 * brought back and that now says something else is a new one.
 */
export function formKey(clientId: string, ...content: string[]): string {
  const hash = createHash('sha256').update(content.join('\u0000')).digest('hex').slice(0, 16);
  return `${clientId}-${hash}`;
}
