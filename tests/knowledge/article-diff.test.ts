import { describe, expect, it } from 'vitest';
import { diffBodies, diffLines, diffWords } from '../../src/knowledge/article-diff.ts';
import type { ArticleBody } from '../../src/store/schema.ts';

const text = {
  title: 'Paper jam',
  symptom: 'Paper is stuck',
  keywords: ['jam'],
  synonyms: [],
  scene: 'Office printers',
  preconditions: [],
  steps: ['Switch it off', 'Open the lid', 'Pull the paper out'],
  risks: 'Hot parts',
  rollback: 'Close the lid',
};
const body: ArticleBody = { type: 'printer', related: [], firstCheck: false, texts: { en: text } };

describe('the difference of two versions', () => {
  it('is empty for the same', () => {
    expect(diffBodies(body, structuredClone(body))).toEqual([]);
  });

  it('names the fields that differ, by language', () => {
    const after = {
      ...body,
      type: 'hardware',
      cause: 'Worn roller',
      texts: { en: { ...text, risks: 'Hot' } },
    };
    expect(diffBodies(body, after).map(({ field }) => field)).toEqual(['type', 'cause', 'en.risks']);
    const both = { ...body, texts: { en: text, 'zh-CN': { ...text, title: '卡纸' } } };
    expect(diffBodies(body, both)[0]).toEqual({
      field: 'zh-CN.title',
      lines: [{ op: 'added', pieces: [{ op: 'added', text: '卡纸' }] }],
    });
  });

  it('shows a step that came, one that went, and the words that changed in another', () => {
    const after = ['Switch it off', 'Open the rear lid', 'Pull the paper out', 'Close it'];
    expect(diffLines(text.steps, after).map(({ op }) => op)).toEqual(['same', 'changed', 'same', 'added']);
    expect(diffLines(text.steps, ['Open the lid', 'Pull the paper out']).map(({ op }) => op)).toEqual([
      'removed',
      'same',
      'same',
    ]);
    expect(diffLines(text.steps, after)[1]?.pieces).toEqual([
      { op: 'same', text: 'Open the ' },
      { op: 'added', text: 'rear ' },
      { op: 'same', text: 'lid' },
    ]);
  });

  it('compares Chinese by words', () => {
    expect(diffWords('重启打印机', '重启电脑')).toEqual([
      { op: 'same', text: '重启' },
      { op: 'removed', text: '打印机' },
      { op: 'added', text: '电脑' },
    ]);
  });

  it('gives back both texts whole, however long they are', () => {
    const long = 'word '.repeat(3_000);
    const pieces = diffWords(long, `${long}end`);
    const side = (op: string) =>
      pieces
        .filter((piece) => piece.op === 'same' || piece.op === op)
        .map((piece) => piece.text)
        .join('');
    expect(side('removed')).toBe(long);
    expect(side('added')).toBe(`${long}end`);
  });
});
