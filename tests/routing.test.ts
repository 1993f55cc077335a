import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadContent } from '../src/content.ts';
import { createDeskline, type Deskline } from '../src/deskline.ts';
import type { InboundEvent, Platform } from '../src/platforms/platform.ts';
import { createGroupPlatform, TENANT } from './desk/group-platform.ts';
import { MORNING } from './support/office.ts';

const DESK = 'C-desk';
const folder = mkdtempSync(join(tmpdir(), 'deskline-routing-'));
const group = createGroupPlatform('slack');
const asked = { files: [] as string[], people: [] as string[] };
const platform: Platform = {
  ...group,
  capabilities: { ...group.capabilities, threads: true },
  async download(file) {
    asked.files.push(file.id);
    return { name: file.name, mime: file.mime, bytes: Buffer.from('x') };
  },
  async profile(userId) {
    asked.people.push(userId);
    return { userId, name: userId, kind: 'member' };
  },
};
let deskline: Deskline;
let count = 0;

beforeAll(async () => {
  deskline = await createDeskline({
    databaseUrl: `file:${join(folder, 'deskline.db')}`,
    content: loadContent({
      contentDir: 'prompts',
      deskChannels: { L1: `slack:${DESK}` },
      locale: undefined,
      timeZone: undefined,
    }),
    migrationsFolder: 'migrations',
    log: pino({ level: 'silent' }),
    now: () => MORNING + count,
    platforms: () => [platform],
  });
  await deskline.start();
});
afterAll(async () => {
  await deskline.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked.files = [];
  asked.people = [];
});

type Said = Partial<InboundEvent & { kind: 'message' }>;

async function says(channel: string, more: Said & { thread?: string } = {}): Promise<string | null> {
  const id = `m${++count}`;
  const { thread, ...said } = more;
  const kind = channel.startsWith('D') ? ('direct' as const) : ('channel' as const);
  await group.deliver({
    kind: 'message',
    platform: 'slack',
    tenant: TENANT,
    keys: [id],
    place: { platform: 'slack', tenant: TENANT, channel, thread, kind },
    sender: { userId: `U${channel}`, name: 'Somebody', kind: 'member' },
    at: MORNING,
    messageId: id,
    text: 'look at this',
    files: [{ id: `f${id}`, name: 'a.txt', mime: 'text/plain', size: 1 }],
    ...said,
  });
  await deskline.settle();
  const { inbox } = deskline.db.tables;
  const rows = await deskline.db.read.select().from(inbox).orderBy(inbox.id);
  return rows.at(-1)?.result ?? null;
}

describe('what colleagues say to each other', () => {
  it('is left alone in channels: no file is fetched and nobody is looked up', async () => {
    const ignored = 'ignored: not for the bot';
    expect(await says('C-random')).toBe(ignored);
    expect(await says('C-random', { thread: 'x' })).toBe(ignored);
    expect(await says(DESK)).toBe(ignored);
    expect(await says(DESK, { thread: 'not-a-card' })).toBe(ignored);
    await group.deliver({
      kind: 'edited',
      platform: 'slack',
      tenant: TENANT,
      keys: ['edit-elsewhere'],
      place: { platform: 'slack', tenant: TENANT, channel: 'C-random', kind: 'channel' },
      sender: { userId: 'U1', name: 'Somebody', kind: 'member' },
      at: MORNING,
      messageId: 'elsewhere',
      text: 'a secret among colleagues',
    });
    await deskline.settle();
    expect(await deskline.db.read.$count(deskline.db.tables.earlyChanges)).toBe(0);
    expect(asked).toEqual({ files: [], people: [] });
    expect(await deskline.db.read.$count(deskline.db.tables.files)).toBe(0);
  });

  it('is heard where the bot is addressed, on a ticket, and in direct chats', async () => {
    await says('C-random', { mention: true });
    await says('D1');
    await says('D1', { text: '转人工', files: [] });
    await says('D1', { text: '打印机卡纸了', files: [] });
    await says('D1', { text: '转人工', files: [] });
    const card = group.posted.find(({ channel, message }) => channel === DESK && message.card);
    expect(card).toBeDefined();
    asked.files = [];
    expect(await says(DESK, { thread: card!.id, text: '// a note' })).not.toMatch(/^ignored/);
    expect(asked.files).toHaveLength(1);
  });
});

describe('who is mentioned in a direct chat', () => {
  it('is called by his name on his way to the desk, where he is known', async () => {
    const { people, identities, ticketMessages } = deskline.db.tables;
    await says('D7', { text: '你好', files: [] });
    const [han] = await deskline.db.read.select().from(identities).where(eq(identities.userId, 'UD7'));
    await deskline.db.transaction({}, async (tx) => {
      await tx
        .update(people)
        .set({ name: '韓美' })
        .where(eq(people.id, han?.personId ?? ''));
    });
    await says('D1', { text: '@UD7 的也一样，@U404 也是', files: [] });
    const said = await deskline.db.read.select().from(ticketMessages).orderBy(ticketMessages.id);
    expect(said.at(-1)?.text).toBe('@韓美 的也一样，@U404 也是');
  });
});

describe('an answer in the thread of one of our messages', () => {
  const toOf = async () => {
    const { ticketMessages, tickets } = deskline.db.tables;
    const all = await deskline.db.read.select().from(tickets).orderBy(tickets.createdAt);
    const said = await deskline.db.read.select().from(ticketMessages).orderBy(ticketMessages.id);
    const ticketId = said.findLast(({ side }) => side === 'requester')?.ticketId;
    return all.find(({ id }) => id === ticketId)?.number;
  };

  it('is about the ticket the message names, and about none where it names several', async () => {
    const [user, files] = ['D2', []];
    for (const problem of ['VPN 连不上，报错 809', '打印机卡纸了']) {
      await says(user, { text: problem, files });
      await says(user, { text: '转人工', files });
    }
    const numbers = () =>
      group.posted
        .filter(({ channel }) => channel === user)
        .map(({ id, message }) => ({ id, tags: new Set(message.text.match(/IT-\d{4}-\d{6}/g)) }));
    const one = numbers().findLast(({ tags }) => tags.size === 1)!;
    await says(user, { thread: one.id, text: '还是卡', files });
    expect(await toOf()).toBe([...one.tags][0]);
    await says(user, { text: '我的工单', files });
    const several = numbers().findLast(({ tags }) => tags.size === 2)!;
    const { ticketMessages } = deskline.db.tables;
    const before = await deskline.db.read.$count(ticketMessages);
    await says(user, { thread: several.id, text: '怎么样了', files });
    expect(await deskline.db.read.$count(ticketMessages)).toBe(before);
  });
});

describe('a change that comes before its message', () => {
  const user = 'D3';
  const changes = async (
    messageId: string,
    change: { kind: 'deleted' } | { kind: 'edited'; text: string },
    sender: InboundEvent['sender'] = { userId: `U${user}`, name: 'Somebody', kind: 'member' },
  ) => {
    const key = `change${++count}`;
    await group.deliver({
      platform: 'slack',
      tenant: TENANT,
      keys: [key],
      place: { platform: 'slack', tenant: TENANT, channel: user, kind: 'direct' },
      sender,
      at: MORNING,
      messageId,
      ...change,
    });
    await deskline.settle();
  };
  const onTicket = async () => {
    const { ticketMessages } = deskline.db.tables;
    return (await deskline.db.read.select().from(ticketMessages)).map(({ text }) => text);
  };

  it('counts: what was taken back never shows, and what was edited shows as it is by now', async () => {
    await says(user, { text: 'VPN 连不上，报错 809', files: [] });
    await says(user, { text: '转人工', files: [] });
    await changes('late-1', { kind: 'deleted' });
    await changes('late-2', { kind: 'edited', text: '型号是 T15' });
    const late = { platform: 'slack', files: [] };
    expect(await says(user, { ...late, messageId: 'late-1', text: '密码是 hunter2' })).toBe(
      'ignored: taken back before it came',
    );
    await says(user, { ...late, messageId: 'late-2', text: '型号是 T14' });
    const said = await onTicket();
    expect(said.join()).not.toContain('hunter2');
    expect(said).toContain('型号是 T15');
    expect(said).not.toContain('型号是 T14');
  });

  it('is its writer’s where nobody says who took a message back', async () => {
    await says(user, { platform: 'slack', files: [], messageId: 'told', text: '柜子上写着 hunter3' });
    expect((await onTicket()).join()).toContain('hunter3');
    await changes('told', { kind: 'deleted' }, { userId: '', name: '', kind: 'bot' });
    expect((await onTicket()).join()).not.toContain('hunter3');
  });
});
