import { Hono } from 'hono';
import type { DemoPerson, WebDeps } from '../deps.ts';
import { notFound } from '../refusal.ts';
import { whoever } from '../rights.ts';
import type { WebEnv } from '../visit.ts';

/** How far back a person's chat is looked through for a file. */
const MESSAGES_SEARCHED = 1_000;

/** Uploaded files, for those whose messages they are in. */
export function fileRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/files/:id', async (c) => {
    const person = whoever(c.var.visit);
    const file = await deps.platform.file(c.req.param('id'));
    if (!file || !(await maySee(person, file.ref.id, file.ownerId))) throw notFound();
    return c.body(new Uint8Array(file.bytes), 200, {
      'Content-Type': file.ref.mime,
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeName(file.ref.name)}`,
      'Content-Security-Policy': 'sandbox',
      'Cache-Control': 'private, max-age=3600',
    });
  });

  async function maySee(person: DemoPerson, id: string, ownerId: string): Promise<boolean> {
    if (ownerId === person.id || person.queues.length > 0) return true;
    const messages = await deps.platform.messages({
      channel: `dm:${person.id}`,
      viewerId: person.id,
      limit: MESSAGES_SEARCHED,
    });
    return messages.some((message) => message.files.some((file) => file.id === id));
  }

  return app;
}

/** RFC 8187 leaves out some characters that encodeURIComponent lets through. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
