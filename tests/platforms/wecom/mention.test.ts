import { describe, expect, it } from 'vitest';
import { createBotName } from '../../../src/platforms/wecom/bot-name.ts';
import { withoutMention } from '../../../src/platforms/wecom/mention.ts';

/** As the desk knows commands: a word, and what belongs to it. */
const isCommand = (text: string) =>
  /^(?:认领( \d+)?|claim( \d+)?|帮助|help|#\d+ [\s\S]+|分配 \d+ @\S+|备注 ?\S[\s\S]*|升级\S*)$/.test(text);
const said = (text: string, botName?: string) => withoutMention(text, { botName, isCommand });

describe('a mention of the bot', () => {
  it.each([
    ['@Deskline 认领 1', '认领 1', 'Deskline'],
    ['@IT Helpdesk 认领 1', '认领 1', 'IT Helpdesk'],
    ['@IT Helpdesk #123 请重启', '#123 请重启', 'IT Helpdesk'],
    ['@IT Helpdesk\u2005打印机坏了', '打印机坏了', 'IT Helpdesk'],
    ['  @Deskline   claim 1', 'claim 1', 'Deskline'],
    ['认领 1 @IT Helpdesk', '认领 1', 'IT Helpdesk'],
    ['@Deskline\n认领 1', '认领 1', 'Deskline'],
    // Where the name ends is a guess, by which it is not learned.
    ['@Deskline 认领', '认领', undefined],
    ['@IT 帮助', '帮助', undefined],
    ['@Deskline认领 1', '认领 1', undefined],
    ['@IT助手认领 1', '认领 1', undefined],
    ['@Deskline 打印机坏了', '打印机坏了', undefined],
    ['@Deskline打印机坏了', '打印机坏了', undefined],
    ['@Deskline', '', undefined],
    ['@Deskline\u2005', '', undefined],
    ['@服务台', '', undefined],
    ['@Deskline 分配 1 @张三', '分配 1 @张三', undefined],
    ['@张三 @Deskline 认领 1', '@Deskline 认领 1', undefined],
  ])('whose name is not known: %j says %j', (text, expected, name) => {
    expect(said(text)).toEqual({ text: expected, name });
  });

  it.each([
    '不要认领 12',
    '不要升级专家，我来处理',
    '请不要认领',
    '我昨天备注过了，今天还没人处理',
    '我的显示器坏了 #12 楼的',
    '先说一下 认领 12',
    'do not claim 12',
    'please claim 12',
    'DO NOT claim 12',
    '打印机坏了 认领 1',
    'PC认领 1',
  ])('leaves %j whole, and is no part of it', (text) => {
    expect(said(`@Deskline ${text}`)).toEqual({ text });
    expect(said(`@Deskline\u2005${text}`)).toMatchObject({ text });
    expect(said(`@Deskline ${text}`, 'Deskline')).toEqual({ text, name: 'Deskline' });
  });

  it.each([
    '@Deskline不要认领 12',
    '@Deskline不要认领',
    '认领 12 @Deskline 先不要',
    '认领 12 @Deskline 是谁的',
  ])('never makes a command of %j', (text) => {
    expect(isCommand(said(text).text)).toBe(false);
  });

  it.each([
    ['分配 1 @张三'],
    ['备注 找 @张三'],
    ['写信给 zhang@example.com'],
    ['没有提到谁'],
    ['#123 请问 @张三'],
    [''],
    [`认领 1 @${'长'.repeat(60)}`],
  ])('is not what stands in %j', (text) => {
    expect(said(text)).toEqual({ text });
  });

  it.each([
    ['@IT Helpdesk 打印机坏了', '打印机坏了'],
    ['@IT Helpdesk打印机坏了', '打印机坏了'],
    ['认领 1 @IT Helpdesk', '认领 1'],
    ['分配 1 @张三 @IT Helpdesk', '分配 1 @张三'],
    ['@张三 请看 @IT Helpdesk\u2005打印机', '@张三 请看 打印机'],
    ['@IT Helpdesk', ''],
    ['@IT Helpdesk 分配 1 @IT Helpdesk', '分配 1 @IT Helpdesk'],
    ['请 @IT Helpdesk 分配 12 @IT Helpdesker', '请 分配 12 @IT Helpdesker'],
    ['分配 12 @IT Helpdesker @IT Helpdesk', '分配 12 @IT Helpdesker'],
  ])('whose name is known is taken out wherever it stands: %j says %j', (text, expected) => {
    expect(said(text, 'IT Helpdesk')).toEqual({ text: expected, name: 'IT Helpdesk' });
  });

  it('by a new name is read as one that is not known', () => {
    expect(said('@Deskline 2 认领 1', 'IT Helpdesk')).toEqual({ text: '认领 1', name: 'Deskline 2' });
  });

  it('takes no time in a long text', () => {
    const begun = process.cpuUsage();
    for (const part of ['@', '@a ', 'a ', ' ', '\u2005', '认']) said(`@${part.repeat(40_000)}`, 'a');
    expect(process.cpuUsage(begun).user).toBeLessThan(500_000);
  });
});

describe('the bot\u2019s name', () => {
  it('is what two messages in a row have shown, until two others show another', () => {
    const name = createBotName();
    const known = ['Deskline', '张三', 'Deskline', 'Deskline', '张三', '服务台', '服务台'].map((one) => {
      name.shown(one);
      return name.known();
    });
    expect(known).toEqual([undefined, undefined, undefined, 'Deskline', 'Deskline', 'Deskline', '服务台']);
  });
});
