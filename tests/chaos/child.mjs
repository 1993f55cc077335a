// The whole program, as `npm run build` makes it, in a process of its own that ends itself where it is told to.
// Not TypeScript: it is started again and again, and there is nothing to translate in it.
import { join } from 'node:path';
import pino from 'pino';
import { readConfig } from '../../dist/config.js';
import { connectionsFor } from '../../dist/connections.js';
import { loadContent } from '../../dist/content.js';
import { createDeskline } from '../../dist/deskline.js';
import { failure } from '../../dist/runtime/failure.js';
import { serveWeb } from '../../dist/web-server.js';

const root = join(import.meta.dirname, '..', '..');
/** @type {import('./orders.ts').Setting} */
const { databaseUrl, patience } = JSON.parse(process.argv[2]);
const config = readConfig({ ...process.env, PORT: '0' });
const log = pino({ level: config.logLevel }, pino.destination({ dest: 1, sync: true }));
process.on('unhandledRejection', (error) => log.error(failure(error), 'unhandled rejection'));
// Whose parent is gone isn't needed any more.
process.on('disconnect', () => process.exit());

/** @type {import('./orders.ts').Order | undefined} */
let death;
let passed = 0;
const probe = (point) => {
  if (point === death?.point && ++passed === death.passing) process.kill(process.pid, 'SIGKILL');
};
process.on('message', (order) => {
  death = order;
  passed = 0;
});

// People of the built-in web platform beside the vendors'.
const content = loadContent({ ...config, demo: true });
Object.assign(content.policy.patience, patience);
const connect = await connectionsFor(withoutLimits(config.platforms), content);
const now = () => Date.now();
const deskline = await createDeskline({
  databaseUrl,
  content,
  platforms: connect,
  migrationsFolder: join(root, 'migrations'),
  databaseTime: true,
  log,
  now,
  probe,
});
const server = await serveWeb({ deskline, config, log, now, root });
await deskline.start();
process.send({ is: 'ready', address: server.address });
const watch = setInterval(() => {
  if (!deskline.health().every(({ state }) => state === 'connected' || state === 'standby')) return;
  clearInterval(watch);
  process.send({ is: 'connected' });
}, 20);

process.once('SIGTERM', () => void stop());
async function stop() {
  clearInterval(watch);
  await server.close();
  await deskline.stop();
  process.exit(0);
}

/** The vendors' limits would only make the run longer; their own refusals are among the faults. */
function withoutLimits({ slack, dingtalk, wecom }) {
  const plenty = 1_000_000;
  const posts = { postsPerSecond: plenty, burst: plenty, callsPerMinute: plenty, privatePerMinute: plenty };
  return {
    slack: slack && { ...slack, limits: { ...posts, opens: plenty, opensWindowMs: 60_000 } },
    dingtalk: dingtalk && { ...dingtalk, limits: { webhookPerMinute: plenty, apiPerSecond: plenty } },
    wecom: wecom && { ...wecom, limits: [] },
  };
}
