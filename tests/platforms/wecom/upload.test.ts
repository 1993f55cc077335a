import { describe, expect, it } from 'vitest';
import { RequestError, requestError } from '../../../src/platforms/wecom/errors.ts';
import type { Command } from '../../../src/platforms/wecom/requests.ts';
import { upload } from '../../../src/platforms/wecom/upload.ts';

const file = { name: 'a.pdf', mime: 'application/pdf', bytes: Buffer.from('abc') };
const answers: Partial<Record<Command, object>> = {
  aibot_upload_media_init: { upload_id: 'u1' },
  aibot_upload_media_finish: { media_id: 'm1' },
};

/** Uploads while the first requests fail with these; gives what was asked for, and what came of it. */
async function uploadWith(failures: unknown[]) {
  const asked: Command[] = [];
  const request = async (cmd: Command) => {
    asked.push(cmd);
    const failure = failures.shift();
    if (failure !== undefined) throw requestError(cmd, failure);
    return answers[cmd] ?? {};
  };
  const end = await upload({ request }, file, { uploadAgainMs: 0 }).catch((error: unknown) => error);
  return { asked: asked.map((cmd) => cmd.replace('aibot_upload_media_', '')), end };
}

const silence = new Error('Reply ack timeout (5000ms)');
const busy = { errcode: -1 };

describe('an upload', () => {
  it.each([
    ['silence', silence],
    ['a busy moment', busy],
    ['a lost subscription', { errcode: 846609 }],
  ])('goes on after %s', async (_, failure) => {
    const { asked, end } = await uploadWith([failure, failure]);
    expect(end).toEqual({ msgtype: 'file', file: { media_id: 'm1' } });
    expect(asked).toEqual(['init', 'init', 'init', 'chunk', 'finish']);
  });

  it.each([
    ['silence', silence],
    ['a busy moment', busy],
    ['a cut', new Error('WebSocket disconnected')],
  ])('that meets nothing but %s may be tried again: nobody has seen it', async (_, failure) => {
    const { end } = await uploadWith([failure, failure, failure]);
    expect(end).toBeInstanceOf(RequestError);
    expect(end).toMatchObject({ fate: 'transient' });
  });

  it.each([
    ['where it is refused', { errcode: 40058 }, { fate: 'permanent', obstacle: 'content' }],
    ['where it comes too often', { errcode: 45009 }, { fate: 'limited', retryAfterMs: 60_000 }],
    ['without a connection', new Error('WebSocket not connected'), { fate: 'transient' }],
  ])('ends at once %s', async (_, failure, expected) => {
    const { asked, end } = await uploadWith([failure]);
    expect(asked).toEqual(['init']);
    expect(end).toMatchObject(expected);
  });
});
