#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { UsageError, USAGE, orderIn } from './cli.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { loadContent } from './content.ts';
import { ContentError } from './content/content-file.ts';
import { connectionsFor } from './connections.ts';
import { createDeskline } from './deskline.ts';
import { refuseLostTickets, servedQueues, variableOf } from './queues.ts';
import { replay, type ReplayOrder } from './replay/replay.ts';
import { reportText } from './replay/report.ts';
import { NewerSchemaError } from './store/errors.ts';
import { openDatabase } from './store/open.ts';
import { failure } from './runtime/failure.ts';
import { resetSetup } from './reset-setup.ts';
import { serveWeb } from './web-server.ts';

const root = join(import.meta.dirname, '..');

try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const order = orderIn(process.argv.slice(2));
  if (order.do === 'help') process.stdout.write(`${USAGE}\n`);
  else if (order.do === 'replay') await runReplay(readConfig(process.env), order);
  else await run(readConfig(process.env));
} catch (error) {
  const isPlain =
    error instanceof ConfigError ||
    error instanceof ContentError ||
    error instanceof NewerSchemaError ||
    error instanceof UsageError;
  if (!isPlain) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function runReplay(config: Config, order: ReplayOrder): Promise<void> {
  const migrationsFolder = join(root, 'migrations');
  const db = openDatabase({
    url: config.databaseUrl,
    migrationsFolder,
    onPoolError: (error) => process.stderr.write(`database connection lost: ${error.name}\n`),
  });
  try {
    const progress = (done: number, all: number) => process.stderr.write(`asked ${done} of ${all}\n`);
    const now = () => Date.now();
    const { changes, summary } = await replay(order, {
      db,
      presentDir: config.contentDir,
      migrationsFolder,
      now,
      progress,
    });
    process.stdout.write(`${reportText(changes, summary, order.limit)}\n\n${JSON.stringify(summary)}\n`);
  } finally {
    await db.close();
  }
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
  const { databaseUrl, publicUrl, contentDir } = config;
  const reset = await resetSetup({ config, content, now });
  for (const problem of reset.problems) log.warn(`password reset is off: ${problem}`);
  const deskline = await createDeskline({
    databaseUrl,
    content,
    platforms,
    migrationsFolder: join(root, 'migrations'),
    model: { settings: config.model, contentDir },
    publicUrl,
    reset,
    databaseTime: true,
    log,
    now,
    learns: true,
  });
  await refuseLostTickets(deskline.db, policy);
  const server = await serveWeb({ deskline, config, log, now, root, reset });
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
