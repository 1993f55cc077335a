import { describe, expect, test } from 'vitest';
import { loadLanguage } from '../../src/language/content.ts';
import { createMoves, recogniseCorrection } from '../../src/language/moves.ts';

const recogniseMove = createMoves(loadLanguage('prompts').moves);

describe('a whole message is a move', () => {
  test.each([
    ['转人工', 'human'],
    ['請幫我轉人工,謝謝', 'human'],
    ['我要找个人', 'human'],
    ['I want to talk to a human please', 'human'],
    ['Agent please!', 'human'],
    ['取消', 'cancel'],
    ['算了,不用了', 'cancel'],
    ['算了吧', 'cancel'],
    ['Never mind.', 'cancel'],
    ['上一步', 'back'],
    ['go back', 'back'],
    ['跳过', 'skip'],
    ['我不知道', 'skip'],
    ['no idea', 'skip'],
    ['I don’t know', 'skip'],
    ['重新开始', 'restart'],
    ['start over', 'restart'],
    ['好了,谢谢!', 'solved'],
    ['已经可以了', 'solved'],
    ['Thanks, it works now', 'solved'],
    ['搞定 👍', 'solved'],
    ['还是不行', 'not-solved'],
    ['沒解決', 'not-solved'],
    ["that didn't help", 'not-solved'],
    ['still broken', 'not-solved'],
    ['我的工单', 'my-tickets'],
    ['Ticket status?', 'my-tickets'],
    ['帮助', 'help'],
    ['?', 'help'],
    ['好的', 'yes'],
    ['Yes!', 'yes'],
    ['不是', 'no'],
    ['nope', 'no'],
    ['说中文', 'language-zh'],
    ['English, please', 'language-en'],
  ])('%j is %s', (text, move) => expect(recogniseMove(text) ?? undefined).toBe(move));
});

test.each([
  '打印机不能取消任务',
  'I cannot go back to the previous version of Word',
  '密码重置不了,帮助我',
  'VPN 还是连不上,一直报错',
  'my ticket printer is jammed',
  '好了吗',
  '人工客服系统打不开',
  'the agent software on my pc crashed',
  '不知道为什么打印机不动了',
  'help, my laptop is on fire',
  'skip button in zoom is missing',
])('%j tells of a problem and is no move', (text) => expect(recogniseMove(text)).toBeUndefined());

describe('recogniseCorrection', () => {
  test.each([
    ['型号写错了,是 M405', 'M405'],
    ['型號寫錯了,是 M405', 'M405'],
    ['sorry, I meant M405', 'M405'],
    ['更正:3 楼', '3 楼'],
    ['不对,应该是 3 楼', '3 楼'],
    ['不是 M404,是 M405', 'M405'],
    ['型号改成 M405 吧', 'M405'],
    ['I meant M405, sorry', 'M405, sorry'],
    ['change the model to M405', 'M405'],
    ["Oops, it's the second floor", 'the second floor'],
    ['Correction: M405', 'M405'],
  ])('takes from %j %j', (text, right) => expect(recogniseCorrection(text)).toBe(right));

  test.each([
    'M405',
    '应该是网络的问题',
    "actually it's still broken",
    '打印机不是坏了,是没纸了吗?',
    '我写了一封邮件发错了',
    'no, it is fine',
    '不对',
    'sorry, my printer is broken',
  ])('takes nothing from %j', (text) => expect(recogniseCorrection(text)).toBeUndefined());
});
