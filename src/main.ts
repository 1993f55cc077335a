import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { ConfigError, readConfig, type Config } from './config.ts';
import { loadContent } from './content.ts';
import { ContentError } from './content/content-file.ts';
import { createDeskline } from './deskline.ts';
import { NewerSchemaError } from './store/errors.ts';
import { serveWeb } from './web-server.ts';

const root = join(import.meta.dirname, '..');

try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = readConfig(process.env);
  await run(config);
} catch (error) {
  const isPlain =
    error instanceof ConfigError || error instanceof ContentError || error instanceof NewerSchemaError;
  if (!isPlain) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function run(config: Config): Promise<void> {
  const log = pino({ level: config.logLevel });
  const now = () => Date.now();
  const content = loadContent(config);
  const { databaseUrl } = config;
  const migrationsFolder = join(root, 'migrations');
  const deskline = await createDeskline({ databaseUrl, content, migrationsFolder, log, now });
  const server = await serveWeb({ deskline, config, log, now, root });
  await deskline.start();
  log.info({ address: server.address, database: deskline.db.kind }, 'ready');
  process.stdout.write(`\nDeskline (demo) is ready: ${server.address}\n\n`);

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    await server.close();
    await deskline.stop();
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
}
