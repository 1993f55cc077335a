import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import type { Platform } from '../src/platforms/platform.ts';
import { clock } from './crowd.ts';
import { apart, built, newFolder, root } from './house.ts';

const PLENTY = 1_000_000;
const SLACK_LIMITS = {
  postsPerSecond: PLENTY,
  burst: PLENTY,
  callsPerMinute: PLENTY,
  privatePerMinute: PLENTY,
  opens: 10,
  opensWindowMs: 60_000,
};

/** A whole Deskline, as built, with its adapters; the vendors' limits are loosened, for they aren't what is measured. */
export async function openConnectedHouse(env: Record<string, string>) {
  const { createDeskline } = await built<typeof import('../src/deskline.ts')>('deskline.js');
  const { readConfig } = await built<typeof import('../src/config.ts')>('config.js');
  const { loadContent } = await built<typeof import('../src/content.ts')>('content.js');
  const { connectionsFor } = await built<typeof import('../src/connections.ts')>('connections.js');
  const { folder, remove } = newFolder();
  const config = readConfig({ CONTENT_DIR: join(root, 'prompts'), ...env });
  const content = apart(loadContent(config));
  const { slack, wecom } = config.platforms;
  const settings = {
    slack: slack && { ...slack, limits: SLACK_LIMITS },
    wecom: wecom && { ...wecom, limits: [] },
  };
  /** When each event was stored, by the message's id. */
  const storedAt = new Map<string, number>();
  const connect = await connectionsFor(settings, content);
  const deskline = await createDeskline({
    databaseUrl: `file:${join(folder, 'deskline.db')}`,
    content,
    migrationsFolder: join(root, 'migrations'),
    log: pino({ level: 'error' }),
    now: Date.now,
    platforms: (surroundings) => connect(surroundings).map((platform) => timed(platform, storedAt)),
  });
  await deskline.start();
  while (!deskline.health().every(({ state }) => state === 'connected')) await delay(20);
  return {
    deskline,
    storedAt,
    async close() {
      await deskline.stop();
      remove();
    },
  };
}

function timed(platform: Platform, storedAt: Map<string, number>): Platform {
  const start: Platform['start'] = (receive) =>
    platform.start(async (event) => {
      await receive(event);
      if ('messageId' in event) storedAt.set(event.messageId, clock());
    });
  return new Proxy(platform, {
    get(target, key) {
      if (key === 'start') return start;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
