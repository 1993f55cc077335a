import { locale as languageOf } from '../../language/tokens.ts';
import type { ArticleBody } from '../../store/schema.ts';
import { emptyText } from '../article-body.ts';
import { refused, type Imported, type ImportedArticle, type ImportRules } from './imported.ts';

type Field =
  | 'symptom'
  | 'cause'
  | 'scene'
  | 'preconditions'
  | 'steps'
  | 'risks'
  | 'rollback'
  | 'related'
  | 'keywords'
  | 'synonyms'
  | 'type'
  | 'owner';

/** What sections of a document are called, the more telling first. */
const NAMES: readonly [Field, RegExp][] = [
  ['rollback', /^(?:roll ?back|undo|revert|回退|回滚|还原|撤销)/i],
  ['cause', /^(?:(?:root )?causes?|why\b|根本原因|根因|原因)/i],
  ['preconditions', /^(?:pre-?(?:requisites?|conditions?)|before you|requirements?|前提|前置|准备)/i],
  ['related', /^(?:related|see also|references?|相关|参考|另见)/i],
  ['keywords', /^(?:key ?words?|tags?|关键[词字]|标签)/i],
  ['synonyms', /^(?:synonyms?|also (?:known|asked)|other words|同义|别名|常见问法|其他说法)/i],
  ['risks', /^(?:risks?|warnings?|cautions?|important|风险|注意|警告)/i],
  ['scene', /^(?:scene|scope|applies|environment|when to|适用|场景|使用环境|范围)/i],
  ['symptom', /^(?:symptoms?|problem|issue|description|summary|症状|现象|故障|问题|描述|概述)/i],
  [
    'steps',
    /^(?:steps?|solutions?|resolutions?|fix|procedure|instructions?|how to|workaround|步骤|解决|处理|操作|方法)/i,
  ],
  ['type', /^(?:type|category|分类|类型)/i],
  ['owner', /^(?:owner|负责人?|责任人)/i],
];
const HEADING = /^(#{1,6})\s+(.+?)\s*#*\s*$/;
const ITEM = /^\s*(?:\d+[.)、]|[-*+•])\s+(.*\S)\s*$/;
const NUMBERED = /^\s*\d+[.)、]\s+/;
const NOTHING = /^(?:none|n\/a|no|无|没有|暂无)[.。]?$/i;
const MOST_DOCUMENTS = 500;
const LONGEST_HEADING = 1_000;

interface Part {
  field: Field | undefined;
  lines: string[];
}

/**
 * Articles of a Markdown document by its headings: each of the first level is an article's title, those under it say
 * what follows. What stands under no known heading is its symptom, numbered lines are its steps.
 */
export function readSections(
  source: string,
  { file, rules, title }: { file: string; rules: ImportRules; title?: string | undefined },
): Imported {
  // Spaces at the end say nothing, and very many of them would be looked at again and again.
  const documents = splitByTitle(source.split(/\r?\n/).map((line) => line.trimEnd()));
  if (documents.length > MOST_DOCUMENTS) return refused(file, 'too-many-articles', { most: MOST_DOCUMENTS });
  const drafts = documents.flatMap((lines, i) =>
    draftOf(lines, { file, rules, title: i === 0 ? title : undefined }),
  );
  return drafts.length > 0 ? { drafts, mistakes: [] } : refused(file, 'nothing-in-it');
}

/** Only where there are several headings of the first level each begins an article. */
function splitByTitle(lines: readonly string[]): string[][] {
  const starts = lines.flatMap((line, i) => (/^#\s+\S/.test(line) ? [i] : []));
  if (starts.length < 2) return [[...lines]];
  const before = lines.slice(0, starts[0]);
  const parts = starts.map((from, i) => lines.slice(from, starts[i + 1]));
  return before.some((line) => line.trim() !== '') ? [before, ...parts] : parts;
}

function draftOf(
  lines: readonly string[],
  { file, rules, title }: { file: string; rules: ImportRules; title: string | undefined },
): ImportedArticle[] {
  const heading = lines.map(headingIn).find((name) => name && !fieldOf(name));
  const parts = partsOf(lines, heading);
  const text = parts.flatMap((part) => part.lines).join('\n');
  if (text.trim() === '' && !heading) return [];
  const paragraph = (field: Field) => joinedLines(partsWith(parts, field)).join('\n');
  const items = (field: Field) =>
    partsWith(parts, field)
      .map((line) => bare(line))
      .filter((one) => one !== '');
  const words = (field: Field) =>
    items(field)
      .flatMap((line) => line.split(/[,，、;；]/))
      .map((word) => word.trim())
      .filter((word) => word !== '');
  const loose = parts.filter(({ field }) => field === undefined).flatMap((part) => part.lines);
  const named = items('steps');
  const steps = named.length > 0 ? named : loose.filter((line) => NUMBERED.test(line)).map(bare);
  const told = loose.filter((line) => named.length > 0 || !NUMBERED.test(line));
  const symptom = [paragraph('symptom'), joinedLines(told).join('\n')].filter((one) => one !== '').join('\n');
  const related = words('related').filter((one) => !NOTHING.test(one));
  const type = items('type')[0]?.toLowerCase();
  const cause = paragraph('cause');
  const owner = items('owner')[0];
  const body: ArticleBody = {
    type: type && rules.types.has(type) ? type : 'other',
    related,
    ...(related.length === 0 && items('related').length > 0 ? { noRelated: true } : {}),
    ...(cause ? { cause } : {}),
    firstCheck: false,
    texts: {
      [languageOf(`${heading ?? ''}\n${text}`) ?? 'zh-CN']: {
        ...emptyText(),
        title: heading ?? title ?? nameOf(file),
        symptom,
        keywords: words('keywords'),
        synonyms: items('synonyms'),
        scene: paragraph('scene'),
        preconditions: items('preconditions').filter((one) => !NOTHING.test(one)),
        steps,
        risks: paragraph('risks'),
        rollback: paragraph('rollback'),
      },
    },
  };
  return [{ body, file, ...(owner ? { owner } : {}) }];
}

function partsOf(lines: readonly string[], heading: string | undefined): Part[] {
  const parts: Part[] = [{ field: undefined, lines: [] }];
  for (const line of lines) {
    const name = headingIn(line) ?? boldLine(line);
    const field = name === undefined ? undefined : fieldOf(name);
    if (field) parts.push({ field, lines: [] });
    else if (name === undefined) parts.at(-1)?.lines.push(line);
    else if (name !== heading) parts.push({ field: undefined, lines: [name] });
  }
  return parts;
}

function headingIn(line: string): string | undefined {
  return line.length > LONGEST_HEADING ? undefined : HEADING.exec(line)?.[2];
}

/** `**Steps**` on a line of its own is a heading too, if it names a section. */
function boldLine(line: string): string | undefined {
  const name = /^\s*\*\*(.{1,40}?)[:：]?\*\*[:：]?\s*$/.exec(line)?.[1];
  return name !== undefined && fieldOf(name) ? name : undefined;
}

function fieldOf(name: string): Field | undefined {
  const plain = name.replace(/[*_`]/g, '').replace(/^[\d.、\s]+/, '');
  return NAMES.find(([, pattern]) => pattern.test(plain))?.[0];
}

function partsWith(parts: readonly Part[], field: Field): string[] {
  return joinedLines(parts.filter((part) => part.field === field).flatMap(({ lines }) => [...lines, '']));
}

/** Lines that belong together as one: a paragraph, or an item with what is indented under it. */
function joinedLines(lines: readonly string[]): string[] {
  const found: string[] = [];
  let isOpen = false;
  for (const line of lines) {
    if (line.trim() === '') isOpen = false;
    else if (isOpen && !ITEM.test(line)) found[found.length - 1] += ` ${line.trim()}`;
    else {
      found.push(line.trim());
      isOpen = true;
    }
  }
  return found;
}

function bare(line: string): string {
  return ITEM.exec(line)?.[1] ?? line.trim();
}

function nameOf(file: string): string {
  return (file.split(/[\\/]/).at(-1) ?? file).replace(/\.[a-z]+$/i, '').replaceAll(/[-_]+/g, ' ');
}
