import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Hono } from 'hono';
import { notFound } from '../refusal.ts';
import type { WebEnv } from '../visit.ts';

const types = {
  'style.css': 'text/css; charset=utf-8',
  'knowledge.css': 'text/css; charset=utf-8',
  'board.css': 'text/css; charset=utf-8',
  'reset.css': 'text/css; charset=utf-8',
  'reset.js': 'text/javascript; charset=utf-8',
  'app.js': 'text/javascript; charset=utf-8',
  'editor.js': 'text/javascript; charset=utf-8',
  'graph.js': 'text/javascript; charset=utf-8',
  'board.js': 'text/javascript; charset=utf-8',
  'print.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};
const CHARTS = createRequire(import.meta.url).resolve('echarts/dist/echarts.min.js');
const YEAR_S = 365 * 24 * 3600;

/** The pages' own styles, scripts and icon, read once from `folder`; and the charts, read when they are first wanted. */
export function assetRoutes(folder: string): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const assets = new Map(
    Object.entries(types).map(([name, type]) => {
      const content = readFileSync(join(folder, name), 'utf8');
      const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 20)}"`;
      return [name, { type, content, etag }] as const;
    }),
  );
  let charts: Promise<{ plain: Uint8Array<ArrayBuffer>; packed: Uint8Array<ArrayBuffer> }> | undefined;

  app.get('/assets/echarts.js', async (c) => {
    charts ??= readCharts();
    const { plain, packed } = await charts;
    const isPacked = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
    c.header('Content-Type', 'text/javascript; charset=utf-8');
    c.header('Vary', 'Accept-Encoding');
    // Its address carries the version of the program, which pins that of the charts.
    c.header('Cache-Control', `public, max-age=${YEAR_S}, immutable`);
    if (isPacked) c.header('Content-Encoding', 'gzip');
    return c.body(isPacked ? packed : plain);
  });

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

/** A megabyte of script that is a third of it when packed, once for all. */
async function readCharts() {
  const plain = await readFile(CHARTS);
  return { plain: new Uint8Array(plain), packed: new Uint8Array(await promisify(gzip)(plain)) };
}
