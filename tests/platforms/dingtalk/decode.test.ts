import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../src/platforms/dingtalk/decode.ts';
import { isQuotaNotice, robotMessage } from '../../../src/platforms/dingtalk/frames.ts';
import { createOrganisation } from '../../../src/platforms/dingtalk/organisation.ts';
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

/** As the bot of an organisation decodes it; `''` where it doesn't know which one that is. */
function decoded(changes: object, corpId = 'ding1') {
  const organisation = createOrganisation();
  organisation.learn(corpId);
  return decodeMessage(robotMessage.parse({ ...dm, ...changes }), { tenant: 'app', now: 5, organisation });
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
    ['says no organisation', { senderCorpId: undefined }, 'ding1'],
    ['is of one that can\u2019t be compared yet', {}, ''],
  ])('a message of a member who has a staff id and %s', (_, changes, corpId) => {
    expect(decoded(changes, corpId).sender).toMatchObject({ userId: 'manager123', kind: 'member' });
    expect(decoded({ ...changes, senderStaffId: '' }, corpId).sender.kind).toBe('external');
  });

  it('the same whether its ids are texts or numbers', () => {
    const changes = { msgId: 123, senderStaffId: 77, conversationType: 1 };
    expect(decoded(changes)).toMatchObject({ messageId: '123', keys: ['123'], sender: { userId: '77' } });
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
    ['one that names another', { content: { text: '#IT-2026-000123 Ann: like IT-2026-000124' } }],
    ['nothing', { content: { text: 'IT-2026-12' } }],
    ['a list', { content: { text: 'Yours:\nIT-2026-000123\nIT-2026-000124' } }],
  ])('a message about the ticket that is quoted: %s', (shape, repliedMsg) => {
    const event = decoded({ text: { content: 'it works', isReplyMsg: true, repliedMsg } });
    const isNone = ['nothing', 'a list'].includes(shape);
    expect(event).toMatchObject({ quoted: true, quotedTicket: isNone ? undefined : 'IT-2026-000123' });
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
