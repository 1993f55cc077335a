import { afterEach, describe, expect, it } from 'vitest';
import { openWecom, type OpenWecom, type WecomOptions } from './open-wecom.ts';

let open: OpenWecom;
afterEach(() => open.close());

const here = { platform: 'wecom', tenant: 'aib-deskline', channel: 'zhangsan' };
const first = { key: 'k', again: false };

/** Connected, and somebody has written who may be pushed to. */
async function begin(options: WecomOptions = {}): Promise<OpenWecom> {
  open = await openWecom(options);
  await open.twin.writes('zhangsan', 'hi');
  return open;
}

describe('a push that fails', () => {
  it.each([
    [93001, 'permanent', 'unreachable'],
    [93006, 'permanent', 'unreachable'],
    [93008, 'permanent', 'unreachable'],
    [86201, 'permanent', 'unreachable'],
    [40008, 'permanent', 'content'],
    [40058, 'permanent', 'content'],
    [93017, 'permanent', 'content'],
    [40007, 'permanent', 'file'],
    [846605, 'permanent', 'content'],
    [846608, 'permanent', 'content'],
    [40099, 'transient', undefined],
    [45009, 'limited', undefined],
    [45033, 'limited', undefined],
    [-1, 'transient', undefined],
    [846601, 'transient', undefined],
    [846602, 'transient', undefined],
  ])('with %i is %s', async (code, fate, obstacle) => {
    const { twin, platform } = await begin();
    twin.faults.codes = [code];
    const failed = platform.send(here, { text: 'x' }, first);
    await expect(failed).rejects.toMatchObject({ name: 'RequestError', fate, obstacle, code });
    expect(twin.sent('zhangsan')).toEqual([]);
  });

  it('with a code that nobody knows is final at the third try of that message', async () => {
    const { twin, platform } = await begin();
    const fates: unknown[] = [];
    const fail = async (key: string) => {
      twin.faults.codes = [40099];
      const attempt = { key, again: false };
      await platform
        .send(here, { text: key }, attempt)
        .catch(({ fate }: { fate: unknown }) => fates.push(fate));
    };
    for (const key of ['a', 'a', 'b', 'a']) await fail(key);
    expect(fates).toEqual(['transient', 'transient', 'transient', 'permanent']);
    await platform.send(here, { text: 'b' }, { key: 'b', again: false });
    expect(twin.sent('zhangsan').map(({ text }) => text)).toEqual(['b']);
  });

  it('with a code that nobody knows loses no file either, at first', async () => {
    const { twin, platform, surroundings } = await begin();
    const file = { id: 'f', name: 'a.pdf', mime: 'application/pdf', size: 3 };
    surroundings.files.set('f', { ...file, bytes: Buffer.from('abc') });
    const send = () => platform.send(here, { text: '', files: [file] }, first);
    // Refused at the first step of the upload, then when it is shown.
    for (const codes of [[40099], [0, 0, 0, 40099]]) {
      twin.faults.codes = codes;
      await expect(send()).rejects.toMatchObject({ fate: 'transient' });
    }
    expect(await send()).toMatchObject({ lostFiles: [] });
    expect(twin.sent('zhangsan').map(({ files }) => files.length)).toEqual([1]);
  });

  it('because of frequency holds everything for that chat until the pause is over', async () => {
    let skipped = 0;
    const { twin, platform } = await begin({ surroundings: { now: () => Date.now() + skipped } });
    twin.faults.codes = [45009];
    await expect(platform.send(here, { text: 'x' }, first)).rejects.toMatchObject({
      fate: 'limited',
      retryAfterMs: 60_000,
    });
    expect(platform.admit?.(here, 'send')).toBeGreaterThan(59_000);
    expect(platform.admit?.({ ...here, channel: 'lisi' }, 'send')).toBe(0);
    skipped = 60_000;
    expect(platform.admit?.(here, 'send')).toBe(0);
  });

  it('because the connection only looks subscribed makes a new one, and the next try arrives', async () => {
    const { twin, platform, connected } = await begin();
    twin.faults.codes = [846609];
    await expect(platform.send(here, { text: 'x' }, first)).rejects.toMatchObject({ fate: 'transient' });
    await twin.ledger.until(() => twin.ledger.connections.authenticated === 2);
    await connected();
    await platform.send(here, { text: 'x' }, first);
    expect(twin.sent('zhangsan').map(({ text }) => text)).toEqual(['x']);
    expect(twin.cloud.sockets()).toBe(1);
  });

  it('because no answer came may have arrived', async () => {
    const { twin, platform } = await begin({ timings: { acknowledgeMs: 30 } });
    twin.faults.silentRequests = true;
    await expect(platform.send(here, { text: 'x' }, first)).rejects.toMatchObject({ fate: 'unknown' });
    expect(twin.sent('zhangsan')).toHaveLength(1);
    twin.faults.silentRequests = false;
    twin.faults.withoutReqId = true;
    twin.faults.codes = [40058];
    await expect(platform.send(here, { text: 'x' }, first)).rejects.toMatchObject({ fate: 'unknown' });
    expect(twin.sent('zhangsan')).toHaveLength(1);
  });

  it('because the connection was cut meanwhile may have arrived too; before it, nothing went out', async () => {
    const { twin, platform } = await begin({ timings: { reconnectMs: 60_000, longestReconnectMs: 60_000 } });
    twin.faults.silentRequests = true;
    const failed = platform.send(here, { text: 'x' }, first).catch((error: unknown) => error);
    await twin.ledger.until(() => twin.sent('zhangsan').length === 1);
    twin.cloud.cut();
    expect(await failed).toMatchObject({ fate: 'unknown' });
    await expect(platform.send(here, { text: 'x' }, first)).rejects.toMatchObject({ fate: 'transient' });
    expect(twin.sent('zhangsan')).toHaveLength(1);
  });

  it('in the middle goes on where it was, and a card\u2019s id is not used twice', async () => {
    const { twin, platform, connected } = await begin();
    const message = {
      text: `请看：\n\n- 一\n- 二`,
      buttons: [{ id: 'solved', label: '已解决', value: 't1' }],
    };
    twin.faults.codes = [0, -1];
    await expect(platform.send(here, message, first)).rejects.toMatchObject({ fate: 'transient' });
    twin.faults.silentRequests = true;
    const perhapsSent = platform.send(here, message, first).catch((error: unknown) => error);
    await twin.ledger.until(() => twin.sent('zhangsan').length === 2);
    twin.cloud.cut();
    expect(await perhapsSent).toMatchObject({ fate: 'unknown' });
    twin.faults.silentRequests = false;
    await twin.ledger.until(() => twin.ledger.connections.authenticated === 2);
    await connected();
    const { messageId } = await platform.send(here, message, { key: 'k', again: true });
    const sent = twin.sent('zhangsan');
    expect(sent.map(({ buttons }) => buttons)).toEqual([[], ['已解决'], ['已解决']]);

    const [, perhaps] = sent;
    if (!perhaps) throw new Error('no card');
    await twin.presses('zhangsan', perhaps, '已解决');
    await open.receives(2);
    expect(open.received[1]).toMatchObject({ kind: 'action', action: 'solved', value: 't1', messageId });
  });
});

describe('a card that WeCom refuses', () => {
  const message = { text: '解决了吗？', buttons: [{ id: 'solved', label: '已解决', value: 't1' }] };

  it.each([40058, 40099])(
    'for what it contains (%i) goes in words, with what can be written',
    async (code) => {
      const { twin, platform, surroundings } = await begin();
      twin.faults.codes = [code];
      await platform.send(here, message, first);
      const [shown, ...more] = twin.sent('zhangsan');
      expect(shown?.text).toMatch(/^\*\*解决了吗？\*\*\n\n按钮没能显示.*\n\n- 已解决$/s);
      expect(more).toEqual([]);
      expect(surroundings.logs.map((log) => log.message)).toContain('card refused; it goes in words');
      await platform.send(here, message, first);
      expect(twin.sent('zhangsan')).toHaveLength(1);
    },
  );

  it.each([93006, 86201, -1, 45009])('for another reason (%i) does not', async (code) => {
    const { twin, platform } = await begin();
    twin.faults.codes = [code];
    await expect(platform.send(here, message, first)).rejects.toMatchObject({ code });
    expect(twin.sent('zhangsan')).toEqual([]);
  });

  it('is lost where the words are refused as well', async () => {
    const { twin, platform } = await begin();
    twin.faults.codes = [40099, 40058];
    await expect(platform.send(here, message, first)).rejects.toMatchObject({
      fate: 'permanent',
      obstacle: 'content',
    });
  });
});

describe('a group', () => {
  const group = { ...here, channel: 'wrLine1' };
  const chatTypes = (twin: OpenWecom['twin']) =>
    twin.ledger.calls
      .filter(({ cmd }) => cmd === 'aibot_send_msg')
      .map(({ body }) => (body as { chat_type?: number }).chat_type);

  it('of the desk is said to be one from the beginning', async () => {
    const { twin, platform } = await begin({ groups: ['wrLine1'] });
    twin.group('wrLine1', 'L1');
    await platform.send(group, { text: 'x' }, first);
    expect(chatTypes(twin)).toEqual([2]);
  });

  it('is known as one once WeCom has said so, and not by a guess', async () => {
    const { twin, platform, receives } = await begin();
    twin.group('wrLine1', 'L1');
    const content = { msgtype: 'text', text: { content: '@Deskline hi' } };
    await twin.deliver({ ...content, from: { userid: 'lisi' }, chatid: 'wrLine1' });
    await receives(2);
    await platform.send(group, { text: 'x' }, { ...first, key: 'a' });
    await twin.writes('lisi', 'hi', { group: 'wrLine1' });
    await receives(3);
    await platform.send(group, { text: 'x' }, { ...first, key: 'b' });
    expect(chatTypes(twin)).toEqual([undefined, 2]);
  });
});

describe('the limit of a conversation', () => {
  it('is never exceeded by what is admitted, parts included, and used to the full', async () => {
    let time = 1_760_000_000_000;
    const { twin, platform } = await begin({ surroundings: { now: () => time } });
    twin.faults.limits = true;
    const two = { text: '- 一\n- 二', buttons: [{ id: 'a', label: 'A', value: '' }] };
    const end = time + 10 * 60_000;
    let key = 0;
    let late = 0;
    while (time < end) {
      const wait = platform.admit?.(here, 'send') ?? 0;
      if (wait > 0) {
        time += wait;
        continue;
      }
      const attempt = { key: `k${key}`, again: false };
      const failure = await platform.send(here, key % 3 === 0 ? two : { text: 'x' }, attempt).then(
        () => undefined,
        (error: { retryAfterMs?: number }) => error,
      );
      if (failure) {
        late++;
        time += failure.retryAfterMs ?? 0;
      } else key++;
    }
    const refused = twin.ledger.calls.filter(({ errcode }) => errcode !== 0);
    expect(refused).toEqual([]);
    expect(twin.ledger.posted.length).toBeGreaterThan(9 * 28);
    expect(late).toBeLessThan(12);
  });

  it('holds too where the share has lapsed in a long upload', async () => {
    let time = 1_760_000_000_000;
    const limits = [{ count: 2, ms: 60_000 }];
    const { twin, platform, surroundings } = await begin({ limits, surroundings: { now: () => time } });
    const file = { id: 'f', name: 'a.pdf', mime: 'application/pdf', size: 3 };
    surroundings.readFile = async () => {
      time += 31_000;
      for (const key of ['x', 'y']) await platform.send(here, { text: key }, { key, again: false });
      return { ...file, bytes: Buffer.from('abc') };
    };
    expect(platform.admit?.(here, 'send')).toBe(0);
    const late = platform.send(here, { text: '', files: [file] }, first);
    await expect(late).rejects.toMatchObject({ fate: 'limited', retryAfterMs: 60_000 });
    expect(twin.sent('zhangsan').map(({ text }) => text)).toEqual(['x', 'y']);
  });

  it('is not used again by files that are uploaded: they wait with their message', async () => {
    let time = 1_760_000_000_000;
    const { twin, platform, surroundings } = await begin({ surroundings: { now: () => time } });
    const file = { id: 'f', name: 'a.pdf', mime: 'application/pdf', size: 3 };
    surroundings.files.set('f', { ...file, bytes: Buffer.from('abc') });
    const files = Array.from({ length: 40 }, () => file);
    const uploads = () => twin.ledger.calls.filter(({ cmd }) => cmd === 'aibot_upload_media_finish').length;
    const waits = platform.send(here, { text: '', files }, first);
    await expect(waits).rejects.toMatchObject({ fate: 'limited' });
    expect(uploads()).toBe(30);
    time += 63_000;
    await platform.send(here, { text: '', files }, first);
    expect(uploads()).toBe(40);
    expect(twin.sent('zhangsan')).toHaveLength(40);
  });

  it('is given back where what was admitted never goes', async () => {
    let time = 1_760_000_000_000;
    const limits = [{ count: 2, ms: 60_000 }];
    const { platform } = await begin({ limits, surroundings: { now: () => time } });
    expect([1, 2].map(() => platform.admit?.(here, 'send'))).toEqual([0, 0]);
    expect(platform.admit?.(here, 'send')).toBeGreaterThan(0);
    time += 31_000;
    expect(platform.admit?.(here, 'send')).toBe(0);
  });
});

describe('a pressed card', () => {
  const message = { text: '解决了吗？', buttons: [{ id: 'solved', label: '已解决', value: 't1' }] };

  it('stays as it is where it is too late for a new look', async () => {
    const { twin, says, receives } = await begin();
    await says('zhangsan', message);
    twin.faults.pressMs = -1;
    const [card] = twin.sent('zhangsan');
    if (!card) throw new Error('no card');
    await twin.presses('zhangsan', card, '已解决');
    await receives(2);
    await twin.ledger.until(() => twin.ledger.calls.some(({ errcode }) => errcode === 846605));
    expect(twin.sent('zhangsan')).toEqual([card]);
  });

  it('stays as it is where the limit has no room for a new look', async () => {
    const { twin, says, receives, surroundings } = await begin({ limits: [{ count: 1, ms: 60_000 }] });
    await says('zhangsan', message);
    const [card] = twin.sent('zhangsan');
    if (!card) throw new Error('no card');
    await twin.presses('zhangsan', card, '已解决');
    await receives(2);
    await open.platform.stop();
    expect(surroundings.logs.map((log) => log.message)).toContain('no room to show a press');
    expect(twin.ledger.calls.map(({ cmd }) => cmd)).not.toContain('aibot_respond_update_msg');
  });

  it('is not answered where it took too long to store the press', async () => {
    let skipped = 0;
    const { twin, says, receives, surroundings } = await begin({
      surroundings: { now: () => Date.now() + skipped },
      async store({ kind }) {
        if (kind === 'action') skipped = 6_000;
      },
    });
    await says('zhangsan', message);
    const [card] = twin.sent('zhangsan');
    if (!card) throw new Error('no card');
    await twin.presses('zhangsan', card, '已解决');
    await receives(2);
    await open.platform.stop();
    expect(surroundings.logs.map((log) => log.message)).toContain('too late to show a press');
    expect(twin.ledger.calls.map(({ cmd }) => cmd)).not.toContain('aibot_respond_update_msg');
  });
});
