import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Preview } from '../../platforms/web/listeners.ts';
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
      const writing = new Map<string, Preview>();
      const leave = channels.map((channel) =>
        deps.platform.subscribe(channel, (preview) => {
          // Only the newest words of what is being written matter.
          if (preview && channel.startsWith('dm:')) writing.set(preview.key, preview);
          else changed = true;
          wake();
        }),
      );
      const end = () => {
        stream.abort();
        wake();
      };
      stream.onAbort(() => wake());
      deps.closing?.addEventListener('abort', end);
      try {
        await stream.writeSSE({ event: 'open', data: '', retry: RECONNECT_MS });
        while (!stream.aborted && !deps.closing?.aborted) {
          if (!changed && writing.size === 0) {
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, HEARTBEAT_MS);
              wake = () => {
                clearTimeout(timer);
                resolve();
              };
            });
          }
          if (stream.aborted) break;
          const event = changed ? 'changed' : 'alive';
          const previews = [...writing.values()];
          changed = false;
          writing.clear();
          for (const preview of previews) {
            await stream.writeSSE({ event: 'preview', data: JSON.stringify(preview) });
          }
          if (event === 'changed' || previews.length === 0) await stream.writeSSE({ event, data: '' });
        }
      } finally {
        deps.closing?.removeEventListener('abort', end);
        for (const unsubscribe of leave) unsubscribe();
      }
    });
  });

  return app;
}
