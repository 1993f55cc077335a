import { afterEach, describe, expect, it } from 'vitest';
import { openWecom, type OpenWecom, type WecomOptions } from './open-wecom.ts';

let open: OpenWecom;
const begin = async (options: WecomOptions = {}) => (open = await openWecom(options));
afterEach(() => open.close());

describe('what comes from WeCom', () => {
  it('is a message of a direct chat, once stored', async () => {
    const { twin, received, receives } = await begin();
    const id = await twin.writes('zhangsan', '打印机坏了');
    await receives(1);
    expect(received[0]).toMatchObject({
      kind: 'message',
      keys: [id],
      messageId: id,
      text: '打印机坏了',
      tenant: 'aib-deskline',
      place: { channel: 'zhangsan', kind: 'direct' },
      sender: { userId: 'zhangsan', kind: 'member' },
    });
  });

  it('is a mention in a group, without the bot\u2019s name, and with the ticket that is quoted', async () => {
    const { twin, received, receives, says } = await begin();
    twin.group('wrLine1', 'L1');
    await says('wrLine1', { text: '**#IT-2026-000123** 等待认领' });
    const [quote] = twin.sent('wrLine1');
    await twin.writes('lisi', '认领', { group: 'wrLine1', quote });
    await receives(1);
    expect(received[0]).toMatchObject({
      text: '认领',
      mention: true,
      quotedTicket: 'IT-2026-000123',
      place: { channel: 'wrLine1', kind: 'channel' },
    });
  });

  it('without ids and chats is understood: it is answered where it happened', async () => {
    const { twin, received, receives, says } = await begin();
    twin.group('wrLine1', 'L1');
    twin.faults.bareCallbacks = true;
    await twin.enters('zhangsan');
    await twin.writes('zhangsan', '打印机坏了');
    const { messageId } = await says('wrLine1', {
      text: '新工单',
      buttons: [{ id: 'claim', label: '认领', value: 't1' }],
    });
    const [card] = twin.sent('wrLine1');
    if (!card) throw new Error('no card');
    await twin.presses('lisi', card, '认领');
    await receives(3);
    expect(received).toMatchObject([
      { kind: 'joined', place: { channel: 'zhangsan', kind: 'direct' } },
      { kind: 'message', text: '打印机坏了' },
      { kind: 'action', action: 'claim', messageId, place: { channel: 'wrLine1', kind: 'channel' } },
    ]);
    const keys = received.map((event) => event.keys[0]);
    expect(keys.every((key) => key.startsWith('req:'))).toBe(true);
    expect(new Set(keys).size).toBe(3);
    await twin.ledger.until(() => twin.ledger.calls.some(({ cmd }) => cmd === 'aibot_respond_update_msg'));
  });

  it('leaves out a name of several words once two commands have shown it', async () => {
    const { twin, received, receives } = await begin({ isCommand: (text) => /^认领 \d+$/.test(text) });
    const writes = async (content: string) =>
      twin.deliver({
        msgtype: 'text',
        text: { content },
        from: { userid: 'lisi' },
        chattype: 'group',
        chatid: 'wrLine1',
      });
    for (const text of ['@IT Helpdesk 认领 1', '认领 2 @IT Helpdesk', '分配 3 @张三 @IT Helpdesk'])
      await writes(text);
    await receives(3);
    expect(received.map((event) => (event.kind === 'message' ? event.text : ''))).toEqual([
      '认领 1',
      '认领 2',
      '分配 3 @张三',
    ]);
  });

  it('brings files that can be read: pictures with the text, others on their own', async () => {
    const { twin, platform, received, receives } = await begin();
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100, 7)]);
    const log = Buffer.from('error 809\n'.repeat(50));
    await twin.writes('zhangsan', '看图', {
      files: [
        { name: '截图.png', bytes: png },
        { name: '日志 1.log', bytes: log },
      ],
    });
    await receives(2);
    const files = received.flatMap((event) => (event.kind === 'message' ? event.files : []));
    expect(received[0]).toMatchObject({ text: '看图' });
    const [picture, text] = await Promise.all(files.map(async (file) => platform.download?.(file)));
    expect(picture).toEqual({ name: '截图.png', mime: 'image/png', bytes: png });
    expect(text).toEqual({ name: '日志 1.log', mime: 'application/octet-stream', bytes: log });
  });

  it('gives the file in spite of a name that can\u2019t be decoded, and says when it is gone', async () => {
    const { twin, platform, received, receives } = await begin();
    twin.cloud.files.disposition = () => 'attachment; filename="%E0%A4%A.log"';
    await twin.writes('zhangsan', '', { files: [{ name: 'a.log', bytes: Buffer.from('x') }] });
    await receives(1);
    const [event] = received;
    const [file] = event?.kind === 'message' ? event.files : [];
    if (!file) throw new Error('no file');
    expect(await platform.download?.(file)).toMatchObject({ name: '%E0%A4%A.log', bytes: Buffer.from('x') });
    twin.cloud.files.forget('/file/1');
    await expect(platform.download?.(file)).rejects.toMatchObject({ fate: 'permanent', obstacle: 'file' });
  });

  it('refuses files from elsewhere', async () => {
    const { platform } = await begin();
    const file = { name: 'x', mime: 'x', size: 0 };
    const elsewhere = [
      'http://intranet.example.com/x',
      'https://localhost/x',
      'https://2130706433/x',
      'https://[::ffff:169.254.169.254]/x',
      'file:///etc/passwd',
      'nonsense',
    ];
    for (const url of elsewhere) {
      const id = JSON.stringify({ url });
      await expect(platform.download?.({ ...file, id })).rejects.toMatchObject({ fate: 'permanent' });
    }
  });

  it('counts encrypted ids as external and tells the operator, unless they are accepted', async () => {
    const { twin, received, receives, surroundings } = await begin();
    twin.account({ id: 'stranger', name: 'Stranger', kind: 'external' });
    await twin.writes('stranger', 'hello');
    await receives(1);
    expect(received[0]?.sender.kind).toBe('external');
    expect(surroundings.alerts.map(({ code }) => code)).toEqual(['encrypted-ids']);
    await open.close();

    const other = await begin({ acceptEncryptedIds: true });
    other.twin.account({ id: 'stranger', name: 'Stranger', kind: 'external' });
    await other.twin.writes('stranger', 'hello');
    await other.receives(1);
    expect(other.received[0]?.sender.kind).toBe('member');
    expect(other.surroundings.alerts).toEqual([]);
  });
});

describe('what goes to WeCom', () => {
  it('is pushed as Markdown, and in a long text nothing is missing', async () => {
    const { twin, says } = await begin();
    await twin.writes('zhangsan', 'hi');
    const text = Array.from({ length: 900 }, (_, i) => `第 ${i} 步：请重新启动打印机，然后再试一次。`).join(
      '\n\n',
    );
    await says('zhangsan', { text });
    const parts = twin.sent('zhangsan');
    expect(parts.length).toBe(3);
    expect(parts.map((part) => part.text).join('')).toBe(text);
  });

  it('shows buttons on a card, six at a time, and a press of any of them comes back', async () => {
    const { twin, says, received, receives } = await begin();
    await twin.writes('zhangsan', 'hi');
    const buttons = Array.from({ length: 8 }, (_, i) => ({
      id: 'choose',
      label: `选项 ${i}`,
      value: String(i),
    }));
    const { messageId } = await says('zhangsan', { text: '哪一个？', buttons });
    const cards = twin.sent('zhangsan');
    expect(cards.map((card) => card.buttons.length)).toEqual([6, 2]);
    const [, second] = cards;
    if (!second) throw new Error('no card');
    await twin.presses('zhangsan', second, '选项 7');
    await receives(2);
    expect(received[1]).toMatchObject({ kind: 'action', action: 'choose', value: '7', messageId });
    await twin.ledger.until(() => twin.ledger.calls.some(({ cmd }) => cmd === 'aibot_respond_update_msg'));
    expect(twin.sent('zhangsan').map((card) => card.buttons.length)).toEqual([6, 0]);
    expect(twin.sent('zhangsan')[1]?.text).toContain('✓ 已收到：选项 7');
  });

  it('sends files after the text, in pieces, one after the other', async () => {
    const { twin, says, surroundings } = await begin();
    await twin.writes('zhangsan', 'hi');
    const bytes = Buffer.alloc(700_000, 'deskline ');
    surroundings.files.set('f1', { name: '说明.pdf', mime: 'application/pdf', bytes });
    await says('zhangsan', {
      text: '请看附件',
      files: [{ id: 'f1', name: '说明.pdf', mime: 'application/pdf', size: bytes.length }],
    });
    const [text, file] = twin.sent('zhangsan');
    expect(text?.text).toBe('请看附件');
    expect(file?.files.map(({ name }) => name)).toEqual(['说明.pdf']);
    expect(file?.files[0]?.bytes.equals(bytes)).toBe(true);
    expect(twin.ledger.calls.filter(({ cmd }) => cmd === 'aibot_upload_media_chunk')).toHaveLength(3);
  });

  it('keeps the text and names the file where a file can\u2019t be handed over', async () => {
    const { twin, says } = await begin();
    await twin.writes('zhangsan', 'hi');
    const files = [{ id: 'lost', name: 'a*b.pdf', mime: 'application/pdf', size: 5 }];
    const receipt = await says('zhangsan', { text: '请看附件', files });
    expect(receipt.lostFiles).toEqual(['a*b.pdf']);
    expect(twin.sent('zhangsan').map(({ text }) => text)).toEqual(['请看附件', '⚠️ 文件没有送达：a*b.pdf']);
    await expect(says('zhangsan', { text: '', files })).rejects.toMatchObject({ obstacle: 'file' });
    expect(twin.sent('zhangsan')).toHaveLength(2);
  });

  it('names a file too that WeCom refuses after the text, or that is gone at the next try', async () => {
    const { twin, says, surroundings } = await begin();
    await twin.writes('zhangsan', 'hi');
    const file = { id: 'f1', name: 'a.pdf', mime: 'application/pdf', size: 3 };
    surroundings.files.set('f1', { ...file, bytes: Buffer.from('abc') });
    const message = { text: '请看附件', files: [file] };
    const shown = ['请看附件', '⚠️ 文件没有送达：a.pdf'];
    // Three steps of the upload and the text go through.
    twin.faults.codes = [0, 0, 0, 0, 40007];
    await says('zhangsan', message, 'one');
    expect(twin.sent('zhangsan').map(({ text }) => text)).toEqual(shown);
    twin.faults.codes = [0, 0, 0, 0, -1];
    await expect(says('zhangsan', message, 'two')).rejects.toMatchObject({ fate: 'transient' });
    surroundings.files.clear();
    await says('zhangsan', message, 'two');
    expect(twin.sent('zhangsan').map(({ text }) => text)).toEqual([...shown, ...shown]);
  });

  it('is tried again with its file where the connection was cut in the upload', async () => {
    const { twin, says, surroundings, connected } = await begin();
    await twin.writes('zhangsan', 'hi');
    const file = { id: 'f1', name: 'a.pdf', mime: 'application/pdf', size: 3 };
    surroundings.files.set('f1', { ...file, bytes: Buffer.from('abc') });
    twin.faults.silentRequests = true;
    const failed = says('zhangsan', { text: '请看附件', files: [file] }, 'k').catch(
      (error: unknown) => error,
    );
    await twin.ledger.until(() => twin.ledger.calls.some(({ cmd }) => cmd === 'aibot_upload_media_init'));
    twin.cloud.cut();
    expect(await failed).toMatchObject({ fate: 'transient' });
    twin.faults.silentRequests = false;
    await twin.ledger.until(() => twin.ledger.connections.authenticated === 2);
    await connected();
    await says('zhangsan', { text: '请看附件', files: [file] }, 'k');
    expect(twin.sent('zhangsan').map(({ text, files }) => [text, files.length])).toEqual([
      ['请看附件', 0],
      ['', 1],
    ]);
  });

  it('is tried again with its file where WeCom falters in the upload, and loses none', async () => {
    const { twin, says, surroundings } = await begin();
    await twin.writes('zhangsan', 'hi');
    const file = { id: 'f1', name: 'a.pdf', mime: 'application/pdf', size: 3 };
    surroundings.files.set('f1', { ...file, bytes: Buffer.from('abc') });
    const message = { text: '请看附件', files: [file] };
    twin.faults.codes = [0, -1, -1, -1];
    await expect(says('zhangsan', message, 'k')).rejects.toMatchObject({ fate: 'transient' });
    twin.faults.codes = [0, 45009];
    await expect(says('zhangsan', message, 'k')).rejects.toMatchObject({ fate: 'limited' });
    expect(twin.sent('zhangsan')).toEqual([]);
    await says('zhangsan', message, 'k');
    expect(twin.sent('zhangsan').map(({ text, files }) => [text, files.length])).toEqual([
      ['请看附件', 0],
      ['', 1],
    ]);
  });

  it('is refused for good where somebody has never written', async () => {
    const { says, twin } = await begin();
    await expect(says('wangwu', { text: 'hi' })).rejects.toMatchObject({
      fate: 'permanent',
      obstacle: 'unreachable',
    });
    expect(twin.all()).toEqual([]);
  });

  it('answers one person in his own chat, or names him in the group where that is not possible', async () => {
    const { twin, platform, received, receives } = await begin();
    twin.group('wrLine1', 'L1');
    await twin.writes('lisi', '认领 1', { group: 'wrLine1' });
    await receives(1);
    const place = received[0]?.place;
    if (!place) throw new Error('no place');
    await platform.sendPrivately?.(place, 'lisi', { text: '已被认领' }, { key: 'a', again: false });
    expect(twin.sent('wrLine1').map(({ text }) => text)).toEqual(['<@lisi>\n\n已被认领']);
    await twin.writes('lisi', 'hi');
    await platform.sendPrivately?.(place, 'lisi', { text: '已被认领' }, { key: 'b', again: false });
    expect(twin.sent('lisi').map(({ text }) => text)).toEqual(['已被认领']);
  });

  it('welcomes who opens the chat under the event\u2019s id, once, and pushes when that is over', async () => {
    let skipped = 0;
    const { twin, says, receives } = await begin({ surroundings: { now: () => Date.now() + skipped } });
    await twin.enters('zhangsan');
    await receives(1);
    await says('zhangsan', { text: '你好，**张三**' });
    expect(twin.sent('zhangsan')).toMatchObject([{ text: '你好，张三', body: { msgtype: 'text' } }]);
    await expect(says('zhangsan', { text: '又' })).rejects.toMatchObject({ obstacle: 'unreachable' });

    await twin.writes('lisi', 'hi');
    await twin.enters('lisi');
    await receives(3);
    skipped = 6_000;
    await says('lisi', { text: '你好' });
    expect(twin.sent('lisi')).toMatchObject([{ text: '你好', body: { msgtype: 'markdown' } }]);
    const cmds = twin.ledger.calls.map(({ cmd }) => cmd);
    expect(cmds.filter((cmd) => cmd === 'aibot_respond_welcome_msg')).toHaveLength(1);
  });

  it.each([
    ['formatted', { text: '试试**重启**打印机' }],
    [
      'a list with buttons',
      { text: '请选择：\n\n- 一\n- 二', buttons: [{ id: 'a', label: '一', value: '' }] },
    ],
  ])('is pushed as it is where as a welcome it would lose its shape: %s', async (_, message) => {
    const { twin, says, receives } = await begin();
    await twin.writes('zhangsan', 'hi');
    await twin.enters('zhangsan');
    await receives(2);
    await says('zhangsan', message);
    expect(twin.sent('zhangsan')[0]).toMatchObject({ body: { msgtype: 'markdown' } });
    expect(twin.ledger.calls.map(({ cmd }) => cmd)).not.toContain('aibot_respond_welcome_msg');
    await says('zhangsan', { text: '你好', buttons: [{ id: 'a', label: '一', value: '' }] });
    expect(twin.sent('zhangsan').at(-1)?.buttons).toEqual(['一']);
    expect(twin.ledger.calls.at(-1)?.cmd).toBe('aibot_respond_welcome_msg');
  });

  it('is pushed, and not cut to a welcome, where it is too long for one', async () => {
    const { twin, says, receives } = await begin();
    await twin.writes('zhangsan', 'hi');
    await twin.enters('zhangsan');
    await receives(2);
    const text = '请重新启动打印机。'.repeat(900);
    await says('zhangsan', { text });
    expect(
      twin
        .sent('zhangsan')
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });
});
