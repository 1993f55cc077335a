import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitText } from '../../src/platforms/split-text.ts';

const bytes = (text: string) => Buffer.byteLength(text);

it('leaves a text that fits as it is', () => {
  expect(splitText('短', 3)).toEqual(['短']);
  expect(splitText('', 10)).toEqual(['']);
});

it('cuts between paragraphs rather than lines, and lines rather than words', () => {
  expect(splitText('one two\n\nthree\nfour', 14)).toEqual(['one two\n\n', 'three\nfour']);
  expect(splitText('one two three\nfour five', 18)).toEqual(['one two three\n', 'four five']);
  expect(splitText('one two three', 9)).toEqual(['one two ', 'three']);
});

it('counts bytes, not characters, and never cuts an emoji in two', () => {
  expect(splitText('打印机卡纸', 9)).toEqual(['打印机', '卡纸']);
  expect(splitText('😀😀😀', 5)).toEqual(['😀', '😀', '😀']);
});

it('loses nothing, keeps to the limit and makes no empty parts, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 4, max: 60 }), (text, limit) => {
      const parts = splitText(text, limit);
      expect(parts.join('')).toBe(text);
      for (const part of parts) expect(bytes(part)).toBeLessThanOrEqual(limit);
      expect(parts.length === 1 || parts.every((part) => part.length > 0)).toBe(true);
    }),
  );
});
