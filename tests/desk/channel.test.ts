import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InboundEvent } from '../../src/platforms/platform.ts';
import { acceptEvent } from '../../src/runtime/inbox.ts';
import { openOffice, type Agent, type Chatter, type Office } from '../support/office.ts';
import { onCard, openTicket, seated } from './setting.ts';

let office: Office;
let lilei: Chatter;
let wang: Agent;
beforeEach(async () => {
  office = await openOffice();
  lilei = await openTicket(office);
  await lilei.catchUp();
  wang = await seated(office, 'wang-fang', 'l1');
});
afterEach(() => office.close());

type What = InboundEvent extends infer E
  ? E extends InboundEvent
    ? Omit<E, 'platform' | 'tenant' | 'keys' | 'place' | 'sender' | 'at'>
    : never
  : never;

let count = 0;

/** Something that the web page has no way to do, but other platforms have. */
async function happens(what: What, { thread, by = 'wang-fang' }: { thread?: string; by?: string } = {}) {
  const { deskline } = office;
  const place = { platform: 'web', tenant: 'local', channel: 'l1', kind: 'channel' as const, thread };
  const sender = { userId: by, name: by, kind: 'member' as const };
  const event = { platform: 'web', tenant: 'local', keys: [`c${++count}`] as [string], place, sender, at: 0 };
  await wang.catchUp();
  await acceptEvent(deskline.db, { ...event, ...what }, { lane: `c${count}`, now: office.now() });
  await deskline.settle();
}

async function topLevel(): Promise<string[]> {
  const { web } = office.deskline;
  const all = await web.messages({ channel: 'l1', thread: null, viewerId: 'wang-fang', limit: 50 });
  return all.filter(({ body }) => !body?.card).map(({ text }) => text);
}

const said = (text: string) => ({ kind: 'message' as const, messageId: `t${++count}`, text, files: [] });

describe('an emoji on the card', () => {
  it('claims, asks for what is needed to resolve, and offers lines; elsewhere it means nothing', async () => {
    const messageId = String((await wang.card()).seq);
    await happens({ kind: 'reaction', messageId, reaction: '🎉' });
    await happens({ kind: 'reaction', messageId: String(Number(messageId) + 1), reaction: '👀' });
    await happens({ kind: 'reaction', messageId, reaction: '👀' }, { by: 'ann' });
    expect(await onCard(wang, '负责人')).toBe('未认领');
    await happens({ kind: 'reaction', messageId, reaction: '👀' });
    expect(await onCard(wang, '负责人')).toBe('王芳');
    await happens({ kind: 'reaction', messageId, reaction: '⏫️' });
    await wang.hears('转到哪一线？');
    await happens({ kind: 'reaction', messageId, reaction: '✅' });
    await wang.hears('原因是什么？');
  });
});

describe('a form behind a button', () => {
  it('resolves at once', async () => {
    await wang.pressesOnCard('认领');
    const { id = '' } = (await office.deskline.services.queries.byNumber('IT-2026-000001')) ?? {};
    const messageId = String((await wang.card()).seq);
    const input = { cause: ' 驱动旧 ', steps: '1. 更新驱动\n2. 重启' };
    await happens({ kind: 'action', messageId, action: 'resolve', value: id, input });
    await lilei.hears(/原因：驱动旧[\s\S]*1\. 更新驱动\n2\. 重启/);
  });
});

describe('beside the threads of a channel', () => {
  it('colleagues talk among themselves unless they call the bot', async () => {
    await happens(said('认领 #1'));
    expect(await onCard(wang, '负责人')).toBe('未认领');
    await happens({ ...said('谁来看一下'), mention: true });
    await happens({ ...said('认领 #1'), mention: true }, { by: 'ann' });
    await happens({ ...said('认领'), mention: true });
    await happens({ ...said('认领 #1'), mention: true });
    expect(await onCard(wang, '负责人')).toBe('王芳');
    await happens({ ...said('#1 我去看看'), mention: true });
    await lilei.hearsNot('我去看看');
    await wang.hears('📝 **王芳**（一线，内部）：我去看看');
    await happens({ ...said('#1 备注 钥匙在前台'), mention: true });
    await wang.hears('📝 **王芳**（一线，内部）：钥匙在前台');
    expect((await topLevel()).map((text) => text.slice(0, 12))).toEqual([
      '请在工单的讨论串里写，或',
      '是哪张工单？请写上号码，',
    ]);
  });

  it('a passed-on message in a thread is a note and never a command', async () => {
    await wang.pressesOnCard('认领');
    await lilei.catchUp();
    const thread = String((await wang.card()).seq);
    await happens({ ...said('放弃'), forwarded: true }, { thread });
    expect(await onCard(wang, '负责人')).toBe('王芳');
    await lilei.hearsNothing();
    const { queries } = office.deskline.services;
    const ticket = await queries.byNumber('IT-2026-000001');
    const notes = (await queries.messagesOf(ticket?.id ?? '')).filter(({ side }) => side === 'note');
    expect(notes.map(({ text }) => text)).toEqual(['放弃']);
  });
});
