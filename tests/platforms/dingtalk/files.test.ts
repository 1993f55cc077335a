import { inflateRawSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileRef } from '../../../src/platforms/platform.ts';
import { attempt, GROUP, open, placeOf, say, type Opened } from './opened.ts';

let opened: Opened | undefined;

async function start(): Promise<Opened> {
  opened = await open();
  for (const [name, bytes] of Object.entries(FILES)) {
    opened.surroundings.files.set(name, {
      name,
      mime: 'application/octet-stream',
      bytes: Buffer.from(bytes),
    });
  }
  return opened;
}

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

const FILES = { 'shot.png': 'PNG', 'guide.pdf': 'PDF', '\u65e5\u5fd7.log': 'a line\n'.repeat(100) };
const ANN = placeOf('ann');
const ref = (name: string): FileRef => ({ id: name, name, mime: 'application/octet-stream', size: 1 });

describe('files to somebody', () => {
  it('follow the text: pictures, documents, and anything else in a ZIP', async () => {
    const { twin, platform } = await start();
    await twin.writes('ann', 'hi');
    await platform.send(ANN, { text: 'Look', files: Object.keys(FILES).map(ref) }, attempt('1'));
    const sent = twin.sent('ann');
    expect(sent.map(({ text }) => text)).toEqual(['Look', '', '', '']);
    const [picture, guide, log] = sent.slice(1).map(({ files: [file] }) => file);
    expect(picture).toEqual({ name: 'shot.png', bytes: Buffer.from('PNG') });
    expect(guide).toEqual({ name: 'guide.pdf', bytes: Buffer.from('PDF') });
    expect(log?.name).toBe('\u65e5\u5fd7.log.zip');
    const archive = log?.bytes ?? Buffer.alloc(0);
    const start30 = 30 + archive.readUInt16LE(26);
    expect(archive.subarray(30, start30).toString()).toBe('\u65e5\u5fd7.log');
    const packed = archive.subarray(start30, start30 + archive.readUInt32LE(18));
    expect(inflateRawSync(packed).toString()).toBe(FILES['\u65e5\u5fd7.log']);
  });

  it('that cannot be handed over are named under the text', async () => {
    const { twin, platform } = await start();
    twin.fails('media/upload', { body: { errcode: 40004, errmsg: 'no' } });
    const files = [ref('guide.pdf'), ref('lost.pdf')];
    const receipt = await platform.send(ANN, { text: 'Look', files }, attempt('1'));
    expect(receipt.lostFiles).toEqual(['guide.pdf', 'lost.pdf']);
    expect(twin.sent('ann').map(({ text }) => text)).toEqual([
      'Look',
      `${say('dingtalk.file-not-sent')} guide.pdf, lost.pdf`,
    ]);
  });

  it('that are all there was are an error when they cannot', async () => {
    const { twin, platform } = await start();
    await expect(
      platform.send(ANN, { text: '', files: [ref('lost.pdf')] }, attempt('1')),
    ).rejects.toMatchObject({
      fate: 'permanent',
      obstacle: 'file',
    });
    expect(twin.all()).toEqual([]);
  });

  it('are tried again without the text that has arrived', async () => {
    const { twin, platform } = await start();
    twin.fails('media/upload', { status: 500, body: {} });
    const message = { text: 'Look', files: [ref('guide.pdf')] };
    await expect(platform.send(ANN, message, attempt('1'))).rejects.toMatchObject({ fate: 'transient' });
    await platform.send(ANN, message, attempt('1'));
    expect(twin.sent('ann').map(({ text, files }) => [text, files.length])).toEqual([
      ['Look', 0],
      ['', 1],
    ]);
  });
});

describe('files of somebody', () => {
  it('are named in the event and can be had', async () => {
    const { twin, platform, events } = await start();
    const bytes = Buffer.from('log');
    await twin.writes('ann', '', { files: [{ name: 'a.log', bytes }] });
    await twin.writes('ann', 'see', { group: GROUP, files: [{ name: 'x.png', bytes }] });
    const files = events.flatMap((event) => (event.kind === 'message' ? event.files : []));
    expect(files.map(({ name, mime }) => [name, mime])).toEqual([
      ['a.log', 'text/plain'],
      ['image.jpg', 'image/jpeg'],
    ]);
    for (const file of files) expect((await platform.download?.(file))?.bytes).toEqual(bytes);
  });

  it('that are gone are gone for good; what only failed may come', async () => {
    const { twin, platform } = await start();
    await expect(platform.download?.(ref('no-such-code'))).rejects.toMatchObject({ fate: 'permanent' });
    twin.fails('messageFiles/download', { status: 500, body: {} });
    await expect(platform.download?.(ref('code1'))).rejects.toMatchObject({ fate: 'transient' });
  });

  it.each([
    'ftp://127.0.0.1/x',
    'http://example.com/x',
    'https://169.254.169.254/x',
    'https://[::1]/x',
    'https://localhost/x',
    'file:///etc/passwd',
    'nothing',
  ])('are not fetched from %s', async (downloadUrl) => {
    const { twin, platform } = await start();
    twin.fails('messageFiles/download', { body: { downloadUrl } });
    await expect(platform.download?.(ref('code1'))).rejects.toMatchObject({
      fate: 'permanent',
      obstacle: 'file',
    });
  });

  it('are asked for no faster than the vendor allows: they wait for their turn', async () => {
    opened = await open({
      platform: {
        pause: async (ms) => {
          clock.now += ms;
        },
      },
    });
    const { twin, platform, clock } = opened;
    twin.cloud.downloads.set('code1', { name: 'a.log', bytes: Buffer.from('log') });
    const begun = clock.now;
    for (let index = 0; index < 40; index++) await platform.download?.(ref('code1'));
    expect(clock.now - begun).toBe(2_000);
    expect(twin.ledger.callsOf('messageFiles/download')).toBe(40);
  });

  it('that are asked for too fast are asked for again, and nothing else waits', async () => {
    opened = await open({ platform: { pause: async (ms) => void (clock.now += ms) } });
    const { twin, platform, clock } = opened;
    twin.cloud.downloads.set('code1', { name: 'a.log', bytes: Buffer.from('log') });
    twin.fails('messageFiles/download', { status: 403, body: { code: 'x.QpsLimitForApi' } }, 2);
    const download = platform.download?.(ref('code1'));
    await twin.ledger.until(() => twin.ledger.callsOf('messageFiles/download') > 0);
    expect(platform.admit?.(ANN, 'send')).toBe(0);
    expect((await download)?.bytes.toString()).toBe('log');
  });

  it('are not read further than 20 MB', async () => {
    const { twin, platform } = await start();
    twin.cloud.downloads.set('big', { name: 'big', bytes: Buffer.alloc(20 * 1024 * 1024 + 1) });
    await expect(platform.download?.(ref('big'))).rejects.toMatchObject({
      fate: 'permanent',
      obstacle: 'file',
    });
  });
});
