import { Hono } from 'hono';
import { z } from 'zod';
import { lines } from '../../store/schema.ts';
import type { TicketRow, WebDeps } from '../deps.ts';
import { escalateCommand, recoveryCommand, resolveCommand } from '../desk-commands.ts';
import { formKey, formOf, safeBack } from '../forms.ts';
import { back, channel, clientId, pressed, seq, thread } from '../inputs.ts';
import { Refusal, badRequest, notFound } from '../refusal.ts';
import { agent, mayUse, visibleTicket, whoever } from '../rights.ts';
import { storeUploads } from '../uploads.ts';
import type { Visit, WebEnv } from '../visit.ts';

const message = z.object({
  channel,
  thread: thread.optional(),
  text: z.string(),
  clientId,
  back,
  file: z.unknown().optional(),
});
const action = z.object({ channel, messageSeq: seq, clientId, back, press: z.string().max(800) });
const resolve = z.object({
  clientId,
  back,
  cause: z.string().trim().min(1).max(2_000),
  steps: z.string().trim().min(1).max(8_000),
});
const escalate = z.object({
  clientId,
  back,
  line: z.enum(lines),
  reason: z.string().trim().min(1).max(2_000),
});
const recovery = z.object({ clientId, back, result: z.string().trim().min(1).max(2_000) });

/** What the pages' forms post; each answers with the page it came from. */
export function formRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { platform } = deps;

  app.post('/forms/message', async (c) => {
    const author = whoever(c.var.visit);
    const said = await formOf(c, message);
    if (!mayUse(author, said.channel)) throw new Refusal(403, 'problem.not-yours');
    const text = said.text.replaceAll('\r\n', '\n');
    const files = await storeUploads(platform, author.id, said.file);
    if (text.trim() === '' && files.length === 0) throw new Refusal(422, 'problem.empty');
    await platform.say({
      channel: said.channel,
      thread: said.thread,
      author,
      text,
      files,
      clientId: formKey(said.clientId, text),
    });
    return c.redirect(safeBack(said.back), 303);
  });

  app.post('/forms/action', async (c) => {
    const author = whoever(c.var.visit);
    const form = await formOf(c, action);
    if (!mayUse(author, form.channel)) throw new Refusal(403, 'problem.not-yours');
    const { action: name, value } = readPress(form.press);
    await platform.press({
      channel: form.channel,
      messageSeq: form.messageSeq,
      author,
      action: name,
      value,
      clientId: formKey(form.clientId, form.press),
    });
    return c.redirect(safeBack(form.back), 303);
  });

  app.post('/forms/resolve/:number', async (c) => {
    const form = await formOf(c, resolve);
    const text = resolveCommand(form.cause, form.steps, c.var.visit.locale);
    await command(c.var.visit, c.req.param('number'), { text, clientId: form.clientId });
    return c.redirect(safeBack(form.back), 303);
  });

  app.post('/forms/escalate/:number', async (c) => {
    const form = await formOf(c, escalate);
    const text = escalateCommand(form.line, form.reason, c.var.visit.locale);
    await command(c.var.visit, c.req.param('number'), { text, clientId: form.clientId });
    return c.redirect(safeBack(form.back), 303);
  });

  app.post('/forms/recovery/:number', async (c) => {
    const form = await formOf(c, recovery);
    const text = recoveryCommand(form.result, c.var.visit.locale);
    await command(c.var.visit, c.req.param('number'), { text, clientId: form.clientId });
    return c.redirect(safeBack(form.back), 303);
  });

  /** Says a command in the ticket's desk thread, as if the agent had typed it. */
  async function command(visit: Visit, number: string, said: { text: string; clientId: string }) {
    const author = agent(visit);
    const { ticket } = await visibleTicket(deps, visit, number);
    const { channel, messageId } = await threadOf(ticket);
    if (!mayUse(author, channel)) throw new Refusal(403, 'problem.not-yours');
    await platform.say({
      channel,
      thread: messageId,
      author,
      text: said.text,
      clientId: formKey(said.clientId, said.text),
    });
  }

  async function threadOf(ticket: TicketRow) {
    const thread = await deps.deskThreadOf(ticket.id);
    if (!thread) throw notFound();
    return thread;
  }

  return app;
}

function readPress(json: string): z.infer<typeof pressed> {
  try {
    return pressed.parse(JSON.parse(json));
  } catch {
    throw badRequest();
  }
}
