import { describe, expect, it } from 'vitest';
import { DeliveryError, type Receipt } from '../../../src/platforms/platform.ts';
import { DESK, openSetting, standingClock, type Setting, type SettingOptions } from './setting.ts';

const file = { id: 'f1', name: 'guide.pdf', mime: 'application/pdf', size: 3 };
const message = { text: 'see', files: [file] };

async function withFile(options: SettingOptions = {}): Promise<Setting> {
  const setting = await openSetting(options);
  await setting.connected();
  setting.surroundings.files.set('f1', { name: file.name, mime: file.mime, bytes: Buffer.from('pdf') });
  return setting;
}

/** Sends as the outbox does: again after what isn't for good, and as in doubt once it was. */
async function sent({ platform, desk }: Setting): Promise<{ fates: string[]; receipt: Receipt }> {
  const fates: string[] = [];
  for (let tries = 0; tries < 10; tries += 1) {
    try {
      const receipt = await platform.send(desk, message, { key: 'k', again: fates.includes('unknown') });
      return { fates, receipt };
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.fate === 'permanent') throw error;
      fates.push(error.fate);
    }
  }
  throw new Error('never done');
}

const sendUntilDone = async (setting: Setting) => (await sent(setting)).fates;

describe('a file for Slack', () => {
  it.each([
    ['no connection', { line: 'cut-before' }, 'transient'],
    ['too many calls', { status: 429, retryAfter: 0 }, 'limited'],
    ['trouble at Slack', { status: 500 }, 'transient'],
  ] as const)('is handed over later after %s, with its text', async (_, fault, fate) => {
    const setting = await withFile();
    const { twin } = setting;
    twin.fail('files.getUploadURLExternal', fault);
    expect(await sendUntilDone(setting)).toEqual([fate]);
    expect(twin.sent(DESK)).toMatchObject([{ text: 'see' }, { files: [{ bytes: Buffer.from('pdf') }] }]);
  });

  it.each([
    ['too many calls', { status: 429, retryAfter: 0 }],
    ['trouble at Slack', { status: 500 }],
    ['a cut before it is shown', { line: 'cut-before' }],
    ['a cut after it is shown', { line: 'cut-after' }],
  ] as const)('is shown once after %s', async (_, fault) => {
    const setting = await withFile();
    const { twin } = setting;
    twin.fail('files.completeUploadExternal', fault);
    expect(await sendUntilDone(setting)).toEqual(['unknown']);
    expect(twin.sent(DESK)).toMatchObject([{ text: 'see' }, { files: [{ bytes: Buffer.from('pdf') }] }]);
  });

  it('does not keep its text for ever', async () => {
    const setting = await withFile();
    const { twin } = setting;
    const broken = Array.from({ length: 10 }, () => ({ status: 500 }));
    twin.fail('files.getUploadURLExternal', ...broken);
    const { fates, receipt } = await sent(setting);
    expect(fates.length).toBe(3);
    expect(receipt.lostFiles).toEqual(['guide.pdf']);
    expect(twin.sent(DESK).map(({ text }) => text)).toEqual(['see\n\nNot delivered: guide.pdf']);
  });

  it('is tried anew with its text, as long as nobody has read that it is missing', async () => {
    const setting = await withFile();
    const { twin } = setting;
    const away = Array.from({ length: 4 }, () => ({ status: 500 }));
    twin.fail('files.getUploadURLExternal', ...away);
    twin.fail('chat.postMessage', { error: 'service_unavailable' });
    expect((await sendUntilDone(setting)).length).toBe(4);
    expect(twin.sent(DESK)).toMatchObject([{ text: 'see' }, { files: [{ bytes: Buffer.from('pdf') }] }]);
  });

  it('is waited for as long as it is only too much', async () => {
    const setting = await withFile();
    const { twin } = setting;
    const limited = Array.from({ length: 6 }, () => ({ status: 429, retryAfter: 0 }));
    twin.fail('files.completeUploadExternal', ...limited);
    expect(await sendUntilDone(setting)).toEqual(['unknown', ...Array.from({ length: 5 }, () => 'limited')]);
    expect(twin.sent(DESK)).toMatchObject([{ text: 'see' }, { files: [{ bytes: Buffer.from('pdf') }] }]);
  });

  it('that never can be shown is named once, as a post like any other', async () => {
    const clock = standingClock();
    const setting = await withFile(clock.options);
    const { twin, platform, desk } = setting;
    expect(platform.admit?.(desk, 'send')).toBe(0);
    twin.fail('files.completeUploadExternal', { error: 'internal' });
    const sending = sendUntilDone(setting);
    await twin.when(() => twin.calledAt('files.completeUploadExternal').length === 1);
    await clock.askedOften();
    twin.fail('chat.postMessage', { line: 'cut-after' });
    expect(twin.sent(DESK).length).toBe(1);
    clock.pass(1);
    expect(await sending).toEqual(['unknown']);
    const apology = twin.calls.findLast(({ method }) => method === 'chat.postMessage');
    expect(twin.sent(DESK).map(({ text }) => text)).toEqual(['see', 'Not delivered: guide.pdf']);
    expect(apology?.args).toMatchObject({
      unfurl_links: 'false',
      unfurl_media: 'false',
      metadata: expect.stringContaining('"part":"apology"') as string,
    });
  });

  it('goes when its message is taken back', async () => {
    const setting = await withFile();
    const { twin, platform, desk } = setting;
    const { messageId } = await platform.send(desk, message, { key: 'k', again: false });
    await platform.recall?.(desk, messageId);
    expect(twin.sent(DESK).map(({ deleted }) => deleted)).toEqual([true, true]);
    expect(twin.world.files.size).toBe(0);
  });

  it('goes in a thread too, when a process takes it back that did not send it', async () => {
    const first = await withFile();
    const root = await first.platform.send(first.desk, { text: 'root' }, { key: 'root', again: false });
    const thread = { ...first.desk, thread: root.messageId };
    const { messageId } = await first.platform.send(thread, message, { key: 'k', again: false });
    await first.platform.send(thread, message, { key: 'later', again: false });
    const second = await openSetting({
      surroundings: { sentMessage: async (_, id) => (id === messageId ? message : undefined) },
    });
    await second.connected();
    second.twin.world.posts.push(...first.twin.world.posts);
    for (const [id, bytes] of first.twin.world.files) second.twin.world.files.set(id, bytes);
    await second.platform.recall?.(second.desk, messageId);
    expect(second.twin.sent(DESK).map(({ deleted }) => deleted)).toEqual([false, true, true, false, false]);
  });

  it('is said to be still there where it is not found', async () => {
    const setting = await withFile({ surroundings: { sentMessage: async () => message } });
    const { twin, platform, desk } = setting;
    const { messageId } = await platform.send(desk, { text: 'see' }, { key: 'k', again: false });
    await expect(platform.recall?.(desk, messageId)).rejects.toMatchObject({
      fate: 'permanent',
      obstacle: 'file',
    });
    expect(twin.sent(DESK)).toMatchObject([{ deleted: true }]);
  });
});
