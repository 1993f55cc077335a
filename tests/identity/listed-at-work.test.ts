import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { createDeskline } from '../../src/deskline.ts';
import { createGroupPlatform, TENANT } from '../desk/group-platform.ts';
import { MORNING } from '../support/office.ts';

const folder = mkdtempSync(join(tmpdir(), 'deskline-listed-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('an event is received even while the list of people can’t be kept, and worked on once it can', async () => {
  const content = loadContent({
    contentDir: 'prompts',
    deskChannels: {},
    locale: undefined,
    timeZone: undefined,
  });
  const { known } = content.directory;
  let isBroken = false;
  const directory = {
    linkByEmail: [],
    get known() {
      if (isBroken) throw new Error('the list can’t be read');
      return known;
    },
  };
  let time = MORNING;
  const platform = createGroupPlatform();
  const deskline = await createDeskline({
    databaseUrl: `file:${join(folder, 'deskline.db')}`,
    content: { ...content, directory },
    migrationsFolder: 'migrations',
    log: pino({ level: 'silent' }),
    now: () => time,
    platforms: () => [platform],
  });
  await deskline.start();
  isBroken = true;
  const sender = { userId: 'ann-w', name: 'Ann', kind: 'member' as const };
  const place = { platform: platform.name, tenant: TENANT, channel: 'ann-w', kind: 'direct' as const };
  const words = { kind: 'message' as const, messageId: 'm', text: '打印机卡纸了', files: [] };
  const event = { platform: platform.name, tenant: TENANT, keys: ['k'] as [string], place, sender };
  await platform.deliver({ ...event, at: time, ...words });
  await deskline.settle();
  expect(platform.posted).toEqual([]);
  isBroken = false;
  time += 2_000;
  await deskline.settle();
  expect(platform.posted.map(({ channel }) => channel)).toContain('ann-w');
  await deskline.stop();
});
