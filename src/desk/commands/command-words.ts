import type { Line, Priority } from '../../store/schema.ts';
import type { CommandName, DeskCommand, KnowledgeAct } from './desk-command.ts';

const WORDS: Record<CommandName, readonly string[]> = {
  claim: ['claim', '认领', '認領'],
  unclaim: ['unclaim', '放弃', '放棄', '取消认领', '取消認領', '放弃认领', '放棄認領'],
  assign: ['assign', '分配', '指派', '转给', '轉給'],
  note: ['note', '备注', '備註'],
  priority: ['priority', '优先级', '優先級'],
  type: ['type', '类型', '類型'],
  escalate: ['escalate', '升级', '升級', '转回', '轉回', '退回'],
  resolve: ['resolve', '解决', '解決'],
  wait: ['wait', '等待'],
  merge: ['merge', '合并', '合併'],
  collab: ['collab', '协作', '協作', '协作单', '協作單'],
  split: ['split', '拆分', '拆出'],
  join: ['join', '并入', '併入', '归入', '歸入'],
  leave: ['leave', '独立', '獨立'],
  'no-incident': ['no-incident', 'dissolve', '取消事件', '不是事件'],
  broadcast: ['broadcast', '广播', '廣播', '群发', '群發'],
  snooze: ['snooze', '搁置', '擱置', '稍后', '稍後'],
  continue: ['continue', '继续', '繼續', '恢复', '恢復'],
  extend: ['extend', '延时', '延時', '再给我时间'],
  cause: ['cause', '根因', '根本原因'],
  agreement: ['agreement', '协议', '協議'],
  'breach-reason': ['overdue', '超时原因', '超時原因'],
  away: ['away', '离开', '離開'],
  back: ['back', '回来', '回來', '在岗', '在崗'],
  kb: ['kb', '知识', '知識', '知识库', '知識庫'],
  procedure: ['procedure', '方案'],
  done: ['done', '完成'],
  draft: ['draft', '草稿'],
  synonym: ['synonym', 'synonyms', '同义词', '同義詞'],
  translate: ['translate', '翻译', '翻譯'],
  summary: ['summary', '摘要', '小结', '小結'],
  points: ['points', '积分', '積分'],
  why: ['why', '为什么', '為什麼', '时限', '時限'],
  recovered: ['recovered', '回访', '回訪', '已回访', '已回訪'],
  help: ['help', '帮助', '幫助', '命令'],
};

/** Every word a command can be given by, small letters. */
export const commandByWord: ReadonlyMap<string, CommandName> = new Map(
  Object.entries(WORDS).flatMap(([name, words]) => words.map((word) => [word, name as CommandName])),
);

/** Commands that are the whole message. */
export const takeNothing: ReadonlySet<DeskCommand['do']> = new Set([
  'claim',
  'unclaim',
  'why',
  'draft',
  'summary',
  'points',
  'help',
  'continue',
  'leave',
  'no-incident',
  'extend',
  'away',
  'back',
]);

/** What may follow the word of `kb`; anything else is looked for. */
export const knowledgeActByWord: ReadonlyMap<string, KnowledgeAct> = new Map(
  Object.entries({
    show: ['show', 'open', '查看', '打开', '打開'],
    link: ['link', '关联', '關聯', '链接', '鏈接'],
    update: ['update', '更新', '修改'],
    fill: ['fill', '补充', '補充', '填写', '填寫'],
    submit: ['submit', '提交'],
    approve: ['approve', '通过', '通過', '批准'],
    verify: ['verify', '有效', '确认有效', '確認有效'],
    return: ['return', '退回'],
    retire: ['retire', '停用', '下架'],
    draft: ['draft', '草稿', '起草', '新建'],
    nothing: ['nothing', '不需要', '无需', '無需', '不用'],
  } satisfies Record<KnowledgeAct, string[]>).flatMap(([act, words]) =>
    words.map((word) => [word, act as KnowledgeAct]),
  ),
);

/** What may follow the word of `collab` instead of a person. */
export const collabActByWord: ReadonlyMap<string, 'done' | 'drop'> = new Map([
  ['done', 'done'],
  ['完成', 'done'],
  ['drop', 'drop'],
  ['cancel', 'drop'],
  ['取消', 'drop'],
]);

/** What may follow the word of `synonym` instead of words. */
export const synonymActByWord: ReadonlyMap<string, 'list' | 'remove'> = new Map([
  ['list', 'list'],
  ['列表', 'list'],
  ['全部', 'list'],
  ['remove', 'remove'],
  ['delete', 'remove'],
  ['删除', 'remove'],
  ['刪除', 'remove'],
]);

/** What the words after `why` and `draft` are about. */
export const typeWords: ReadonlySet<string> = new Set(['type', '类型', '類型', '分类', '分類']);
export const replyWords: ReadonlySet<string> = new Set(['reply', '回复', '回覆', '答复']);
export const articleWords: ReadonlySet<string> = new Set(['article', '文章', '知识', '知識']);

export const switchByWord: ReadonlyMap<string, boolean> = new Map([
  ['on', true],
  ['开', true],
  ['開', true],
  ['开启', true],
  ['off', false],
  ['关', false],
  ['關', false],
  ['关闭', false],
]);

/** How an agent begins a report of his own in the chat he works in. */
export const ownReportWords: readonly string[] = ['report', '报修', '報修'];

/** Wishes that are the bot's business whoever has them: with what follows, a code may stand in it. */
export const botWishWords: readonly string[] = [
  'link',
  'connect',
  'unlink',
  '绑定',
  '綁定',
  '关联',
  '關聯',
  '解除绑定',
  '解除綁定',
];

export const priorityByWord: ReadonlyMap<string, Priority> = new Map([
  ['urgent', 'urgent'],
  ['high', 'high'],
  ['normal', 'normal'],
  ['low', 'low'],
  ['紧急', 'urgent'],
  ['緊急', 'urgent'],
  ['高', 'high'],
  ['中', 'normal'],
  ['普通', 'normal'],
  ['低', 'low'],
]);

export const lineByWord: ReadonlyMap<string, Line> = new Map([
  ['l1', 'L1'],
  ['l2', 'L2'],
  ['expert', 'expert'],
  ['一线', 'L1'],
  ['一線', 'L1'],
  ['二线', 'L2'],
  ['二線', 'L2'],
  ['专家', 'expert'],
  ['專家', 'expert'],
]);

export const sideByWord: ReadonlyMap<string, 'requester' | 'vendor'> = new Map([
  ['requester', 'requester'],
  ['user', 'requester'],
  ['用户', 'requester'],
  ['用戶', 'requester'],
  ['vendor', 'vendor'],
  ['supplier', 'vendor'],
  ['供应商', 'vendor'],
  ['供應商', 'vendor'],
  ['厂商', 'vendor'],
  ['廠商', 'vendor'],
]);
