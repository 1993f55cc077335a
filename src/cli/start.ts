import { join } from 'node:path';
import pino from 'pino';
import { readConfig } from '../config.ts';
import { connectionsFor } from '../connections.ts';
import { loadContent } from '../content.ts';
import { createDeskline } from '../deskline.ts';
import { refuseLostTickets, servedQueues, variableOf } from '../queues.ts';
import { resetSetup } from '../reset-setup.ts';
import { failure } from '../runtime/failure.ts';
import { createMetrics } from '../observability/metrics.ts';
import { serveWeb } from '../web-server.ts';
import { UsageError, type Command, type Terminal } from './command.ts';

/** `deskline` alone: the desk itself, until SIGTERM or SIGINT. */
export const startCommand: Command = {
  help: `deskline
      starts the desk`,
  read([surplus]) {
    if (surplus !== undefined) throw new UsageError(`start takes no ${surplus}`);
    return run;
  },
};

async function run({ env, root, now, out }: Terminal): Promise<number> {
  const config = readConfig(env);
  const log = pino({ level: config.logLevel });
  // The vendors' SDKs leave rejections behind when a connection breaks in an unlucky moment; none may end the process.
  process.on('unhandledRejection', (error) => log.error(failure(error), 'unhandled rejection'));
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
  const stop = stopSignal();
  const platforms = await connectionsFor(config.platforms, content);
  const { databaseUrl, publicUrl, contentDir } = config;
  const reset = await resetSetup({ config, content, now });
  for (const problem of reset.problems) log.warn(`password reset is off: ${problem}`);
  const metrics = createMetrics({ ofProcess: true });
  const deskline = await createDeskline({
    databaseUrl,
    content,
    platforms,
    migrationsFolder: join(root, 'migrations'),
    model: { settings: config.model, contentDir },
    publicUrl,
    reset,
    databaseTime: true,
    onBroken: (error) => stop.because(error),
    log,
    now,
    learns: true,
    observer: metrics.observer,
  });
  await refuseLostTickets(deskline.db, policy);
  const server = await serveWeb({ deskline, config, log, now: deskline.now, root, reset, metrics });
  await deskline.start();
  log.info({ address: server.address, database: deskline.db.kind }, 'ready');
  const demo = content.policy.demo.length > 0 ? ' (demo)' : '';
  out(`\nDeskline${demo} is ready: ${server.address}\n\n`);

  const reason = await stop.asked;
  if (typeof reason === 'string') log.info({ signal: reason }, 'stopping');
  else log.fatal(failure(reason), 'the disk under the database fails: stopping, to be started anew');
  await server.close();
  await deskline.stop();
  return typeof reason === 'string' ? 0 : 1;
}

/** Why to stop: a signal, or the error after which it can't go on. A second reason changes nothing. */
function stopSignal() {
  let because: (reason: unknown) => void = () => {};
  const asked = new Promise<unknown>((resolve) => {
    because = resolve;
    process.on('SIGTERM', resolve);
    process.on('SIGINT', resolve);
  });
  return { asked, because };
}
