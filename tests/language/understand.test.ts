import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadLanguage } from '../../src/language/content.ts';
import { createUnderstanding } from '../../src/language/understand.ts';

const { understand } = createUnderstanding(loadLanguage('prompts'));
const typesOf = (text: string) => understand(text).problems.map((p) => p.types[0]?.type);

describe('what kind of message it is', () => {
  test.each([
    ['你好', 'greeting'],
    ['Good morning!', 'greeting'],
    ['谢谢啦', 'thanks'],
    ['在吗?', 'presence'],
    ['hello, anyone there?', 'presence'],
    ['bye', 'goodbye'],
    ['   \u200b', 'empty'],
    ['👍🎉', 'emoji'],
    ['……', 'emoji'],
    ['今天天气真好', 'smalltalk'],
    ['I love pizza', 'smalltalk'],
    ['asdfgh', 'unclear'],
    ['转人工', 'unclear'],
    ['你好,打印机坏了', 'problem'],
    ['在吗,我 VPN 连不上', 'problem'],
    ['809', 'problem'],
    ['0x80070005', 'problem'],
    ['I have a problem', 'problem'],
    ['出故障了', 'problem'],
  ])('%j is %s', (text, kind) => expect(understand(text).kind).toBe(kind));

  test('thanks may come with good news', () => {
    expect(understand('谢谢,解决了')).toMatchObject({ kind: 'thanks', move: 'solved', problems: [] });
  });
});

describe('which type', () => {
  test.each([
    ['电脑连不上打印机', 'printer'],
    ['邮箱密码忘了', 'account'],
    ['会议室投影没信号', 'meeting-room'],
    ['打印机扫描到邮箱发不出去', 'printer'],
    ['outlook 一直转圈圈', 'email'],
    ['vpn 809', 'network'],
    ['印表機卡紙了', 'printer'],
  ])('%j is about %s, surely', (text, type) => {
    const best = understand(text).problems[0]?.types[0];
    expect(best?.type).toBe(type);
    expect(best?.confidence).toBeGreaterThanOrEqual(0.6);
  });

  test('a bare “I have a problem” leaves it open', () => {
    expect(understand('I have a problem').problems[0]?.types[0]?.confidence).toBeLessThan(0.6);
  });
});

describe('how many problems', () => {
  test.each([
    ['打印机卡纸了,另外 VPN 也连不上', ['printer', 'network']],
    ['印表機卡紙了,還有 VPN 也連不上', ['printer', 'network']],
    ['My VPN is down and the printer on floor 3 is jammed', ['network', 'printer']],
    ['1. 密码忘了 2. 打印机没墨了', ['account', 'printer']],
    ['Outlook keeps crashing. Also, my monitor flickers.', ['email', 'hardware']],
  ])('%j tells of %j', (text, types) => expect(typesOf(text)).toEqual(types));

  test.each([
    '电脑连不上打印机,提示 0x0000011b',
    'VPN 连不上,所以收不到邮件',
    'I cannot print. I already restarted my laptop. The printer is on the 3rd floor.',
    '会议室投影没信号,HDMI 线换过了也不行',
    'I restarted the router and my laptop but the VPN still does not connect',
    '我电脑很卡,打开 Outlook 要五分钟',
  ])('%j tells of one', (text) => expect(understand(text).problems).toHaveLength(1));

  test("keeps the person's own words", () => {
    const [first, second] = understand('你好,HP M404dn 卡纸了!另外 VPN 也连不上。').problems;
    expect(first?.text).toBe('HP M404dn 卡纸了');
    expect(first?.devices).toEqual([{ value: 'HP M404dn', sure: true }]);
    expect(second?.text).toContain('VPN');
  });
});

describe('how many people', () => {
  test.each([
    ['我们整个部门都上不了网', 'department', true],
    ['财务部所有人都打不开 ERP', 'department', true],
    ['3楼的人都上不了网', 'department', true],
    ['The whole team cannot print', 'department', true],
    ['全公司都收不到邮件', 'company', true],
    ['the entire company has no internet', 'company', true],
    ['I cannot print, everyone else is fine', 'person', true],
    ['就我上不了网,别人都正常', 'person', true],
    ['部门共享盘打不开', 'person', false],
    ['给全公司发的邮件发不出去', 'person', false],
    ['我的打印机坏了', 'person', false],
  ])('%j: %s', (text, value, said) => {
    expect(understand(text).problems[0]?.impact).toEqual({ value, said });
  });
});

describe('how urgent', () => {
  test.each([
    ['生产线停了,MES 打不开', 'critical'],
    ['email outage, nobody can work', 'critical'],
    ['马上要开会了,投影连不上', 'high'],
    ['客户在等,打印机卡纸了', 'high'],
    ['my presentation starts in 10 minutes and the projector is dead', 'high'],
    ['VPN 连不上,完全没法工作', 'high'],
    ['打印机没墨了,不急', 'low'],
    ['不是很急,键盘有个键坏了', 'low'],
    ["keyboard is broken but it's not urgent", 'low'],
    ['怎么设置自动回复', 'low'],
    ['I need a new laptop', 'low'],
    ['wifi 连上十分钟后就断开', 'normal'],
    ['outlook takes 10 minutes to open', 'normal'],
    ['打印机卡纸了', 'normal'],
  ])('%j: %s', (text, value) => expect(understand(text).problems[0]?.urgency.value).toBe(value));
});

describe('any input', () => {
  test('never throws', () => {
    expect(() => understand('\ud800')).not.toThrow();
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        (text) => understand(text).problems.length < 50,
      ),
    );
  });

  test.each(['a', '打', '(', 'printer and ', '打印机坏了,另外', '1. '])(
    'a megabyte of %j is quick',
    (unit) => {
      const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
      understand(text.slice(0, 4000));
      const start = performance.now();
      understand(text);
      expect(performance.now() - start).toBeLessThan(1000);
    },
  );
});
