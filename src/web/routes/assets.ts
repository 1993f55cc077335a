import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { notFound } from '../refusal.ts';
import type { WebEnv } from '../visit.ts';

const types = {
  'style.css': 'text/css; charset=utf-8',
  'app.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** The pages' own style, script and icon, read once from `folder`. */
export function assetRoutes(folder: string): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const assets = new Map(
    Object.entries(types).map(([name, type]) => {
      const content = readFileSync(join(folder, name), 'utf8');
      const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 20)}"`;
      return [name, { type, content, etag }] as const;
    }),
  );

  app.get('/assets/:name', (c) => {
    const asset = assets.get(c.req.param('name'));
    if (!asset) throw notFound();
    c.header('ETag', asset.etag);
    c.header('Cache-Control', 'no-cache');
    if (c.req.header('if-none-match') === asset.etag) return c.body(null, 304);
    return c.body(asset.content, 200, { 'Content-Type': asset.type });
  });

  return app;
}
