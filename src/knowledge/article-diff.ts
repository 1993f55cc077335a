import { textFields } from './article-body.ts';
import type { ArticleBody } from '../store/schema.ts';

export type Piece = { op: 'same' | 'added' | 'removed'; text: string };

/** One entry of a list, such as a step: as it was, new, gone, or with its words changed. */
export interface LineChange {
  op: 'same' | 'added' | 'removed' | 'changed';
  pieces: Piece[];
}

export interface FieldChange {
  /** `type`, `cause`, `related`, `firstCheck`, or a language and a field of its text, such as `en.steps`. */
  field: string;
  lines: LineChange[];
}

/** Beyond this many words in all a text is shown as replaced: comparing them would take too long. */
const MOST_COMPARED = 1_500_000;

/** What differs between two versions of an article, field by field; fields that are the same are left out. */
export function diffBodies(before: ArticleBody, after: ArticleBody): FieldChange[] {
  const fields: [string, string[], string[]][] = [
    ['type', one(before.type), one(after.type)],
    ['cause', one(before.cause), one(after.cause)],
    ['related', before.related, after.related],
    ['firstCheck', one(before.firstCheck ? 'x' : ''), one(after.firstCheck ? 'x' : '')],
  ];
  for (const locale of ['zh-CN', 'en'] as const) {
    for (const field of textFields) {
      fields.push([
        `${locale}.${field}`,
        linesOf(before.texts[locale]?.[field]),
        linesOf(after.texts[locale]?.[field]),
      ]);
    }
  }
  return fields
    .map(([field, from, to]) => ({ field, lines: diffLines(from, to) }))
    .filter(({ lines }) => lines.some(({ op }) => op !== 'same'));
}

/** Compares two lists; an entry that went where another came is shown as one whose words changed. */
export function diffLines(before: readonly string[], after: readonly string[]): LineChange[] {
  const changes: LineChange[] = [];
  const gone: string[] = [];
  const come: string[] = [];
  const settle = () => {
    for (let i = 0; i < Math.max(gone.length, come.length); i++) {
      const [from, to] = [gone[i], come[i]];
      if (from !== undefined && to !== undefined) {
        changes.push({ op: 'changed', pieces: diffWords(from, to) });
      } else if (from !== undefined) {
        changes.push({ op: 'removed', pieces: [{ op: 'removed', text: from }] });
      } else if (to !== undefined) {
        changes.push({ op: 'added', pieces: [{ op: 'added', text: to }] });
      }
    }
    gone.length = 0;
    come.length = 0;
  };
  for (const { op, item } of compare(before, after)) {
    if (op === 'removed') gone.push(item);
    else if (op === 'added') come.push(item);
    else {
      settle();
      changes.push({ op: 'same', pieces: [{ op: 'same', text: item }] });
    }
  }
  settle();
  return changes;
}

const words = new Intl.Segmenter('zh-CN', { granularity: 'word' });

/** Compares two texts word by word, Chinese and English. */
export function diffWords(before: string, after: string): Piece[] {
  const split = (text: string) => Array.from(words.segment(text), ({ segment }) => segment);
  const pieces: Piece[] = [];
  for (const { op, item } of compare(split(before), split(after))) {
    const last = pieces.at(-1);
    if (last?.op === op) last.text += item;
    else pieces.push({ op, text: item });
  }
  return pieces;
}

/** The shortest way from one list to the other, by their longest common part. */
function compare(before: readonly string[], after: readonly string[]): { op: Piece['op']; item: string }[] {
  if (before.length * after.length > MOST_COMPARED) {
    return [
      ...before.map((item) => ({ op: 'removed' as const, item })),
      ...after.map((item) => ({ op: 'added' as const, item })),
    ];
  }
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const steps: { op: Piece['op']; item: string }[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [from, to] = [before[i], after[j]];
    if (from !== undefined && from === to) {
      steps.push({ op: 'same', item: from });
      i++;
      j++;
    } else if (from !== undefined && (to === undefined || at(i + 1, j) >= at(i, j + 1))) {
      steps.push({ op: 'removed', item: from });
      i++;
    } else if (to !== undefined) {
      steps.push({ op: 'added', item: to });
      j++;
    }
  }
  return steps;
}

function one(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : [text];
}

function linesOf(value: string | readonly string[] | undefined): string[] {
  return typeof value === 'object' ? [...value] : one(value);
}
