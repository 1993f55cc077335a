import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { WebDeps } from '../deps.ts';
import { badRequest, notFound } from '../refusal.ts';
import { mayUse, whoever } from '../rights.ts';
import type { WebEnv } from '../visit.ts';

/** Proxies end a connection on which nothing happens for a while. */
const HEARTBEAT_MS = 20_000;
const RECONNECT_MS = 1_000;

/** Tells open pages that something has changed in their channels; they read again what they show. */
export function eventRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/events', (c) => {
    const person = whoever(c.var.visit);
    const channels = c.req.queries('channel') ?? [];
    if (channels.length === 0 || channels.length > 20) throw badRequest();
    if (!channels.every((channel) => mayUse(person, channel))) throw notFound();

    c.header('X-Accel-Buffering', 'no');
    return streamSSE(c, async (stream) => {
      let wake = () => {};
      let changed = false;
      const change = () => {
        changed = true;
        wake();
      };
      const leave = channels.map((channel) => deps.platform.subscribe(channel, change));
      const end = () => {
        stream.abort();
        wake();
      };
      stream.onAbort(() => wake());
      deps.closing?.addEventListener('abort', end);
      try {
        await stream.writeSSE({ event: 'open', data: '', retry: RECONNECT_MS });
        while (!stream.aborted && !deps.closing?.aborted) {
          if (!changed) {
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, HEARTBEAT_MS);
              wake = () => {
                clearTimeout(timer);
                resolve();
              };
            });
          }
          if (stream.aborted) break;
          await stream.writeSSE({ event: changed ? 'changed' : 'alive', data: '' });
          changed = false;
        }
      } finally {
        deps.closing?.removeEventListener('abort', end);
        for (const unsubscribe of leave) unsubscribe();
      }
    });
  });

  return app;
}
