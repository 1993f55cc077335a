import { describe, expect, it } from 'vitest';
import { decode, isEncryptedId, type Reader } from '../../../src/platforms/wecom/decode.ts';
import { taskId } from '../../../src/platforms/wecom/task-id.ts';
import { keyOf } from '../../../src/platforms/wecom/cards.ts';

const reader: Reader = {
  botId: 'B1',
  now: () => 42_000,
  acceptEncryptedIds: false,
  isCommand: (text) => text.startsWith('认领'),
};
const read = (body: unknown, reqId = 'R1') => decode({ reqId, body }, reader);
const single = {
  msgid: 'M1',
  aibotid: 'B1',
  chattype: 'single',
  from: { userid: 'zhangsan' },
  create_time: 1_760_000_000,
};
const group = { ...single, chattype: 'group', chatid: 'wrLine1' };
const text = (content: string) => ({ msgtype: 'text', text: { content } });
const image = { url: 'https://files.example.com/1', aeskey: 'a2V5' };

function eventOf(body: object) {
  const decoded = read(body);
  if ('ignored' in decoded) throw new Error(decoded.ignored);
  return decoded.event;
}

describe('a body from WeCom', () => {
  it.each([
    ['text', { ...single, ...text('你好') }, { text: '你好', files: [] }],
    [
      'what was said',
      { ...single, msgtype: 'voice', voice: { content: '打印机坏了' } },
      { text: '打印机坏了' },
    ],
    ['a picture', { ...single, msgtype: 'image', image }, { text: '', files: [{ name: 'image' }] }],
    ['a file', { ...single, msgtype: 'file', file: image }, { text: '', files: [{ name: 'file' }] }],
    ['a video', { ...single, msgtype: 'video', video: image }, { text: '', files: [{ name: 'video' }] }],
    [
      'text and pictures',
      {
        ...single,
        msgtype: 'mixed',
        mixed: { msg_item: [text('看'), { msgtype: 'image', image }, { msgtype: 'novelty' }, text('这里')] },
      },
      { text: '看\n这里', files: [{ name: 'image' }] },
    ],
    ['a mention', { ...group, ...text('@Deskline 认领 123') }, { text: '认领 123', mention: true }],
    ['a mention with WeCom\u2019s blank', { ...group, ...text('@IT助手\u2005认领') }, { text: '认领' }],
    ['nothing but a mention', { ...group, ...text('@Deskline') }, { text: '' }],
    ['an address in a direct chat', { ...single, ...text('@home it works') }, { text: '@home it works' }],
    [
      'a quoted text',
      { ...single, ...text('好了'), quote: text('**#IT-2026-000123** 卡纸') },
      { quotedTicket: 'IT-2026-000123' },
    ],
    [
      'a quoted picture with text',
      {
        ...single,
        ...text('好了'),
        quote: {
          msgtype: 'mixed',
          mixed: { msg_item: [{ msgtype: 'image', image }, text('it-2026-000007')] },
        },
      },
      { quotedTicket: 'IT-2026-000007' },
    ],
    [
      'quoted Markdown',
      { ...single, ...text('好了'), quote: { msgtype: 'markdown', markdown: { content: 'IT-2026-000008' } } },
      { quotedTicket: 'IT-2026-000008' },
    ],
  ])('with %s is a message', (_, body, expected) => {
    expect(eventOf(body)).toMatchObject({ kind: 'message', messageId: 'M1', keys: ['M1'], ...expected });
  });

  it('without a tag in the quote has no quoted ticket', () => {
    const answer = eventOf({ ...single, ...text('x'), quote: text('IT is 2026') });
    expect(answer).not.toHaveProperty('quotedTicket');
    expect(answer).toHaveProperty('quoted', true);
    expect(eventOf({ ...single, ...text('x') })).not.toHaveProperty('quoted');
  });

  it('has its time from WeCom, else from us', () => {
    expect(eventOf({ ...single, ...text('x') }).at).toBe(1_760_000_000_000);
    expect(eventOf({ ...single, create_time: undefined, ...text('x') }).at).toBe(42_000);
  });

  it.each([
    { create_time: '1760000000' },
    { create_time: null },
    { chattype: null },
    { chattype: 'new' },
    { chatid: null },
  ])('is not lost for what it can do without: %j', (odd) => {
    expect(eventOf({ ...single, ...text('x'), ...odd })).toMatchObject({
      kind: 'message',
      text: 'x',
      place: { channel: 'zhangsan', kind: 'direct' },
    });
  });

  it('of a press says what the button does and on which message', () => {
    const key = keyOf({ id: 'claim', value: '01J' });
    const card = { card_type: 'button_interaction', event_key: key, task_id: `${'a'.repeat(32)}-1-k9` };
    const event = { eventtype: 'template_card_event', template_card_event: card };
    expect(read({ ...group, msgtype: 'event', event })).toMatchObject({
      event: {
        kind: 'action',
        action: 'claim',
        value: '01J',
        messageId: 'a'.repeat(32),
        place: { channel: 'wrLine1' },
      },
      pressedTask: card.task_id,
    });
    const foreign = { ...event, template_card_event: { ...card, event_key: 'buy' } };
    expect(read({ ...group, msgtype: 'event', event: foreign })).toHaveProperty('ignored');
  });

  describe('of a press', () => {
    const task = (channel: string) => taskId('a'.repeat(32), { card: 0, retry: '', channel });
    const pressed = (task_id: string) => ({
      msgtype: 'event',
      event: {
        eventtype: 'template_card_event',
        template_card_event: { event_key: keyOf({ id: 'claim', value: '' }), task_id },
      },
    });
    const { chattype: _, ...bare } = single;

    it.each([
      ['that says where it is', { ...group, ...pressed(task('wrLine2')) }, 'wrLine1', 'channel'],
      [
        'without chat is in that of its message',
        { ...bare, ...pressed(task('wrLine2')) },
        'wrLine2',
        'channel',
      ],
      [
        'whose message went to the person is direct',
        { ...bare, ...pressed(task('zhangsan')) },
        'zhangsan',
        'direct',
      ],
      ['that nothing places is direct', { ...bare, ...pressed('old-id') }, 'zhangsan', 'direct'],
      ['that is said to be direct is', { ...single, ...pressed(task('wrLine2')) }, 'zhangsan', 'direct'],
      [
        'in a group that is not named is in that of its message',
        { ...group, chatid: undefined, ...pressed(task('wrLine2')) },
        'wrLine2',
        'channel',
      ],
    ])('one %s', (_case, body, channel, kind) => {
      expect(eventOf(body).place).toMatchObject({ channel, kind });
    });
  });

  it.each([
    ['single', { ...single, ...text('x') }, 'direct'],
    ['group', { ...group, ...text('x') }, 'channel'],
    ['no type', { ...group, chattype: undefined, ...text('x') }, undefined],
    ['no type and no chat', { ...single, chattype: undefined, ...text('x') }, undefined],
    ['a group that is the person', { ...group, chatid: 'zhangsan', ...text('x') }, undefined],
  ])('with %s tells what the chat is only where WeCom does', (_, body, expected) => {
    expect(read(body)).toHaveProperty('chatKind', expected);
  });

  it('whose chat has the person\u2019s id is direct', () => {
    for (const chattype of ['group', undefined]) {
      expect(eventOf({ ...group, chattype, chatid: 'zhangsan', ...text('x') }).place).toMatchObject({
        channel: 'zhangsan',
        kind: 'direct',
      });
    }
  });

  it('of somebody who opens the chat is direct, whatever else it says', () => {
    const event = { eventtype: 'enter_chat' };
    expect(eventOf({ ...group, msgtype: 'event', event }).place).toMatchObject({
      channel: 'zhangsan',
      kind: 'direct',
    });
  });

  it('of somebody who opens the chat needs no chat type', () => {
    const body = {
      msgid: 'E1',
      from: { userid: 'li' },
      msgtype: 'event',
      event: { eventtype: 'enter_chat' },
    };
    expect(eventOf(body)).toMatchObject({ kind: 'joined', place: { channel: 'li', kind: 'direct' } });
  });

  it.each([
    ['nothing', undefined, 'broken'],
    ['a word', 'x', 'broken'],
    ['no sender', { ...single, from: {}, ...text('x') }, 'text'],
    ['a group without its id', { ...group, chatid: undefined, ...text('x') }, 'group message without chatid'],
    ['an unknown type in a group', { ...group, msgtype: 'hologram' }, 'hologram'],
    [
      'feedback',
      { ...single, msgtype: 'event', event: { eventtype: 'feedback_event' } },
      'event feedback_event',
    ],
  ])('with %s is ignored and named by its kind', (_, body, ignored) => {
    expect(read(body)).toEqual({ ignored });
  });

  it('without an id is known by that of its request, and without both by nothing', () => {
    for (const msgid of [undefined, '', null]) {
      expect(eventOf({ ...single, msgid, ...text('x') })).toMatchObject({
        keys: ['req:R1'],
        messageId: 'req:R1',
      });
      expect(read({ ...single, msgid, ...text('x') }, '')).toEqual({ ignored: 'text' });
    }
    expect(eventOf({ ...single, msgid: 7, ...text('x') }).keys).toEqual(['7']);
  });

  it('that nobody can read is one without words in a direct chat', () => {
    expect(eventOf({ ...single, msgtype: 'hologram', hologram: {} })).toMatchObject({
      kind: 'message',
      text: '',
      files: [],
    });
  });

  it.each([
    ['woAJ2GCAAAXtWyujaWJHDDGi0mACAAAA', true],
    ['wo_-aB3GCAAAXtWyujaWJHDDGi0mACAAA', true],
    ['wolfgang', false],
    ['wong-siu-ming-marketing-01', false],
    ['wong-siu-ming-marketing-department-01', false],
    ['Wong-Siu-Ming-Marketing-Department1', false],
    ['woodrow_wilson_JUNIOR_1', false],
  ])('of %s has an encrypted id: %s', (id, expected) => {
    expect(isEncryptedId(id)).toBe(expected);
  });
});
