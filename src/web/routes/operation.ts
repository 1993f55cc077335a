import { Hono } from 'hono';
import type { WebDeps } from '../deps.ts';
import type { WebEnv } from '../visit.ts';

/** For load balancers and monitoring: whether the process lives, whether it is ready, and its numbers. */
export function operationRoutes({ version, operation }: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/healthz', (c) => c.json({ status: 'ok', version }));

  app.get('/readyz', async (c) => {
    const { reasons, disconnected } = await operation.readiness();
    c.header('Cache-Control', 'no-store');
    if (reasons.length > 0) return c.json({ status: 'unready', reasons, disconnected }, 503);
    return c.json(disconnected.length > 0 ? { status: 'ready', disconnected } : { status: 'ready' });
  });

  app.get('/metrics', async (c) => {
    const { contentType, text } = await operation.metrics();
    return c.body(text, 200, { 'Content-Type': contentType, 'Cache-Control': 'no-store' });
  });

  return app;
}
