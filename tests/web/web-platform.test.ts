import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InboundEvent } from '../../src/platforms/platform.ts';
import { createWebPlatform } from '../../src/platforms/web/web-platform.ts';
import { attempt, NOON, webWorld, type WebWorld } from './world.ts';

const ann = { id: 'ann', name: 'Ann Miller' };
const lin = { id: 'lin', name: '林晓' };
const dm = { platform: 'web', tenant: 'local', channel: 'dm:ann' };
const desk = { platform: 'web', tenant: 'local', channel: 'l1' };
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

let world: WebWorld;
beforeEach(async () => {
  world = await webWorld();
});
afterEach(() => world.close());

const textsFor = async (viewerId: string, channel: string, thread?: string | null) =>
  (await world.platform.messages({ channel, thread, viewerId })).map((message) => message.text);

describe('what people say', () => {
  it('is stored and delivered as one event', async () => {
    const said = await world.platform.say({
      channel: 'dm:ann',
      author: ann,
      text: '打印机卡纸了',
      clientId: 'k1',
    });
    expect(said.repeated).toBe(false);
    expect(await textsFor('ann', 'dm:ann')).toEqual(['打印机卡纸了']);
    expect(world.received).toEqual<InboundEvent[]>([
      {
        kind: 'message',
        platform: 'web',
        tenant: 'local',
        keys: ['msg:dm:ann:k1'],
        place: { platform: 'web', tenant: 'local', channel: 'dm:ann', kind: 'direct' },
        sender: { userId: 'ann', name: 'Ann Miller', kind: 'member' },
        at: NOON,
        messageId: String(said.seq),
        text: '打印机卡纸了',
        files: [],
      },
    ]);
  });

  it('is the same message when it comes twice under one key, delivered again under the same key', async () => {
    const message = { channel: 'dm:ann', author: ann, text: 'hello', clientId: 'k1' };
    const first = await world.platform.say(message);
    world.clock.now += 5_000;
    const second = await world.platform.say(message);
    expect(second).toEqual({ seq: first.seq, repeated: true });
    expect(await textsFor('ann', 'dm:ann')).toEqual(['hello']);
    expect(world.received[1]).toEqual(world.received[0]);
  });

  it('is the same message when both arrive at once', async () => {
    const message = { channel: 'dm:ann', author: ann, text: 'hello', clientId: 'k1' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.platform.say(message)));
    expect(new Set(answers.map(({ seq }) => seq)).size).toBe(1);
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
  });

  it('loses its invisible and broken characters', async () => {
    await world.platform.say({ channel: 'dm:ann', author: ann, text: 'a\u0000b\ud800c', clientId: 'k1' });
    expect(await textsFor('ann', 'dm:ann')).toEqual(['abc']);
  });

  it('is refused over 40,000 characters', async () => {
    const text = 'x'.repeat(40_001);
    await expect(
      world.platform.say({ channel: 'dm:ann', author: ann, text, clientId: 'k1' }),
    ).rejects.toMatchObject({ problem: 'too-long' });
    expect(await textsFor('ann', 'dm:ann')).toEqual([]);
  });

  it('is refused in the direct chat of another person', async () => {
    await expect(
      world.platform.say({ channel: 'dm:ann', author: lin, text: 'hi', clientId: 'k1' }),
    ).rejects.toMatchObject({ problem: 'not-yours' });
  });

  it('is refused under a key that another person has used', async () => {
    await world.platform.say({ channel: 'l1', author: lin, text: 'mine', clientId: 'k1' });
    await expect(
      world.platform.say({
        channel: 'l1',
        author: { id: 'max', name: 'Max' },
        text: 'yours',
        clientId: 'k1',
      }),
    ).rejects.toMatchObject({ problem: 'not-yours' });
    expect(world.received).toHaveLength(1);
  });

  it('is refused in a thread that does not exist', async () => {
    await expect(
      world.platform.say({ channel: 'l1', thread: '99', author: lin, text: 'hi', clientId: 'k1' }),
    ).rejects.toMatchObject({ problem: 'unknown-thread' });
  });

  it('is delivered at the next start if the process died between storing and delivering', async () => {
    await world.platform.start(async () => {
      throw new Error('killed');
    });
    await expect(
      world.platform.say({ channel: 'dm:ann', author: ann, text: 'help', clientId: 'k1' }),
    ).rejects.toThrow('killed');

    const received: InboundEvent[] = [];
    const restarted = createWebPlatform({
      db: world.db,
      now: () => NOON,
      tenant: 'local',
      nameOf: () => 'Ann Miller',
    });
    await restarted.start(async (event) => void received.push(event));
    expect(received).toMatchObject([
      { text: 'help', keys: ['msg:dm:ann:k1'], sender: { userId: 'ann', name: 'Ann Miller' } },
    ]);
  });
});

describe('what the bot sends', () => {
  it('is one message however often it is sent under one key', async () => {
    const first = await world.platform.send(dm, { text: 'Hello' }, attempt('out-1'));
    const second = await world.platform.send(dm, { text: 'Hello' }, attempt('out-1'));
    expect(second).toEqual(first);
    expect(await textsFor('ann', 'dm:ann')).toEqual(['Hello']);
  });

  it('over the limit becomes several messages with the buttons under the last, once however often it is sent', async () => {
    const buttons = [{ id: 'solved', label: 'Solved', value: '1' }];
    const text = `${'打印机卡纸了。'.repeat(2_000)}\n\n${'x'.repeat(30_000)}`;
    await world.platform.send(dm, { text, buttons }, attempt('long'));
    await world.platform.send(dm, { text, buttons }, attempt('long'));
    const parts = await world.platform.messages({ channel: 'dm:ann', viewerId: 'ann' });
    expect(parts.map((part) => part.text).join('')).toBe(text);
    expect(parts.map((part) => part.body?.buttons?.length ?? 0)).toEqual([0, 1]);
  });

  it('does not collide with a key a person chose', async () => {
    await world.platform.say({ channel: 'dm:ann', author: ann, text: 'mine', clientId: 'same' });
    await world.platform.send(dm, { text: 'theirs' }, attempt('in:dm:ann:same'));
    expect(await textsFor('ann', 'dm:ann')).toEqual(['mine', 'theirs']);
  });

  it('is seen by its reader alone when it is private', async () => {
    await world.platform.sendPrivately?.(desk, 'lin', { text: 'Max has it' }, attempt('p1'));
    expect(await textsFor('lin', 'l1')).toEqual(['Max has it']);
    expect(await textsFor('max', 'l1')).toEqual([]);
  });

  it('stands in its thread and not among the roots', async () => {
    const root = await world.platform.send(desk, { text: 'card' }, attempt('c'));
    await world.platform.send({ ...desk, thread: root.messageId }, { text: 'reply' }, attempt('r'));
    expect(await textsFor('lin', 'l1', null)).toEqual(['card']);
    expect(await textsFor('lin', 'l1', root.messageId)).toEqual(['card', 'reply']);
  });

  it('is edited and recalled in place', async () => {
    const { messageId } = await world.platform.send(dm, { text: 'one' }, attempt('k'));
    world.clock.now += 1_000;
    await world.platform.edit?.(dm, messageId, { text: 'two' });
    expect(await world.platform.messages({ channel: 'dm:ann', viewerId: 'ann' })).toMatchObject([
      { text: 'two', editedAt: NOON + 1_000 },
    ]);
    await world.platform.recall?.(dm, messageId);
    expect(await textsFor('ann', 'dm:ann')).toEqual(['']);
  });

  it('fails for good when what is edited is not there', async () => {
    await expect(world.platform.edit?.(dm, '77', { text: 'x' })).rejects.toMatchObject({ fate: 'permanent' });
  });

  it('marks a message once with a reaction, even when two arrive together', async () => {
    const { seq } = await world.platform.say({ channel: 'l1', author: lin, text: 'hi', clientId: 'k1' });
    await Promise.all(
      ['✓', '👀', '✓'].map(async (reaction) => world.platform.react?.(desk, String(seq), reaction)),
    );
    const [message] = await world.platform.messages({ channel: 'l1', viewerId: 'lin' });
    expect(message?.reactions.toSorted()).toEqual(['✓', '👀'].toSorted());
  });

  it('wakes those who listen to its channel and no others', async () => {
    const heard: string[] = [];
    const leave = world.platform.subscribe('dm:ann', () => heard.push('ann'));
    world.platform.subscribe('dm:bob', () => heard.push('bob'));
    await world.platform.send(dm, { text: 'one' }, attempt('k1'));
    leave();
    await world.platform.send(dm, { text: 'two' }, attempt('k2'));
    expect(heard).toEqual(['ann']);
  });
});

describe('a pressed button', () => {
  const buttons = [{ id: 'claim', label: 'Claim', value: 't1' }];
  const press = (messageSeq: number, more = {}) =>
    world.platform.press({
      channel: 'l1',
      messageSeq,
      author: lin,
      action: 'claim',
      value: 't1',
      clientId: 'p1',
      ...more,
    });

  it('is delivered with what it stands for', async () => {
    const { messageId } = await world.platform.send(desk, { text: 'card', buttons }, attempt('k'));
    await press(Number(messageId));
    expect(world.received).toMatchObject([
      {
        kind: 'action',
        messageId,
        action: 'claim',
        value: 't1',
        keys: ['act:p1'],
        sender: { userId: 'lin' },
      },
    ]);
  });

  it.each([
    ['another action', { action: 'resolve' }],
    ['another value', { value: 't2' }],
  ])('is refused with %s than the message offers', async (_name, more) => {
    const { messageId } = await world.platform.send(desk, { text: 'card', buttons }, attempt('k'));
    await expect(press(Number(messageId), more)).rejects.toMatchObject({ problem: 'unknown-button' });
    expect(world.received).toEqual([]);
  });

  it('is refused once the message has lost it', async () => {
    const { messageId } = await world.platform.send(desk, { text: 'card', buttons }, attempt('k'));
    await world.platform.edit?.(desk, messageId, { text: 'card' });
    await expect(press(Number(messageId))).rejects.toMatchObject({ problem: 'unknown-button' });
  });

  it('is refused on a message that only another person sees', async () => {
    const sent = await world.platform.sendPrivately?.(desk, 'max', { text: 'yours', buttons }, attempt('k'));
    await expect(press(Number(sent?.messageId))).rejects.toMatchObject({ problem: 'unknown-message' });
  });

  it('is refused under another channel than its own', async () => {
    const { messageId } = await world.platform.send(dm, { text: 'yours', buttons }, attempt('k'));
    await expect(press(Number(messageId))).rejects.toMatchObject({ problem: 'unknown-message' });
  });
});

describe('a file', () => {
  const store = (name: string, bytes: Uint8Array) =>
    world.platform.storeFile({ name, bytes, ownerId: 'ann' });

  it('is kept under its real type whatever its name claims', async () => {
    expect(await store('evil.html', PNG)).toMatchObject({ name: 'evil.png', mime: 'image/png', size: 11 });
  });

  it.each([
    ['../../etc/passwd.png', 'passwd.png'],
    ['C:\\Users\\a\\shot.png', 'shot.png'],
    ['a\u202egnp.exe.png', 'agnp.exe.png'],
    ['....png', 'file.png'],
    ['<script>.png', 'script.png'],
    ['屏幕 截图.png', '屏幕 截图.png'],
  ])('named %j is stored as %j', async (name, stored) => {
    expect((await store(name, PNG)).name).toBe(stored);
  });

  it.each([
    ['page.html', new TextEncoder().encode('<script>alert(1)</script>')],
    ['image.svg', new TextEncoder().encode('<svg onload="alert(1)"/>')],
    ['program.exe', new Uint8Array([0x4d, 0x5a, 0x90, 0])],
    ['binary.txt', new Uint8Array([0x4d, 0x5a, 0x90, 0])],
    ['not-really.docx', new Uint8Array([0x50, 0x4b, 0x03, 0x04, 1])],
  ])('%s is refused', async (name, bytes) => {
    await expect(store(name, bytes)).rejects.toMatchObject({ problem: 'file-type' });
  });

  it('that is empty or over 10 MB is refused', async () => {
    await expect(store('a.txt', new Uint8Array())).rejects.toMatchObject({ problem: 'file-empty' });
    const large = new Uint8Array(10 * 1024 * 1024 + 1).fill(0x61);
    await expect(store('a.txt', large)).rejects.toMatchObject({ problem: 'file-too-large' });
  });

  it('travels with a message of its owner', async () => {
    const file = await store('shot.png', PNG);
    await world.platform.say({ channel: 'dm:ann', author: ann, text: '', files: [file], clientId: 'k1' });
    expect(world.received).toMatchObject([{ files: [file] }]);
    expect((await world.platform.file(file.id))?.bytes).toEqual(Buffer.from(PNG));
  });

  it('of another person can not be sent as one’s own', async () => {
    const file = await store('shot.png', PNG);
    await expect(
      world.platform.say({ channel: 'l1', author: lin, text: '', files: [file], clientId: 'k1' }),
    ).rejects.toMatchObject({ problem: 'unknown-file' });
  });
});
