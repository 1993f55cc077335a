import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verbatim } from '../../../src/content/markdown.ts';
import type { OutboundMessage } from '../../../src/platforms/platform.ts';
import { encode, encodePressed, MAX_MARKDOWN } from '../../../src/platforms/wecom/encode.ts';
import { isPlain, plainText, wecomMarkdown, wecomVerbatim } from '../../../src/platforms/wecom/markdown.ts';
import { messageIdOf, readTaskId, taskId } from '../../../src/platforms/wecom/task-id.ts';
import { plainWelcome, wholeWelcome } from '../../../src/platforms/wecom/welcome-body.ts';
import { wordsOf } from '../../../src/platforms/wecom/words.ts';
import { messages } from './open-wecom.ts';

const words = wordsOf((key) => messages.say('zh-CN', key));
const messageId = messageIdOf('outbox-7');
const encoding = { words, messageId, channel: 'zhangsan', retry: '' };
const bodies = (message: OutboundMessage) => encode(message, encoding).map(({ body }) => body);

const ticketCard: OutboundMessage = {
  text: '三楼打印机一直卡纸，重启过两次，还是不行。<@all> 急！',
  card: {
    title: 'IT-2026-000123 · 三楼打印机一直卡纸，重启过两次也还是不行，财务部全部受影响',
    fields: [
      { label: '报告人', value: '张三 · 财务部' },
      { label: '类型', value: '打印机' },
      { label: '影响', value: '一个部门' },
      { label: '优先级', value: '高' },
      { label: '状态', value: '待认领 · 一线' },
      { label: '负责人', value: '无' },
      { label: '响应期限', value: '今天 10:30' },
      { label: '哪台打印机', value: 'HP *3F* 东区的那一台，靠近茶水间，资产编号 A-00017，旁边还有一台旧的' },
    ],
  },
  buttons: [
    { id: 'claim', label: '认领', value: '01JTICKET', style: 'primary' },
    { id: 'resolve', label: '解决', value: '01JTICKET' },
    { id: 'escalate', label: '升级', value: '01JTICKET', style: 'danger' },
    { id: 'more', label: '更多', value: '01JTICKET' },
  ],
};

describe('a message as WeCom gets it', () => {
  it('of a ticket: what the card has to cut stands in full before it', () => {
    expect(bodies(ticketCard)).toMatchSnapshot();
  });

  it('of a ticket without buttons: Markdown only', () => {
    expect(bodies({ ...ticketCard, buttons: [] })).toMatchSnapshot();
  });

  it('of an answer with buttons: the text, then the buttons', () => {
    const text =
      '请试试这些步骤：\n\n1. 关闭打印机，**等十秒**\n2. 打开后盖，取出纸张\n3. 见[说明](https://kb.example.com/printer?id=1)';
    const buttons = [
      { id: 'solved', label: '已解决', value: '' },
      { id: 'not-solved', label: '没解决', value: '' },
      { id: 'human', label: 'Talk to a human', value: '' },
    ];
    expect(bodies({ text, buttons })).toMatchSnapshot();
  });

  it('of a survey question: one card', () => {
    const buttons = [1, 2, 3, 4, 5].map((n) => ({ id: 'rate', label: '★'.repeat(n), value: String(n) }));
    expect(bodies({ text: '您对这次服务满意吗？\n工单 IT-2026-000123', buttons })).toMatchSnapshot();
  });

  it('of a card in words, where WeCom refuses it: what it shows, and what can be written', () => {
    const words = (message: OutboundMessage) => encode(message, encoding).map(({ inWords }) => inWords);
    expect(words(ticketCard)).toMatchSnapshot('of a ticket');
    const buttons = Array.from({ length: 7 }, (_, i) => ({
      id: 'x',
      label: `按此处理：第 ${i} 个办法`,
      value: '',
    }));
    expect(words({ text: '哪一个？', buttons })).toMatchSnapshot('of a question');
  });

  it('of a hostile text: nobody is mentioned, nothing is coloured, no foreign link', () => {
    const hostile =
      '<@all> <font color="red">x</font> [bank](http://evil.example) ![p](http://evil.example/p.png) **b** `c` # 1 &lt;@all&gt; a_b_c 5 < 6';
    expect(bodies({ text: verbatim(hostile) })).toMatchSnapshot('as somebody typed it');
    expect(bodies({ text: hostile })).toMatchSnapshot('as if it were ours');
  });

  it.each([
    ['解决了吗？', '解决了吗？', undefined],
    ['第一行\n第二行', '第一行', '第二行'],
    [
      '打印机屏幕上有错误代码吗？照抄即可，没有就回复“没有”，或者选择跳过这一步。',
      '打印机屏幕上有错误代码吗？',
      '照抄即可，没有就回复“没有”，或者选择跳过这一步。',
    ],
    [
      'Which printer? Its number stands on a label at the front.',
      'Which printer?',
      'Its number stands on a label at the front.',
    ],
    [
      'What exactly does the printer in the corridor do',
      '服务台',
      'What exactly does the printer in the corridor do',
    ],
    ['', '请选择', undefined],
  ])('that asks %s has the title %s', (text, title, rest) => {
    const [card] = bodies({ text, buttons: [{ id: 'skip', label: '跳过', value: '' }] });
    expect(card).toMatchObject({ template_card: { main_title: { title } } });
    expect(card?.msgtype === 'template_card' && card.template_card.sub_title_text).toBe(rest);
  });

  it('keeps two labels apart that look alike when they are cut', () => {
    const buttons = ['按此处理：三楼打印机卡纸', '按此处理：三楼打印机脱机'].map((label, i) => ({
      id: 'procedure',
      label,
      value: String(i),
    }));
    const [card] = bodies({ text: '文章：', buttons });
    const labels = card?.msgtype === 'template_card' ? card.template_card.button_list : [];
    expect(labels?.map(({ text }) => text)).toEqual(['1 按此处理：三楼…', '2 按此处理：三楼…']);
  });

  it('names somebody only by our own mark', () => {
    const [text] = encode({ text: '<@all>' }, { ...encoding, mention: 'lisi' });
    expect(text?.body).toEqual({ msgtype: 'markdown', markdown: { content: '<@lisi>\n\n＜@all>' } });
    const [odd] = encode({ text: 'x' }, { ...encoding, mention: 'a> <@all' });
    expect(odd?.body).toEqual({ msgtype: 'markdown', markdown: { content: 'x' } });
  });

  it('leaves an address whole that has an underscore beside a sign', () => {
    const words = 'see https://wiki.example/_all_#_x_ or _that_';
    const shown = 'see https://wiki.example/_all_#_x_ or \\_that\\_';
    expect(wecomMarkdown(verbatim(words))).toBe(shown);
  });

  it('is nothing where there is nothing to say', () => {
    expect(bodies({ text: '' })).toEqual([]);
  });

  it('is cut into parts that fit, of which nothing is missing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 1, max: 400 }),
        (piece, times) => {
          const text = wecomMarkdown(verbatim(piece.repeat(times)));
          const parts = bodies({ text: verbatim(piece.repeat(times)) }).map((body) =>
            body.msgtype === 'markdown' ? body.markdown.content : '',
          );
          for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(MAX_MARKDOWN);
          for (const part of parts.slice(0, -1)) expect(/(?:^|[^\\])(?:\\\\)*\\$/.test(part)).toBe(false);
          expect(parts.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        },
      ),
      { numRuns: 50 },
    );
  });
});

const nasty = fc.array(
  fc.constantFrom(
    '<',
    '>',
    '@',
    'all',
    '[',
    ']',
    '(',
    ')',
    '\\',
    '!',
    '&',
    'lt;',
    'http://x.cn',
    '`',
    ' ',
    '_',
    '/',
  ),
  { maxLength: 30 },
);

describe('somebody\u2019s words in WeCom\u2019s Markdown', () => {
  it.each([
    ['IT_support_team', 'IT_support_team'],
    ['5 < 6 > 4', '5 < 6 > 4'],
    ['好的~', '好的~'],
    ['~~x~~', '\\~\\~x\\~\\~'],
    ['a|b', 'a|b'],
    ['<@all>', '＜@all>'],
    ['<@ all>', '＜@ all>'],
    ['</font><b>', '＜/font>＜b>'],
    ['[a](http://x.com)', '\\[a］(http://x.com)'],
    ['a*b*c', 'a\\*b\\*c'],
    ['&amp;', '＆amp;'],
    ['C:\\temp\\x', 'C:\\\\temp\\\\x'],
    ['\\<@all>', '\\\\＜@all>'],
    ['> quote', '\\> quote'],
    ['_private_', '\\_private\\_'],
  ])('%s stands as %s', (typed, shown) => {
    expect(wecomVerbatim(typed)).toBe(shown);
  });

  it('never opens a tag, an entity or a link, whatever they are', () => {
    fc.assert(
      fc.property(nasty, (typed) => {
        for (const shown of [
          wecomVerbatim(typed.join('')),
          wecomMarkdown(`x ${verbatim(typed.join(''))} y`),
        ]) {
          expect(shown).not.toMatch(/<\\?[@/!?A-Za-z]/);
          expect(shown).not.toMatch(/&#?\w{1,31};/);
          expect(shown).not.toMatch(/\]\\?\(/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('on a card are what was typed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 40 }),
          nasty.map((some) => some.join('')),
        ),
        (typed) => {
          expect(plainText(verbatim(typed))).toBe(typed);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a long line', () => {
  // Each took seconds where a rule looked back, or ahead, over the whole line for each of its characters.
  it.each(['<', '[', '*', '\\', '> ', ' ', '\t', '`a', '](', '![', '_a'])(
    'of 40,000 characters takes no time: %j',
    (mark) => {
      const text = `a${mark.repeat(40_000 / mark.length)}b`;
      const buttons = [{ id: 'a', label: 'A', value: '' }];
      const begun = process.cpuUsage();
      encode({ text, buttons }, encoding);
      encode({ text, buttons, card: { title: text, fields: [{ label: 'l', value: text }] } }, encoding);
      expect(process.cpuUsage(begun).user).toBeLessThan(500_000);
    },
  );

  it.each(['\n', '\r', '\u2028'])('nor 40,000 lines above buttons: %j', (mark) => {
    const text = `a${mark.repeat(40_000)}b`;
    const begun = process.cpuUsage();
    encode({ text, buttons: [{ id: 'a', label: 'A', value: '' }] }, encoding);
    expect(process.cpuUsage(begun).user).toBeLessThan(500_000);
  });
});

describe('our Markdown as plain text', () => {
  it.each([
    ['**bold** and *italic* and `code`', 'bold and italic and code'],
    ['[the guide](https://kb.cn/1)', 'the guide https://kb.cn/1'],
    ['[https://kb.cn](https://kb.cn)', 'https://kb.cn'],
    ['2 \\* 3 \\* 4', '2 * 3 * 4'],
    ['snake_case_word', 'snake_case_word'],
    ['\\[ see [the guide](https://kb.cn/1)', '[ see the guide https://kb.cn/1'],
    ['\\\\**bold**', '\\bold'],
    ['*a \\* b*', 'a * b'],
    ['- one\n- two', '- one\n- two'],
  ])('%s reads %s', (markdown, plain) => {
    expect(plainText(markdown)).toBe(plain);
  });
});

describe('the welcome', () => {
  const buttons = [{ id: 'my-tickets', label: '我的工单', value: '' }];

  it('is a card where everything fits, or a text that needs no formatting', () => {
    expect(wholeWelcome({ text: '你好，有什么可以帮你？', buttons }, encoding)).toMatchObject({
      msgtype: 'template_card',
    });
    expect(wholeWelcome({ text: '你好\\!\n\n有什么可以帮你？' }, encoding)).toEqual({
      msgtype: 'text',
      text: { content: '你好!\n\n有什么可以帮你？' },
    });
    expect(wholeWelcome({ text: '**你好**' }, encoding)).toBeUndefined();
    expect(wholeWelcome({ text: '**你好**\n\n- 密码\n- 打印机', buttons }, encoding)).toBeUndefined();
    expect(wholeWelcome({ ...ticketCard, buttons: [] }, encoding)).toBeUndefined();
  });

  it('is else one plain text with what can be typed', () => {
    expect(plainWelcome({ text: '**你好**\n\n- 密码\n- 打印机', buttons })).toEqual({
      msgtype: 'text',
      text: { content: '你好\n\n- 密码\n- 打印机\n\n- 我的工单' },
    });
    expect(plainWelcome({ text: '长'.repeat(MAX_MARKDOWN) })).toBeUndefined();
    expect(plainWelcome({ text: '' })).toBeUndefined();
  });

  it.each([
    ['你好', true],
    ['2 \\* 3', true],
    ['a\n\nb', true],
    ['**a**', false],
    ['`a`', false],
    ['[a](https://b.cn)', false],
    ['- a', false],
    ['a\n  1. b', false],
    ['> a', false],
    ['# a', false],
    ['#123 a', true],
  ])('%j is shown whole without Markdown: %s', (text, expected) => {
    expect(isPlain(text)).toBe(expected);
  });
});

describe('a pressed card', () => {
  it('has no buttons any more and says what was received', () => {
    const id = taskId(messageId, { card: 0, retry: '', channel: 'zhangsan' });
    expect(encodePressed(ticketCard, { encoding, card: 0, label: '认领', id })).toMatchSnapshot();
    expect(encodePressed(ticketCard, { encoding, card: 1, label: '认领', id })).toBeUndefined();
  });

  it('keeps to the length of a card\u2019s text, and what was received stands in full', () => {
    const long = { ...ticketCard, text: '还是不行'.repeat(28) };
    const shown = encodePressed(long, { encoding, card: 0, label: '认领', id: 'x' })?.sub_title_text ?? '';
    expect(Array.from(shown)).toHaveLength(112);
    expect(shown.endsWith('…\n✓ 已收到：认领')).toBe(true);
  });
});

describe('the id of a card', () => {
  const retry = (1_760_000_000_000).toString(36);

  it('is one that WeCom takes, and leads back to its message and chat', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(99), fc.boolean(), (key, card, again) => {
        const message = messageIdOf(key);
        const id = taskId(message, { card, retry: again ? retry : '', channel: `wr${'_a-Z0'.repeat(12)}` });
        expect(id).toMatch(/^[\w@-]{1,128}$/);
        expect(readTaskId(id)).toEqual({ messageId: message, card, channel: `wr${'_a-Z0'.repeat(12)}` });
      }),
      { numRuns: 200 },
    );
    expect(readTaskId('from-elsewhere')).toEqual({ messageId: 'from-elsewhere', card: 0 });
  });

  it.each(['zhang.san@example', '张三', 'x'.repeat(65), ''])(
    'names no chat that WeCom would not take: %s',
    (channel) => {
      const id = taskId(messageId, { card: 0, retry, channel });
      expect(id).toMatch(/^[\w@-]{1,128}$/);
      expect(readTaskId(id)).toEqual({ messageId, card: 0, channel: undefined });
    },
  );
});
