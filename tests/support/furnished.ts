import { copyFileSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { Content } from '../../src/content.ts';
import { createDeskline } from '../../src/deskline.ts';

/** By the articles that are in it. */
const templates = new Map<Content['articles'], Promise<string>>();

/**
 * Makes a new SQLite database as it is after a first start with this content: nothing but its articles is in it.
 * Bringing them in and indexing them takes longer than most tests.
 */
export async function furnish(databaseUrl: string, content: Content, at: number): Promise<void> {
  const file = databaseUrl.replace(/^file:/, '');
  if (file === databaseUrl || existsSync(file)) return;
  let template = templates.get(content.articles);
  if (!template) templates.set(content.articles, (template = firstStart(content, at)));
  copyFileSync(await template, file);
}

async function firstStart(content: Content, at: number): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), 'deskline-furnished-')), 'template.db');
  const deskline = await createDeskline({
    databaseUrl: `file:${file}`,
    content,
    migrationsFolder: 'migrations',
    log: pino({ level: 'silent' }),
    now: () => at,
  });
  await deskline.settle();
  await deskline.stop();
  return file;
}
