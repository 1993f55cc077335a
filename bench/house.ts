import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pino from 'pino';
import type { Content } from '../src/content.ts';
import { createBenchPlatform } from './bench-platform.ts';

export const root = join(import.meta.dirname, '..');

/** The built program, as it runs in production; `path` is a module of src/. */
export function built<M>(path: string): Promise<M> {
  return import(pathToFileURL(join(root, 'dist', path)).href) as Promise<M>;
}

/** A new folder on the working tree's own disk: what lies in memory would flatter the figures. */
export function newFolder(): { folder: string; remove: () => void } {
  const parent = join(root, 'data');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'bench-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Everybody in a bench has the same few problems: each is helped by himself, as on an ordinary day. */
export function apart(content: Content): Content {
  const incidents = { ...content.policy.incidents, from: Number.MAX_SAFE_INTEGER };
  return { ...content, policy: { ...content.policy, incidents } };
}

/** A whole Deskline on a database of its own, with a platform that measures. */
export async function openHouse() {
  const { createDeskline } = await built<typeof import('../src/deskline.ts')>('deskline.js');
  const { readConfig } = await built<typeof import('../src/config.ts')>('config.js');
  const { loadContent } = await built<typeof import('../src/content.ts')>('content.js');
  const { folder, remove } = newFolder();
  const file = join(folder, 'deskline.db');
  const vendor = createBenchPlatform();
  const deskline = await createDeskline({
    databaseUrl: `file:${file}`,
    content: apart(loadContent(readConfig({ CONTENT_DIR: join(root, 'prompts') }))),
    migrationsFolder: join(root, 'migrations'),
    log: pino({ level: 'error' }),
    now: Date.now,
    platforms: () => [vendor.platform],
  });
  await deskline.start();
  return {
    deskline,
    vendor,
    file,
    async close() {
      await deskline.stop();
      remove();
    },
  };
}

export type House = Awaited<ReturnType<typeof openHouse>>;
