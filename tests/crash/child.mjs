// The whole program, as `npm run build` makes it, in a process of its own that ends itself where it is told to.
// Not TypeScript: it is started some forty times, and there is nothing to translate in it.
import { join } from 'node:path';
import pino from 'pino';
import { readConfig } from '../../dist/config.js';
import { loadContent } from '../../dist/content.js';
import { createDeskline } from '../../dist/deskline.js';
import { serveWeb } from '../../dist/web-server.js';

const root = join(import.meta.dirname, '..', '..');
const config = readConfig({ CONTENT_DIR: process.env.CONTENT_DIR, PORT: '0' });
const content = loadContent(config);
const log = pino({ level: process.env.TEST_LOG ?? 'silent' });

// Whose parent is gone isn't needed any more.
process.on('disconnect', () => process.exit());
process.once('message', (order) => void run(order));

/** @param {import('./orders.ts').Order & { do: 'start' }} order */
async function run({ databaseUrl, clockShift, crashAt }) {
  const migrationsFolder = join(root, 'migrations');
  const now = () => Date.now() + clockShift;
  let passed = 0;
  const probe = (point) => {
    if (point === crashAt?.point && ++passed === crashAt.passing) process.kill(process.pid, 'SIGKILL');
  };
  const deskline = await createDeskline({ databaseUrl, content, migrationsFolder, log, now, probe });
  const server = await serveWeb({ deskline, config, log, now, root });
  await deskline.start();
  const settle = async () => {
    await deskline.settle();
    process.send({ is: 'settled' });
  };
  const stop = async () => {
    await server.close();
    await deskline.stop();
    process.disconnect();
  };
  process.on('message', (next) => void (next.do === 'stop' ? stop() : settle()));
  process.send({ is: 'ready', address: server.address });
}
