import { join } from 'node:path';
import pino from 'pino';
import type { InboundEvent, Platform } from '../../src/platforms/platform.ts';
import { apart, built, root } from '../house.ts';
import type { ReplicaAnswer, ReplicaOrder } from './replicas.ts';

/** One replica as built, whose vendor is the process that has started it: events come from there and messages go there. */

const { createDeskline } = await built<typeof import('../../src/deskline.ts')>('deskline.js');
const { readConfig } = await built<typeof import('../../src/config.ts')>('config.js');
const { loadContent } = await built<typeof import('../../src/content.ts')>('content.js');

let deliver: ((event: InboundEvent) => Promise<void>) | undefined;
let sent = 0;
const tell = (answer: ReplicaAnswer) => void process.send?.(answer);
const platform: Platform = {
  name: 'bench',
  capabilities: {
    threads: true,
    buttons: true,
    edit: true,
    recall: true,
    reactions: true,
    files: false,
    maxTextBytes: 40_000,
    push: true,
  },
  tenant: () => 'bench',
  health: () => ({ state: 'connected' }),
  async start(receive) {
    deliver = receive;
  },
  async send({ channel }) {
    tell({ is: 'sent', channel });
    return { messageId: `${process.pid}-${++sent}` };
  },
  async stop() {},
};

const deskline = await createDeskline({
  databaseUrl: process.env['DATABASE_URL'] ?? '',
  content: apart(loadContent(readConfig({ CONTENT_DIR: join(root, 'prompts') }))),
  migrationsFolder: join(root, 'migrations'),
  log: pino({ level: 'error' }),
  now: Date.now,
  databaseTime: true,
  platforms: () => [platform],
});
await deskline.start();

process.on('message', (order: ReplicaOrder) => {
  if (order.do === 'receive') {
    const { event } = order;
    deliver?.(event).then(
      () => tell({ is: 'stored', id: event.messageId }),
      () => tell({ is: 'refused', id: event.messageId }),
    );
  } else if (order.do === 'settle') {
    void deskline
      .settle()
      .then(() => tell({ is: 'settled', cpuMs: cpuMs(), rss: process.memoryUsage.rss() }));
  } else {
    void deskline.stop().then(() => process.disconnect());
  }
});
process.on('disconnect', () => process.exit());
tell({ is: 'ready' });

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
