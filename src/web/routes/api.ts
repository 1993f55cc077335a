import { Hono } from 'hono';
import { z } from 'zod';
import type { WebDeps } from '../deps.ts';
import { jsonOf } from '../forms.ts';
import { channel, clientId, pressed, seq, thread } from '../inputs.ts';
import { Refusal, badRequest } from '../refusal.ts';
import { mayUse, whoever } from '../rights.ts';
import { jsonOnly } from '../security.ts';
import { refsOf } from '../uploads.ts';
import type { WebEnv } from '../visit.ts';
import { threadName, type Writers } from '../writers.ts';

const message = z.object({
  channel,
  thread: thread.optional(),
  text: z.string(),
  clientId,
  files: z.array(z.string().max(60)).max(10).default([]),
});
const writing = z.object({ channel, thread });
const action = pressed.extend({ channel, messageSeq: seq, clientId });

/** What the page's script calls. */
export function apiRoutes(deps: WebDeps, writers: Writers): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.post('/api/messages', jsonOnly, async (c) => {
    const author = whoever(c.var.visit);
    const said = await jsonOf(c, message);
    if (!mayUse(author, said.channel)) throw new Refusal(403, 'problem.not-yours');
    if (said.text.trim() === '' && said.files.length === 0) throw new Refusal(422, 'problem.empty');
    const files = await refsOf(deps.platform, said.files);
    return c.json(await deps.platform.say({ ...said, author, files }));
  });

  app.post('/api/writing', jsonOnly, async (c) => {
    const author = whoever(c.var.visit);
    const at = await jsonOf(c, writing);
    if (!mayUse(author, at.channel)) throw new Refusal(403, 'problem.not-yours');
    writers.note(threadName(at), author.id);
    deps.platform.announce(at.channel);
    return c.json({ ok: true });
  });

  app.post('/api/actions', jsonOnly, async (c) => {
    const author = whoever(c.var.visit);
    const press = await jsonOf(c, action);
    if (!mayUse(author, press.channel)) throw new Refusal(403, 'problem.not-yours');
    await deps.platform.press({ ...press, author });
    return c.json({ ok: true });
  });

  app.post('/api/files', async (c) => {
    const owner = whoever(c.var.visit);
    const { file } = await c.req.parseBody();
    if (!(file instanceof File)) throw badRequest();
    const bytes = new Uint8Array(await file.arrayBuffer());
    return c.json(await deps.platform.storeFile({ name: file.name, bytes, ownerId: owner.id }));
  });

  return app;
}
