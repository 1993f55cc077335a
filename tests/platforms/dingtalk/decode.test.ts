import { describe, expect, it } from 'vitest';
import { cardPressIn, decodeMessage, decodePress } from '../../../src/platforms/dingtalk/decode.ts';
import { isQuotaNotice, robotMessage } from '../../../src/platforms/dingtalk/frames.ts';
import { pressText } from '../../../src/platforms/dingtalk/press.ts';

const dm = {
  conversationId: 'cid1==',
  conversationType: '1',
  chatbotCorpId: 'ding1',
  chatbotUserId: '$:LWCP_v1:$bot',
  robotCode: 'dingrobot',
  msgId: 'msg1==',
  msgtype: 'text',
  text: { content: 'printer dead' },
  senderNick: 'Li Lei',
  senderStaffId: 'manager123',
  senderId: '$:LWCP_v1:$li',
  senderCorpId: 'ding1',
  isAdmin: true,
  createAt: 1_760_000_000_000,
};

function decoded(changes: object) {
  return decodeMessage(robotMessage.parse({ ...dm, ...changes }), { tenant: 'app', now: 5 });
}

describe('a frame becomes', () => {
  it('a message in a direct chat, whose channel is what can be pushed to', () => {
    expect(decoded({})).toEqual({
      platform: 'dingtalk',
      tenant: 'app',
      keys: ['msg1=='],
      place: { platform: 'dingtalk', tenant: 'app', channel: 'manager123', kind: 'direct' },
      sender: { userId: 'manager123', name: 'Li Lei', kind: 'member' },
      at: 1_760_000_000_000,
      kind: 'message',
      messageId: 'msg1==',
      text: 'printer dead',
      files: [],
      quotedTicket: undefined,
    });
  });

  it('a mention in a group, without the space where the mention stood', () => {
    expect(decoded({ conversationType: '2', text: { content: ' \u8ba4\u9886 123 ' } })).toMatchObject({
      place: { channel: 'cid1==', kind: 'channel' },
      text: '\u8ba4\u9886 123',
      mention: true,
    });
  });

  it.each([
    ['empty staff id', { senderStaffId: '' }, { userId: '$:LWCP_v1:$li', kind: 'external' }],
    ['another organisation', { senderCorpId: 'ding2' }, { userId: '$:LWCP_v1:$li', kind: 'external' }],
    ['no staff id at all', { senderStaffId: undefined }, { kind: 'external' }],
    ['the bot itself', { senderId: '$:LWCP_v1:$bot' }, { kind: 'self' }],
    ['no name', { senderNick: undefined }, { name: 'manager123', kind: 'member' }],
  ])('a message of somebody else: %s', (_, changes, sender) => {
    expect(decoded(changes).sender).toMatchObject(sender);
  });

  it.each([
    [
      'picture',
      { msgtype: 'picture', content: { downloadCode: 'd1', pictureDownloadCode: 'p' } },
      '',
      ['image.jpg'],
    ],
    [
      'file',
      { msgtype: 'file', content: { downloadCode: 'd1', fileName: 'a.log', fileId: '1' } },
      '',
      ['a.log'],
    ],
    [
      'video',
      { msgtype: 'video', content: { downloadCode: 'd1', duration: 3, videoType: 'mp4' } },
      '',
      ['video.mp4'],
    ],
    [
      'voice that was understood',
      { msgtype: 'audio', content: { downloadCode: 'd1', recognition: '\u6253\u5370\u673a' } },
      '\u6253\u5370\u673a',
      [],
    ],
    [
      'voice that was not',
      { msgtype: 'audio', content: { downloadCode: 'd1', recognition: '' } },
      '',
      ['voice.amr'],
    ],
    [
      'rich text',
      {
        msgtype: 'richText',
        content: {
          richText: [
            { text: ' see ' },
            { type: 'picture', downloadCode: 'd1', pictureDownloadCode: 'p' },
            { text: 'this' },
            { type: 'picture', downloadCode: 'd2' },
          ],
        },
      },
      'see this',
      ['image-1.jpg', 'image-2.jpg'],
    ],
    ['something new', { msgtype: 'unknownMsgType', text: undefined }, '', []],
    ['a file without a code', { msgtype: 'file', content: {} }, '', []],
  ])('a message with what it carries: %s', (_, changes, text, files) => {
    const event = decoded({ text: undefined, ...changes });
    expect(event).toMatchObject({ kind: 'message', text });
    expect(event.kind === 'message' && event.files.map(({ name }) => name)).toEqual(files);
  });

  it('a message that was passed on', () => {
    const changes = {
      msgtype: 'chatRecord',
      text: undefined,
      content: { summary: 'Ann: claim 1', chatRecord: '[]' },
    };
    expect(decoded(changes)).toMatchObject({ text: 'Ann: claim 1', forwarded: true });
  });

  it.each([
    ['text', { content: { text: '**IT-2026-000123** \u00b7 printer' } }],
    ['bare text', { content: '#it-2026-000123' }],
    ['rich text', { content: { richText: [{ msgType: 'text', content: 'IT-2026-000123' }] } }],
    ['Markdown', { content: { markdown: { text: '#IT-2026-000123' } } }],
    ['nothing', { content: { text: 'IT-2026-12' } }],
  ])('a message about the ticket that is quoted: %s', (shape, repliedMsg) => {
    const event = decoded({ text: { content: 'it works', isReplyMsg: true, repliedMsg } });
    expect(event).toMatchObject({ quotedTicket: shape === 'nothing' ? undefined : 'IT-2026-000123' });
  });

  it('a press, where the client wrote it; a group has no such buttons', () => {
    const content = pressText('\u5df2\u89e3\u51b3', 'k3f9a');
    expect(decoded({ text: { content } })).toMatchObject({
      kind: 'pressed',
      messageId: 'press:k3f9a',
      label: '\u5df2\u89e3\u51b3',
    });
    expect(decoded({ conversationType: '2', text: { content } })).toMatchObject({
      kind: 'message',
      text: content,
    });
  });
});

describe('what a message can do without', () => {
  it.each([
    { createAt: null },
    { createAt: 'yesterday' },
    { senderNick: 7 },
    { chatbotUserId: {} },
    { content: 'words' },
    { sessionWebhookExpiredTime: 'soon' },
    { text: { content: 'printer dead', isReplyMsg: 'yes' } },
  ])('does not cost the message: %j', (odd) => {
    const { at, ...event } = decoded(odd);
    expect(event).toMatchObject({ kind: 'message', text: 'printer dead', sender: { kind: 'member' } });
    expect(at).toBe('createAt' in odd ? 5 : 1_760_000_000_000);
  });

  it('does not cost the rest of a rich text either', () => {
    const richText = [{ text: 'look: ' }, { text: 7 }, { type: 'picture', downloadCode: 'c1' }];
    const event = decoded({ msgtype: 'richText', text: undefined, content: { richText } });
    expect(event).toMatchObject({ text: 'look:', files: [{ id: 'c1' }] });
  });
});

describe('a notice of a used-up quota', () => {
  it.each([
    [{ code: '20001', message: 'x' }, true],
    [{ errorCode: 20_001 }, true],
    [{ msgId: 'm', error: '\u53d7\u8c03\u7528\u91cf\u8d85\u91cf\u5f71\u54cd' }, true],
    [{ ...dm, text: { content: '20001 \u8c03\u7528\u91cf\u8d85\u91cf' } }, false],
    [{ msgId: 'm', senderNick: '20001' }, false],
    [undefined, false],
  ])('%j is one: %s', (data, expected) => {
    expect(isQuotaNotice(data)).toBe(expected);
  });
});

describe('a press on a card', () => {
  const callback = (params: object) => ({
    type: 'actionCallback',
    outTrackId: 't42',
    corpId: 'ding1',
    userId: 'manager123',
    content: JSON.stringify({ cardPrivateData: { actionIds: ['claim'], params } }),
  });
  const context = {
    tenant: 'app',
    place: { channel: 'cid1==', direct: false },
    corpId: 'ding1',
    name: 'Li Lei',
  };

  it('says what is to be done, and where', () => {
    const press = cardPressIn(callback({ action: 'claim', value: 'T1', place: 'g:cid1==' }));
    expect(press && decodePress(press, { ...context, at: 10_000 })).toEqual({
      platform: 'dingtalk',
      tenant: 'app',
      keys: ['card:t42:manager123:claim:T1:a1', 'card:t42:manager123:claim:T1:b1'],
      place: { platform: 'dingtalk', tenant: 'app', channel: 'cid1==', kind: 'channel' },
      sender: { userId: 'manager123', name: 'Li Lei', kind: 'member' },
      at: 10_000,
      kind: 'action',
      messageId: 't42',
      action: 'claim',
      value: 'T1',
    });
  });

  it('shares a key with one within five seconds, and none with one after ten', () => {
    const press = cardPressIn(callback({ action: 'more', value: 'T1' }));
    if (!press) throw new Error('no press');
    const keysAt = (at: number) => decodePress(press, { ...context, at }).keys;
    for (let at = 0; at < 20_000; at += 1_000) {
      expect(keysAt(at + 5_000).some((key) => keysAt(at).includes(key))).toBe(true);
      expect(keysAt(at + 10_000).some((key) => keysAt(at).includes(key))).toBe(false);
    }
  });

  it('of another organisation, or of nobody known, is an outsider\u2019s', () => {
    for (const changes of [{ corpId: 'ding2' }, { userId: '' }]) {
      const press = cardPressIn({ ...callback({ action: 'claim' }), ...changes });
      expect(press && decodePress(press, { ...context, at: 1 }).sender.kind).toBe('external');
    }
  });

  it.each([
    {},
    { outTrackId: 't' },
    { outTrackId: 't', content: 'no' },
    { outTrackId: 't', content: '{}' },
    null,
  ])('is not %j', (data) => {
    expect(cardPressIn(data)).toBeUndefined();
  });
});
