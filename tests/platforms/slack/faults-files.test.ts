import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../../src/platforms/platform.ts';
import { DESK, openSetting, type Setting } from './setting.ts';

const file = { id: 'f1', name: 'guide.pdf', mime: 'application/pdf', size: 3 };
const message = { text: 'see', files: [file] };

async function withFile(): Promise<Setting> {
  const setting = await openSetting();
  await setting.connected();
  setting.surroundings.files.set('f1', { name: file.name, mime: file.mime, bytes: Buffer.from('pdf') });
  return setting;
}

/** Sends as the outbox does: again after what isn't for good, and as in doubt once it was. Gives the fates. */
async function sendUntilDone({ platform, desk }: Setting): Promise<string[]> {
  const fates: string[] = [];
  for (let tries = 0; tries < 10; tries += 1) {
    try {
      await platform.send(desk, message, { key: 'k', again: fates.includes('unknown') });
      return fates;
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.fate === 'permanent') throw error;
      fates.push(error.fate);
    }
  }
  throw new Error('never done');
}

describe('a file for Slack', () => {
  it.each([
    ['no connection', { line: 'cut-before' }],
    ['too many calls', { status: 429, retryAfter: 0 }],
    ['trouble at Slack', { status: 500 }],
  ] as const)('is handed over later after %s, with its text', async (_, fault) => {
    const setting = await withFile();
    const { twin } = setting;
    twin.fail('files.getUploadURLExternal', fault);
    expect(await sendUntilDone(setting)).toEqual(['transient']);
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
    expect((await sendUntilDone(setting)).length).toBe(3);
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
});
