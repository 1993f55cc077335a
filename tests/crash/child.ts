/** The whole program in a process of its own, which ends itself where it is told to. `npm test` builds it first. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pino from 'pino';
import type { Order, Report } from './orders.ts';

const root = join(import.meta.dirname, '..', '..');
const built = <M>(path: string) => import(pathToFileURL(join(root, 'dist', path)).href) as Promise<M>;

const { readConfig } = await built<typeof import('../../src/config.ts')>('config.js');
const { loadContent } = await built<typeof import('../../src/content.ts')>('content.js');
const { createDeskline } = await built<typeof import('../../src/deskline.ts')>('deskline.js');
const { serveWeb } = await built<typeof import('../../src/web-server.ts')>('web-server.js');

const config = readConfig({ CONTENT_DIR: process.env.CONTENT_DIR, PORT: '0' });
const content = loadContent(config);
const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
const report = (message: Report) => void process.send?.(message);

// A parent that is gone leaves nothing running.
process.on('disconnect', () => process.exit());
process.once('message', (order: Order) => {
  if (order.do !== 'start') throw new Error('The first order is to start');
  void run(order);
});

async function run({ databaseUrl, clockShift, crashAt }: Order & { do: 'start' }): Promise<void> {
  const now = () => Date.now() + clockShift;
  let passed = 0;
  const deskline = await createDeskline({
    databaseUrl,
    content,
    migrationsFolder: join(root, 'migrations'),
    log,
    now,
    probe(point) {
      if (point === crashAt?.point && ++passed === crashAt.passing) process.kill(process.pid, 'SIGKILL');
    },
  });
  const server = await serveWeb({ deskline, config, log, now, root });
  await deskline.start();
  process.on('message', (order: Order) => {
    if (order.do === 'settle') void deskline.settle().then(() => report({ is: 'settled' }));
    if (order.do === 'stop') void stop();
  });
  report({ is: 'ready', address: server.address });

  async function stop(): Promise<void> {
    await server.close();
    await deskline.stop();
    process.disconnect();
  }
}
