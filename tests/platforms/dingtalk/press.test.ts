import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pressCode, pressId, pressIn, pressText } from '../../../src/platforms/dingtalk/press.ts';

describe('a press', () => {
  it('is written by the client and read again, whatever the label', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1, unit: 'grapheme' }), (key, label) => {
        fc.pre(label.trim() !== '');
        const code = pressCode(key);
        const press = pressIn(` ${pressText(label, code)}\n`);
        expect(press).toEqual({ messageId: pressId(code), label: label.trim() });
      }),
    );
  });

  it('has the same code at every try, and another for another message', () => {
    expect(pressCode('k1')).toBe(pressCode('k1'));
    const codes = new Set(Array.from({ length: 500 }, (_, index) => pressCode(`k${index}`)));
    expect(codes.size).toBe(500);
  });

  it.each([
    'Solved',
    'Solved [abcde]',
    'Solved [abcdefg]',
    'Solved [ABCDEF]',
    'Solved[abcdef]',
    '[abcdef]',
    'Solved [abcdef] really',
  ])('is not “%s”', (text) => {
    expect(pressIn(text)).toBeUndefined();
  });

  it('is seldom somebody\u2019s own words: the last letter proves the label', () => {
    const words = Array.from({ length: 1_000 }, (_, index) => `error [a${String(index).padStart(5, '0')}]`);
    expect(words.filter((text) => pressIn(text)).length).toBeLessThan(70);
  });
});
