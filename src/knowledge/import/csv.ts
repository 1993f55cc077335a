import { z } from 'zod';
import { locale as languageOf } from '../../language/tokens.ts';
import type { ArticleBody, ArticleText } from '../../store/schema.ts';
import { emptyText } from '../article-body.ts';
import type { Imported, ImportedArticle, ImportMistake, ImportRules, WhatIsWrong } from './imported.ts';

/** Columns of lists have their entries on lines of their own, or between `|`. */
export const csvColumns = [
  'id',
  'locale',
  'type',
  'title',
  'symptom',
  'keywords',
  'synonyms',
  'scene',
  'preconditions',
  'steps',
  'risks',
  'rollback',
  'related',
  'cause',
  'owner',
  'firstCheck',
] as const;
type Column = (typeof csvColumns)[number];

/** What the columns are called in Chinese. */
const CHINESE: Readonly<Record<string, Column>> = {
  编号: 'id',
  语言: 'locale',
  类型: 'type',
  问题类型: 'type',
  分类: 'type',
  标题: 'title',
  现象: 'symptom',
  症状: 'symptom',
  故障现象: 'symptom',
  关键词: 'keywords',
  关键字: 'keywords',
  同义词: 'synonyms',
  同义说法: 'synonyms',
  常见问法: 'synonyms',
  场景: 'scene',
  适用场景: 'scene',
  前提: 'preconditions',
  前提条件: 'preconditions',
  前置条件: 'preconditions',
  步骤: 'steps',
  解决步骤: 'steps',
  处理步骤: 'steps',
  风险: 'risks',
  风险提示: 'risks',
  注意事项: 'risks',
  回退: 'rollback',
  回退方法: 'rollback',
  回滚: 'rollback',
  相关: 'related',
  相关案例: 'related',
  相关文章: 'related',
  原因: 'cause',
  根因: 'cause',
  负责人: 'owner',
  先自查: 'firstCheck',
  自查: 'firstCheck',
};

const MOST_ROWS = 20_000;
const FORMULA = /^'(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/;
const languages = z.enum(['zh-CN', 'en', 'zh']).catch('zh-CN');

export interface CsvRow {
  line: number;
  cells: string[];
}

/** RFC 4180, with line ends of any system; the separator is what the first line uses most. */
export function parseCsv(text: string): CsvRow[] | { mistake: WhatIsWrong; line: number } {
  const source = text.replace(/^\ufeff/, '');
  const separator = separatorOf(source);
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = 1;
  let began = 1;
  const endRow = () => {
    cells.push(cell);
    if (cells.some((one) => one.trim() !== '')) rows.push({ line: began, cells });
    cells = [];
    cell = '';
  };
  for (let i = 0; i < source.length; i++) {
    const char = source[i]!;
    if (char === '\n') line++;
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (source[i + 1] === '"') cell += source[++i]!;
      else isQuoted = false;
    } else if (char === '"' && cell === '') isQuoted = true;
    else if (char === separator) {
      cells.push(cell);
      cell = '';
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && source[i + 1] === '\n') {
        i++;
        line++;
      }
      endRow();
      began = line;
      if (rows.length > MOST_ROWS)
        return { mistake: { key: 'too-many-rows', params: { most: MOST_ROWS } }, line };
    } else cell += char;
  }
  if (isQuoted) return { mistake: { key: 'open-quotation' }, line: began };
  if (cell !== '' || cells.length > 0) endRow();
  return rows;
}

function separatorOf(source: string): string {
  const head = source.split(/\r?\n/, 1)[0] ?? '';
  const count = (char: string) => head.split(char).length;
  return [',', ';', '\t'].reduce((best, char) => (count(char) > count(best) ? char : best));
}

/** Articles of a table whose first line names its columns; rows with the same id are one article's languages. */
export function readCsv(text: string, { file, rules }: { file: string; rules: ImportRules }): Imported {
  const parsed = parseCsv(text);
  if (!Array.isArray(parsed)) {
    return { drafts: [], mistakes: [{ file, line: parsed.line, ...parsed.mistake }] };
  }
  const [head, ...rows] = parsed;
  const columns = (head?.cells ?? []).map((name) => columnOf(name));
  if (!columns.includes('title')) {
    const params = { columns: csvColumns.join(', ') };
    return { drafts: [], mistakes: [{ file, line: 1, key: 'no-columns', params }] };
  }
  const mistakes: ImportMistake[] = [];
  const drafts: ImportedArticle[] = [];
  const byId = new Map<string, ImportedArticle>();
  for (const { line, cells } of rows) {
    const value = (column: Column) => {
      const cell = cells[columns.indexOf(column)] ?? '';
      return columns.includes(column) ? cell.replace(FORMULA, '').trim() : '';
    };
    const made = articleOf(value, rules);
    if ('key' in made) {
      mistakes.push({ file, line, ...made });
      continue;
    }
    const id = value('id');
    const first = id === '' ? undefined : byId.get(id);
    if (first) first.body.texts = { ...first.body.texts, ...made.body.texts };
    else {
      const owner = value('owner');
      const draft = { ...(id ? { id } : {}), ...(owner ? { owner } : {}), body: made.body, file };
      drafts.push(draft);
      if (id !== '') byId.set(id, draft);
    }
  }
  return { drafts, mistakes };
}

function articleOf(
  value: (column: Column) => string,
  { types }: ImportRules,
): { body: ArticleBody } | WhatIsWrong {
  const list = (column: Column) =>
    value(column)
      .split(/\r?\n|\|/)
      .map((one) => one.replace(/^\s*(?:\d+[.)、]|[-*•])\s+/, '').trim())
      .filter((one) => one !== '');
  if (value('title') === '') return { key: 'no-title' };
  if (value('id') !== '' && !/^[a-z0-9-]+$/.test(value('id'))) {
    return { key: 'bad-id', params: { id: value('id') } };
  }
  const type = value('type') || 'other';
  if (!types.has(type)) return { key: 'unknown-type', params: { type } };
  const text: ArticleText = {
    ...emptyText(),
    title: value('title'),
    symptom: value('symptom'),
    scene: value('scene'),
    risks: value('risks'),
    rollback: value('rollback'),
    keywords: list('keywords'),
    synonyms: list('synonyms'),
    preconditions: list('preconditions'),
    steps: list('steps'),
  };
  const told = value('locale');
  const spoken = languageOf([text.title, text.symptom, ...text.steps].join('\n'));
  const given = languages.parse(told === '' ? (spoken ?? 'zh-CN') : told);
  const related = list('related');
  const cause = value('cause');
  const body: ArticleBody = {
    type,
    related: related.filter((one) => !/^(?:none|无|-)$/i.test(one)),
    ...(related.some((one) => /^(?:none|无|-)$/i.test(one)) ? { noRelated: true } : {}),
    ...(cause ? { cause } : {}),
    firstCheck: /^(?:true|yes|1|是)$/i.test(value('firstCheck')),
    texts: { [given === 'zh' ? 'zh-CN' : given]: text },
  };
  return { body };
}

function columnOf(name: string): Column | undefined {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]/g, '');
  return CHINESE[plain] ?? csvColumns.find((column) => column.toLowerCase() === plain);
}
