import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { ConfigError, readConfig, type Config } from './config.ts';
import { loadContent } from './content.ts';
import { ContentError } from './content/content-file.ts';
import { connectionsFor } from './connections.ts';
import { createDeskline } from './deskline.ts';
import { refuseLostTickets, servedQueues, variableOf } from './queues.ts';
import { NewerSchemaError } from './store/errors.ts';
import { failure } from './runtime/failure.ts';
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
  // The vendors' SDKs leave rejections behind when a connection breaks in an unlucky moment; none may end the process.
  process.on('unhandledRejection', (error) => log.error(failure(error), 'unhandled rejection'));
  const now = () => Date.now();
  const loaded = loadContent(config);
  const { policy, closed } = servedQueues(loaded.policy, config.platforms);
  const content = { ...loaded, policy };
  for (const { id, line } of closed) {
    log.warn({ queue: id }, `nobody can escalate to ${line}: ${variableOf(line)} is not set`);
  }
  if (policy.vacant.length > 0) {
    log.warn(
      { roles: policy.vacant },
      'desk.yaml gives these only to people of the demo: name real people there',
    );
  }
  const platforms = await connectionsFor(config.platforms, content);
  const { databaseUrl } = config;
  const migrationsFolder = join(root, 'migrations');
  const deskline = await createDeskline({ databaseUrl, content, platforms, migrationsFolder, log, now });
  await refuseLostTickets(deskline.db, policy);
  const server = await serveWeb({ deskline, config, log, now, root });
  await deskline.start();
  log.info({ address: server.address, database: deskline.db.kind }, 'ready');
  const demo = content.policy.demo.length > 0 ? ' (demo)' : '';
  process.stdout.write(`\nDeskline${demo} is ready: ${server.address}\n\n`);

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
