import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadContent, type Content } from '../../src/content.ts';
import { createDeskline, type Deskline } from '../../src/deskline.ts';
import { createGroupPlatform, TENANT, type GroupPlatform } from '../desk/group-platform.ts';
import { MORNING } from '../support/office.ts';
import { listed } from './chats.ts';

let folder: string;
let platform: GroupPlatform;
let deskline: Deskline;
let time: number;
let words: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deskline-listed-'));
  platform = createGroupPlatform();
  time = MORNING;
  words = 0;
});
afterEach(async () => {
  await deskline.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Directory = Content['directory'];

async function starts(directoryOf: (listed: Directory) => Directory): Promise<void> {
  const content = loadContent({
    contentDir: 'prompts',
    deskChannels: {},
    locale: undefined,
    timeZone: undefined,
  });
  deskline = await createDeskline({
    databaseUrl: `file:${join(folder, 'deskline.db')}`,
    content: { ...content, directory: directoryOf(content.directory) },
    migrationsFolder: 'migrations',
    log: pino({ level: 'silent' }),
    now: () => time,
    platforms: () => [platform],
  });
  await deskline.start();
}

async function annSays(text: string): Promise<void> {
  const sender = { userId: 'ann-w', name: 'Ann', kind: 'member' as const };
  const place = { platform: platform.name, tenant: TENANT, channel: 'ann-w', kind: 'direct' as const };
  const message = { kind: 'message' as const, messageId: `m${++words}`, text, files: [] };
  const event = { platform: platform.name, tenant: TENANT, keys: [`k${words}`] as [string], place, sender };
  await platform.deliver({ ...event, at: time, ...message });
  await deskline.settle();
}

it('an event is received even while the list of people can’t be kept, and worked on once it can', async () => {
  let isBroken = false;
  await starts(({ known }) => ({
    linkByEmail: [],
    get known() {
      if (isBroken) throw new Error('the list can’t be read');
      return known;
    },
  }));
  isBroken = true;
  await annSays('打印机卡纸了');
  expect(platform.posted).toEqual([]);
  isBroken = false;
  time += 2_000;
  await deskline.settle();
  expect(platform.posted.map(({ channel }) => channel)).toContain('ann-w');
});

it('somebody is known as the listed one as soon as his platform tells his e-mail address', async () => {
  const ann = listed('ann-listed', {}, 'ann@example.com');
  await starts(() => ({ known: [ann], linkByEmail: [platform.name] }));
  let email: string | undefined;
  platform.profile = async (userId) => ({ userId, name: 'Ann', kind: 'member', email });
  const identity = { platform: platform.name, tenant: TENANT, userId: 'ann-w' };
  const behind = async () => (await deskline.services.people.byIdentity(identity))?.id;
  await annSays('打印机卡纸了');
  expect(await behind()).not.toBe(ann.id);
  email = 'Ann@Example.com';
  time += 16 * 60_000;
  await annSays('转人工');
  expect(await behind()).toBe(ann.id);
  expect(platform.posted.at(-1)?.channel).toBe('ann-w');
});
