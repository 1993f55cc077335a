import type { Line, Priority } from '../store/schema.ts';

/** What an agent asks for in a desk thread. */
export type DeskCommand =
  | { do: 'claim' | 'unclaim' | 'why' | 'draft' | 'help' }
  | { do: 'assign'; to: string }
  | { do: 'note'; text: string }
  | { do: 'priority'; priority: Priority }
  | { do: 'type'; type: string }
  | { do: 'escalate'; line: Line; reason: string }
  | { do: 'resolve'; cause: string; steps: string[] }
  | { do: 'wait'; for: 'requester' | 'vendor'; reason: string }
  | { do: 'merge'; number: string }
  | { do: 'kb'; query: string }
  | { do: 'procedure'; articleId: string }
  | { do: 'done'; steps: number[] }
  | { do: 'recovered'; note: string };

/** A command, a command word that isn't used as it must be, or words for the requester. */
export type Parsed = { command: DeskCommand } | { misused: string } | { words: string };

const WORDS: Record<DeskCommand['do'], readonly string[]> = {
  claim: ['claim', '认领', '認領'],
  unclaim: ['unclaim', '放弃', '取消认领', '放棄'],
  assign: ['assign', '分配', '指派', '转给', '轉給'],
  note: ['note', '备注', '備註'],
  priority: ['priority', '优先级', '優先級'],
  type: ['type', '类型', '類型'],
  escalate: ['escalate', '升级', '升級'],
  resolve: ['resolve', '解决', '解決'],
  wait: ['wait', '等待'],
  merge: ['merge', '合并', '合併'],
  kb: ['kb', '知识', '知識', '知识库'],
  procedure: ['procedure', '方案'],
  done: ['done', '完成'],
  draft: ['draft', '草稿'],
  why: ['why', '为什么', '為什麼', '时限'],
  recovered: ['recovered', '回访', '回訪'],
  help: ['help', '帮助', '幫助', '命令'],
};

const PRIORITIES: Record<string, Priority> = {
  urgent: 'urgent',
  high: 'high',
  normal: 'normal',
  low: 'low',
  紧急: 'urgent',
  緊急: 'urgent',
  高: 'high',
  中: 'normal',
  普通: 'normal',
  低: 'low',
};

const LINES: Record<string, Line> = {
  l1: 'L1',
  l2: 'L2',
  expert: 'expert',
  一线: 'L1',
  二线: 'L2',
  专家: 'expert',
  專家: 'expert',
};

const SIDES: Record<string, 'requester' | 'vendor'> = {
  requester: 'requester',
  user: 'requester',
  vendor: 'vendor',
  supplier: 'vendor',
  用户: 'requester',
  用戶: 'requester',
  供应商: 'vendor',
  厂商: 'vendor',
};

const byWord = new Map(
  Object.entries(WORDS).flatMap(([name, words]) => words.map((word) => [word, name as DeskCommand['do']])),
);

const CAUSE = /(?:^|\s)(?:cause|原因)\s*[:\uff1a]\s*/i;
const STEPS = /(?:^|\s)(?:steps?|步骤|步驟)\s*[:\uff1a]\s*/i;
const LIST_MARK = /^\s*(?:\d+[.、)]|[-*•])\s*/;

/** Reads what an agent wrote. `typeOf` knows the issue types by id and by name. */
export function parseDeskText(text: string, typeOf: (name: string) => string | undefined): Parsed {
  const line = text.trim();
  if (line.startsWith('/') && !line.startsWith('//')) {
    const parsed = parseDeskText(line.slice(1), typeOf);
    return 'words' in parsed ? { misused: line.split(/\s/)[0] ?? line } : parsed;
  }
  const [, first = '', rest = ''] = /^(\S+?)[:\uff1a]?(?:\s+([\s\S]*))?$/.exec(line) ?? [];
  const name = byWord.get(first.toLowerCase());
  if (!name) return { words: line };
  const command = read(name, rest.trim(), typeOf);
  return command ? { command } : { misused: first };
}

function read(
  name: DeskCommand['do'],
  rest: string,
  typeOf: (name: string) => string | undefined,
): DeskCommand | undefined {
  const [first = ''] = rest.split(/\s+/);
  const remainder = rest.slice(first.length).trim();
  switch (name) {
    case 'claim':
    case 'unclaim':
    case 'why':
    case 'draft':
    case 'help':
      return rest === '' ? { do: name } : undefined;
    case 'assign':
      return rest === '' ? undefined : { do: name, to: rest.replace(/^@/, '') };
    case 'note':
      return rest === '' ? undefined : { do: name, text: rest };
    case 'priority': {
      const priority = PRIORITIES[rest.toLowerCase()];
      return priority && { do: name, priority };
    }
    case 'type': {
      const type = typeOf(rest);
      return type === undefined ? undefined : { do: name, type };
    }
    case 'escalate': {
      const line = LINES[first.toLowerCase()];
      return line && remainder !== '' ? { do: name, line, reason: remainder } : undefined;
    }
    case 'resolve':
      return { do: name, ...resolutionIn(rest) };
    case 'wait': {
      const side = SIDES[first.toLowerCase()];
      return side && remainder !== '' ? { do: name, for: side, reason: remainder } : undefined;
    }
    case 'merge': {
      const number = /^#?((?:IT-\d{4}-)?\d+)$/i.exec(rest)?.[1];
      return number ? { do: name, number } : undefined;
    }
    case 'kb':
      return rest === '' ? undefined : { do: name, query: rest };
    case 'procedure':
      return /^[a-z0-9-]+$/.test(rest) ? { do: name, articleId: rest } : undefined;
    case 'done': {
      const steps = rest.split(/[\s,\uff0c\u3001]+/).map(Number);
      return steps.length > 0 && steps.every((n) => Number.isInteger(n) && n > 0)
        ? { do: name, steps }
        : undefined;
    }
    case 'recovered':
      return rest === '' ? undefined : { do: name, note: rest };
  }
}

/** `cause: … steps: a; b`, `原因:… 步骤:…`, or only a cause. */
export function resolutionIn(text: string): { cause: string; steps: string[] } {
  const [before = '', after = ''] = text.split(STEPS, 2);
  return { cause: before.replace(CAUSE, '').trim(), steps: stepsIn(after) };
}

/** Steps on lines of their own, or separated by semicolons. */
export function stepsIn(text: string): string[] {
  return text
    .split(/[\n;\uff1b]/)
    .map((step) => step.replace(LIST_MARK, '').trim())
    .filter((step) => step !== '');
}
