import { describe, expect, it } from 'vitest';
import { parseDeskText } from '../../src/desk/commands.ts';
import type { DeskCommand } from '../../src/desk/desk-command.ts';
import { commandByWord } from '../../src/desk/command-words.ts';
import { splitLines } from '../../src/desk/internal-lines.ts';
import { resolutionIn, stepsIn } from '../../src/desk/resolution.ts';
import { escalateCommand, recoveryCommand, resolveCommand } from '../../src/web/desk-commands.ts';

const types = new Map([
  ['network', 'network'],
  ['网络', 'network'],
  ['printer', 'printer'],
]);
const parse = (text: string) => parseDeskText(text, (name) => types.get(name.toLowerCase()));

const understood: [string, DeskCommand][] = [
  ['claim', { do: 'claim' }],
  ['Claim', { do: 'claim' }],
  ['  CLAIM  ', { do: 'claim' }],
  ['/claim', { do: 'claim' }],
  ['/ 认领', { do: 'claim' }],
  ['／认领', { do: 'claim' }],
  ['认领', { do: 'claim' }],
  ['认领！', { do: 'claim' }],
  ['認領', { do: 'claim' }],
  ['unclaim', { do: 'unclaim' }],
  ['放弃', { do: 'unclaim' }],
  ['取消认领', { do: 'unclaim' }],
  ['取消認領', { do: 'unclaim' }],
  ['assign @tom', { do: 'assign', to: 'tom' }],
  ['assign Tom Baker', { do: 'assign', to: 'Tom Baker' }],
  ['分配 @王芳', { do: 'assign', to: '王芳' }],
  ['分配@王芳', { do: 'assign', to: '王芳' }],
  ['转给 ＠王芳', { do: 'assign', to: '王芳' }],
  ['轉給：@王芳', { do: 'assign', to: '王芳' }],
  ['note he called twice', { do: 'note', text: 'he called twice' }],
  ['note: he called twice', { do: 'note', text: 'he called twice' }],
  ['note:he called', { do: 'note', text: 'he called' }],
  ['备注：用户很着急', { do: 'note', text: '用户很着急' }],
  ['备注:用户很着急', { do: 'note', text: '用户很着急' }],
  ['备注，用户很着急', { do: 'note', text: '用户很着急' }],
  ['备注用户很着急', { do: 'note', text: '用户很着急' }],
  ['備註 第一行\n第二行', { do: 'note', text: '第一行\n第二行' }],
  ['priority urgent', { do: 'priority', priority: 'urgent' }],
  ['优先级：高', { do: 'priority', priority: 'high' }],
  ['优先级高', { do: 'priority', priority: 'high' }],
  ['優先級 緊急', { do: 'priority', priority: 'urgent' }],
  ['优先级 中', { do: 'priority', priority: 'normal' }],
  ['type network', { do: 'type', type: 'network' }],
  ['类型：网络', { do: 'type', type: 'network' }],
  ['escalate L2 needs a router', { do: 'escalate', line: 'L2', reason: 'needs a router' }],
  ['escalate l2: needs a router', { do: 'escalate', line: 'L2', reason: 'needs a router' }],
  [
    'escalate expert network router is dead',
    { do: 'escalate', line: 'expert', field: 'network', reason: 'network router is dead' },
  ],
  ['升级 二线 需要查交换机', { do: 'escalate', line: 'L2', reason: '需要查交换机' }],
  ['升级：专家：需要抓包', { do: 'escalate', line: 'expert', reason: '需要抓包' }],
  ['升级专家，需要抓包', { do: 'escalate', line: 'expert', reason: '需要抓包' }],
  ['升級 二線 需要查交換機', { do: 'escalate', line: 'L2', reason: '需要查交換機' }],
  ['转回 一线 只是密码过期', { do: 'escalate', line: 'L1', reason: '只是密码过期' }],
  ['resolve', { do: 'resolve', cause: '', steps: [] }],
  ['resolve worn roller', { do: 'resolve', cause: 'worn roller', steps: [] }],
  ['resolve cause: worn steps: swap; test', { do: 'resolve', cause: 'worn', steps: ['swap', 'test'] }],
  ['解决 原因：磨损 步骤：更换；测试', { do: 'resolve', cause: '磨损', steps: ['更换', '测试'] }],
  ['解决：原因：磨损；步骤：更换；测试', { do: 'resolve', cause: '磨损', steps: ['更换', '测试'] }],
  ['解決 原因:磨損 步驟:更換;測試', { do: 'resolve', cause: '磨損', steps: ['更換', '測試'] }],
  ['解决\n原因：磨损\n步骤：\n1. 更换\n2、测试', { do: 'resolve', cause: '磨损', steps: ['更换', '测试'] }],
  ['wait requester serial number', { do: 'wait', for: 'requester', reason: 'serial number' }],
  ['wait vendor: the part', { do: 'wait', for: 'vendor', reason: 'the part' }],
  ['等待 用户：序列号', { do: 'wait', for: 'requester', reason: '序列号' }],
  ['等待 供應商 零件', { do: 'wait', for: 'vendor', reason: '零件' }],
  ['merge #12', { do: 'merge', number: '12' }],
  ['合并 ＃12', { do: 'merge', number: '12' }],
  ['合并#12', { do: 'merge', number: '12' }],
  ['合併 IT-2026-000012', { do: 'merge', number: 'IT-2026-000012' }],
  ['kb vpn 809', { do: 'kb', query: 'vpn 809' }],
  ['知识库：打印机 卡纸', { do: 'kb', query: '打印机 卡纸' }],
  ['procedure network-vpn-809', { do: 'procedure', articleId: 'network-vpn-809' }],
  ['方案 network-vpn-809', { do: 'procedure', articleId: 'network-vpn-809' }],
  ['done 1 2', { do: 'done', steps: [1, 2] }],
  ['done 1, 2', { do: 'done', steps: [1, 2] }],
  ['完成 1、2，3', { do: 'done', steps: [1, 2, 3] }],
  ['完成1 2', { do: 'done', steps: [1, 2] }],
  ['draft', { do: 'draft' }],
  ['草稿', { do: 'draft' }],
  ['why', { do: 'why' }],
  ['为什么', { do: 'why' }],
  ['時限', { do: 'why' }],
  ['recovered called, all good', { do: 'recovered', note: 'called, all good' }],
  ['recovered', { do: 'recovered', note: '' }],
  ['回访：已致歉', { do: 'recovered', note: '已致歉' }],
  ['已回访', { do: 'recovered', note: '' }],
  ['help', { do: 'help' }],
  ['帮助', { do: 'help' }],
];

const misused = [
  'claim it please',
  '认领 一下',
  'assign',
  'note',
  '备注：',
  'priority',
  'priority very high',
  '优先级 很高',
  'type spaceship',
  'escalate',
  'escalate L2',
  'escalate everything to the boss',
  '升级 二线',
  'wait',
  'wait a minute please',
  '等待 用户',
  'merge',
  'merge with the other one',
  'kb',
  'procedure',
  'done',
  'done with it',
  '完成 1.5',
  'why is it so',
  'draft something',
  '/foo',
  '/ 你好',
  '／随便',
  '/',
];

const plain = [
  '你好，我马上过来看看',
  '解决了吗？',
  '升级后的驱动装好了，请再试',
  '优先级我已经调高了',
  '完成后请告诉我',
  '转给你看看这个说明',
  'Done! Please try again.',
  'https://intra.example.com/vpn',
  'IT: please restart',
  '帮助文档在这里',
  '',
];

describe('what an agent writes', () => {
  it.each(understood)('is the command it says: %j', (text, command) => {
    expect(parse(text)).toEqual({ command });
  });

  it.each(misused)('is explained and never relayed where a command is misused: %j', (text) => {
    expect(parse(text)).toHaveProperty('misused');
  });

  it.each(plain)('is for the requester where it is no command: %j', (text) => {
    expect(parse(text)).toEqual({ words: text });
  });

  it('reaches every command by an English and by a Chinese word', () => {
    const namedBy = (script: RegExp) =>
      new Set([...commandByWord].flatMap(([word, name]) => (script.test(word) ? [name] : [])));
    const all = new Set(commandByWord.values());
    expect(namedBy(/^[a-z]+$/)).toEqual(all);
    expect(namedBy(/\p{Script=Han}/u)).toEqual(all);
  });
});

describe('what the forms of the desk page send', () => {
  it.each(['zh-CN', 'en'] as const)('is understood, in %s', (locale) => {
    expect(parse(resolveCommand('router: blocked', '换热点; 重启\n1. test', locale))).toEqual({
      command: { do: 'resolve', cause: 'router: blocked', steps: ['换热点, 重启', 'test'] },
    });
    expect(parse(escalateCommand('expert', '需要\n抓包', locale))).toEqual({
      command: { do: 'escalate', line: 'expert', reason: '需要 抓包' },
    });
    expect(parse(recoveryCommand('打过电话', locale))).toEqual({
      command: { do: 'recovered', note: '打过电话' },
    });
  });
});

describe('lines that begin with //', () => {
  it('are taken out of what is for the requester, in both widths and with space before', () => {
    expect(splitLines('你好\n// 他很急\n  ／／真的\n请稍等')).toEqual({
      words: '你好\n请稍等',
      internal: '他很急\n真的',
    });
  });

  it('are not addresses within a line', () => {
    expect(splitLines('see http://intra//x').internal).toBe('');
  });
});

describe('cause and steps', () => {
  it('may stand in either order', () => {
    expect(resolutionIn('步骤：更换；测试 原因：磨损')).toEqual({ cause: '磨损', steps: ['更换', '测试'] });
  });

  it('may be only steps', () => {
    expect(resolutionIn('steps: swap; test')).toEqual({ cause: '', steps: ['swap', 'test'] });
  });

  it('keep everything that was written', () => {
    expect(resolutionIn('cause: a steps: follow the steps: b; c').steps).toEqual([
      'follow the steps: b',
      'c',
    ]);
  });

  it.each([
    ['a; b；c', ['a', 'b', 'c']],
    ['- a\n* b\n• c', ['a', 'b', 'c']],
    ['1. 换轮 2. 测试', ['换轮', '测试']],
    ['1) swap 2) test', ['swap', 'test']],
    ['安装 2.0 版驱动', ['安装 2.0 版驱动']],
    ['1. install 2.0 now', ['install 2.0 now']],
    [' ; ；\n', []],
  ])('are split as people write them: %j', (text, steps) => {
    expect(stepsIn(text)).toEqual(steps);
  });
});
