import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeIn, typedCode, withoutCode } from '../../src/identity/typed-code.ts';

describe('a code as people type it', () => {
  it.each([
    'ABC0E-1F234',
    'abc0e-1f234',
    'ABC0E1F234',
    'abcoe lf234',
    ' ABCOE-IF234 ',
    '\uff21BC0E\u20131F234',
  ])('is the same as %j', (typed) => expect(typedCode(typed)).toBe('ABC0E1F234'));

  it.each(['speakers', 'silicon-oils', 'ABCDE-FGHJK', 'ABC0E-1F23', 'ABC0E-1F2345', 'UBC0E-1F234', '', '1'])(
    'is not %j',
    (typed) => expect(typedCode(typed)).toBeUndefined(),
  );

  it('stands alone behind the word', () => {
    expect(codeIn('绑定 ABC0E-1F234')).toBe('ABC0E1F234');
    expect(codeIn('绑定账号\uff1aABC0E-1F234')).toBe('ABC0E1F234');
    expect(codeIn('Link my account abc0e 1f234')).toBe('ABC0E1F234');
    expect(codeIn('ABC0E-1F234')).toBeUndefined();
    expect(codeIn('link ABC0E-1F234 does not work')).toBeUndefined();
    expect(codeIn('绑定不了 ABC0E-1F234')).toBeUndefined();
    expect(codeIn('link my printer HP-M404dn')).toBeUndefined();
  });

  it('is in no language', () => {
    expect(withoutCode('绑定 ABC0E-1F234')).toBe('绑定');
    expect(withoutCode('打印机卡纸了')).toBe('打印机卡纸了');
  });

  it('is looked for quickly in any words', () => {
    fc.assert(fc.property(fc.string(), (words) => void withoutCode(words)));
    const begun = performance.now();
    withoutCode(`link ${' '.repeat(100_000)}x`);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
