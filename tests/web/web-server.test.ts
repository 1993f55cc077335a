import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { loadContent } from '../../src/content.ts';
import { createDeskline } from '../../src/deskline.ts';
import { serveWeb } from '../../src/web-server.ts';

it('names the variable to change where the port is taken', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-port-'));
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const config = readConfig({ PORT: String(port), DATABASE_URL: `file:${join(folder, 'deskline.db')}` });
  const log = pino({ level: 'silent' });
  const now = () => Date.now();
  const deskline = await createDeskline({
    databaseUrl: config.databaseUrl,
    content: loadContent(config),
    migrationsFolder: 'migrations',
    log,
    now,
  });
  try {
    const serving = serveWeb({ deskline, config, log, now, root: process.cwd() });
    await expect(serving).rejects.toThrow(ConfigError);
    await expect(serving).rejects.toThrow(`PORT: ${port} on 127.0.0.1 is used by another program`);
  } finally {
    await deskline.stop();
    other.close();
    rmSync(folder, { recursive: true });
  }
});
