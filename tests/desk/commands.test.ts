import { describe, expect, it } from 'vitest';
import { articlePartsIn } from '../../src/desk/commands/article-fields.ts';
import { parseDeskText } from '../../src/desk/commands/commands.ts';
import type { DeskCommand } from '../../src/desk/commands/desk-command.ts';
import { commandByWord } from '../../src/desk/commands/command-words.ts';
import { splitLines } from '../../src/desk/commands/internal-lines.ts';
import { resolutionIn, stepsIn } from '../../src/desk/commands/resolution.ts';
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
  ['分配给@李四', { do: 'assign', to: '李四' }],
  ['分配给 @李四', { do: 'assign', to: '李四' }],
  ['指派给：@李四', { do: 'assign', to: '李四' }],
  ['assign to @tom', { do: 'assign', to: 'tom' }],
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
  ['priority: as high', { do: 'priority', priority: 'high' }],
  ['优先级改为高', { do: 'priority', priority: 'high' }],
  ['优先级：改成高', { do: 'priority', priority: 'high' }],
  ['优先级调到低。', { do: 'priority', priority: 'low' }],
  ['类型网络', { do: 'type', type: 'network' }],
  ['类型改为 网络', { do: 'type', type: 'network' }],
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
  ['升级到二线 需要查交换机', { do: 'escalate', line: 'L2', reason: '需要查交换机' }],
  ['升级到二线，交换机坏了', { do: 'escalate', line: 'L2', reason: '交换机坏了' }],
  ['升级给专家：抓包', { do: 'escalate', line: 'expert', reason: '抓包' }],
  ['升级到二线 网络 交换机坏了', { do: 'escalate', line: 'L2', field: 'network', reason: '网络 交换机坏了' }],
  ['升级 到 二线 需要查交换机', { do: 'escalate', line: 'L2', reason: '需要查交换机' }],
  ['escalate to L2 needs a router', { do: 'escalate', line: 'L2', reason: 'needs a router' }],
  ['转给二线 网络不通', { do: 'escalate', line: 'L2', reason: '网络不通' }],
  ['转给 专家：网络不通', { do: 'escalate', line: 'expert', reason: '网络不通' }],
  ['退回一线 只是密码过期', { do: 'escalate', line: 'L1', reason: '只是密码过期' }],
  ['转回 一线 只是密码过期', { do: 'escalate', line: 'L1', reason: '只是密码过期' }],
  ['resolve', { do: 'resolve', cause: '', steps: [] }],
  ['resolve worn roller', { do: 'resolve', cause: 'worn roller', steps: [] }],
  ['resolve cause: worn steps: swap; test', { do: 'resolve', cause: 'worn', steps: ['swap', 'test'] }],
  ['解决 原因：磨损 步骤：更换；测试', { do: 'resolve', cause: '磨损', steps: ['更换', '测试'] }],
  ['解决：原因：磨损；步骤：更换；测试', { do: 'resolve', cause: '磨损', steps: ['更换', '测试'] }],
  ['解決 原因:磨損 步驟:更換;測試', { do: 'resolve', cause: '磨損', steps: ['更換', '測試'] }],
  ['解决\n原因：磨损\n步骤：\n1. 更换\n2、测试', { do: 'resolve', cause: '磨损', steps: ['更换', '测试'] }],
  ['解决原因：卡纸 步骤：取出纸', { do: 'resolve', cause: '卡纸', steps: ['取出纸'] }],
  ['解决了，原因：卡纸 步骤：取出纸', { do: 'resolve', cause: '卡纸', steps: ['取出纸'] }],
  ['已解决 原因：卡纸', { do: 'resolve', cause: '卡纸', steps: [] }],
  ['解決步驟：取出紙', { do: 'resolve', cause: '', steps: ['取出紙'] }],
  ['等待用户 补充截图', { do: 'wait', for: 'requester', reason: '补充截图' }],
  ['等待供应商：零件', { do: 'wait', for: 'vendor', reason: '零件' }],
  ['wait requester serial number', { do: 'wait', for: 'requester', reason: 'serial number' }],
  ['wait vendor: the part', { do: 'wait', for: 'vendor', reason: 'the part' }],
  ['等待 用户：序列号', { do: 'wait', for: 'requester', reason: '序列号' }],
  ['等待 供應商 零件', { do: 'wait', for: 'vendor', reason: '零件' }],
  ['merge #12', { do: 'merge', number: '12' }],
  ['合并 ＃12', { do: 'merge', number: '12' }],
  ['合并#12', { do: 'merge', number: '12' }],
  ['合并到 #12', { do: 'merge', number: '12' }],
  ['合并到#12。', { do: 'merge', number: '12' }],
  ['merge into #12', { do: 'merge', number: '12' }],
  ['合併 IT-2026-000012', { do: 'merge', number: 'IT-2026-000012' }],
  ['kb vpn 809', { do: 'kb', query: 'vpn 809' }],
  ['知识库：打印机 卡纸', { do: 'kb', query: '打印机 卡纸' }],
  ['kb show network-vpn-809', { do: 'article', act: 'show', articleId: 'network-vpn-809' }],
  ['知识 关联 `network-vpn-809`', { do: 'article', act: 'link', articleId: 'network-vpn-809' }],
  ['知识库：更新 network-vpn-809', { do: 'article', act: 'update', articleId: 'network-vpn-809' }],
  ['kb update windows driver', { do: 'kb', query: 'update windows driver' }],
  ['知识 补充 vpn-809', { do: 'article', act: 'fill', articleId: 'vpn-809', text: '' }],
  ['kb draft', { do: 'new-article' }],
  ['知识 草稿', { do: 'new-article' }],
  ['kb draft beer', { do: 'kb', query: 'draft beer' }],
  ['draft article', { do: 'new-article' }],
  ['kb nothing', { do: 'no-article', reason: '' }],
  ['知识 不需要：只是误报', { do: 'no-article', reason: '只是误报' }],
  [
    'kb return vpn-809 too vague',
    { do: 'article', act: 'return', articleId: 'vpn-809', reason: 'too vague' },
  ],
  ['知识 停用 vpn-809', { do: 'article', act: 'retire', articleId: 'vpn-809', reason: '' }],
  ['kb verify vpn-809.', { do: 'article', act: 'verify', articleId: 'vpn-809' }],
  [
    'kb fill vpn-809 scene: at home',
    { do: 'article', act: 'fill', articleId: 'vpn-809', text: 'scene: at home' },
  ],
  ['synonym wifi = 无线 = WLAN', { do: 'synonym', act: 'add', text: 'wifi = 无线 = WLAN' }],
  ['同义词：连不上＝无法连接', { do: 'synonym', act: 'add', text: '连不上＝无法连接' }],
  ['同义词', { do: 'synonym', act: 'list' }],
  ['synonym remove WLAN', { do: 'synonym', act: 'remove', word: 'WLAN' }],
  ['translate on', { do: 'translate', on: true }],
  ['翻译 关', { do: 'translate', on: false }],
  ['翻译开', { do: 'translate', on: true }],
  ['summary', { do: 'summary' }],
  ['摘要', { do: 'summary' }],
  ['积分', { do: 'points' }],
  ['why type', { do: 'why-type' }],
  ['为什么 类型', { do: 'why-type' }],
  ['draft reply', { do: 'draft-reply' }],
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
  ['help?', { do: 'help' }],
  ['帮助？', { do: 'help' }],
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
  'synonym wifi',
  'synonym remove',
  'translate',
  'translate this for me',
  'summary of what we found',
  'points taken',
  '升级二线',
  '升级到二线',
  '升级二线需要查交换机',
  '升级给@李四',
  '转给二线',
  '转给#2',
  '等待用户',
  '等待供应商',
  '等待厂商，明天给您答复',
  '转给二线，他们会联系您',
  '优先级高 他很急',
  '合并到 #12 谢谢',
  '解决原因是卡纸',
  '解决步骤',
  '认领一下',
  '认领了',
  '认领这张工单。',
  '备注，',
  '为什么？',
  'why?',
  '认领？',
  '/升级二线',
  '/foo',
  '/ 你好',
  '／随便',
  '/',
];

/** Ordinary sentences to a requester, some of which begin like a command. */
const plain = [
  '你好，我马上过来看看',
  '解决了吗？',
  '解决方法是重启',
  '解决了，原因是网线松了，请再试试',
  '解决步骤如下，请照着做',
  '解决中，请稍等',
  '已解决，请再试一次',
  '升级后的驱动装好了，请再试',
  '升级到最新版本就好了',
  '升级L2TP 客户端之前请先备份',
  '升级完成，请重启电脑',
  '升级中，请不要关机',
  '优先级我已经调高了',
  '优先级高，我马上处理',
  '优先级高一点的先做',
  '类型不对，请换一根线',
  '类型改好了',
  '完成后请告诉我',
  '完成了吗？',
  '完成中，请稍等',
  '等待您的回复',
  '等待几分钟再试',
  '等待供应商发货，大概周三到',
  '等待用户登录界面出现后再试',
  '合并单元格之后再打印',
  '合并到一个文件里再发给我',
  '转给你看看这个说明',
  '转给同事处理了，请稍等',
  '转给二线同事处理了，请稍等',
  '分配给你的电脑在前台',
  '指派的同事十点到',
  '认领的设备在前台，请来取',
  '放弃这次更新，重启就好',
  '草稿已保存，请打开看看',
  '为什么不试试重启呢',
  '退回到上一步，再点确定',
  '知识库里有一篇文章',
  '翻译一下这份说明再发给我',
  '翻译开始了吗',
  '摘要我发给您了',
  '积分会在月底到账',
  '方案我发给你了',
  '回访会在明天',
  'Done! Please try again.',
  'Done? Then please restart.',
  'Waiting for your reply',
  'Resolved, please check.',
  'Escalated to L2',
  'https://intra.example.com/vpn',
  'IT: please restart',
  '帮助文档在这里',
  '你能帮我重启一下吗？',
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

describe('parts of an article', () => {
  it('are read in both languages, on lines or after semicolons', () => {
    expect(articlePartsIn('scene: at home; with a router\nrisks: none known\nsteps: a; b')).toEqual({
      scene: 'at home; with a router',
      risks: 'none known',
      steps: ['a', 'b'],
    });
    expect(articlePartsIn('场景：在家；风险：用流量；相关：无')).toEqual({
      scene: '在家',
      risks: '用流量',
      related: [],
    });
    expect(articlePartsIn('相关案例：vpn-1、IT-2026-000001')).toEqual({
      related: ['vpn-1', 'IT-2026-000001'],
    });
  });

  it('are none where the words are about no part', () => {
    expect(articlePartsIn('please make it better')).toBeUndefined();
    expect(articlePartsIn('it is a risk: see below')).toBeUndefined();
    expect(articlePartsIn('scene:')).toBeUndefined();
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
