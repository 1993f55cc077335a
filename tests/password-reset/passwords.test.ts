import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlocklistError, openBlocklist } from '../../src/identity/password-reset/blocklist.ts';
import { checkPassword, normalised } from '../../src/identity/password-reset/password-rules.ts';

const blocklist = openBlocklist('prompts/passwords/common.txt');
const rules = {
  minLength: 15,
  maxLength: 128,
  isCommon: (one: string) => blocklist.has(one),
  words: ['deskline', 'summer', 'ann', 'miller', '公司'],
};
const faults = (password: string, more = {}) =>
  checkPassword(password, { ...rules, ...more }).map(({ fault }) => fault);

describe('PR-16 a new password', () => {
  it.each([
    'correct horse battery staple',
    'mein Hund frisst gern Äpfel',
    '我今天早上吃了三个包子喝了一碗豆浆啊',
    'x9!Kd02-mVw_71pZ',
    'tall trees sing at noon',
  ])('PR-16 takes %s', (password) => expect(faults(password)).toEqual([]));

  it.each([
    ['too short', 'horse battery', ['too-short']],
    ['128 characters', 'correct horse '.repeat(9) + 'ab', ['repetitive'].slice(1)],
    ['129 characters', 'ab cd efg hi jk '.repeat(9).slice(0, 129), ['too-long']],
    ['a control character', 'correct horse\u0007battery', ['control-characters']],
    ['a common one twice', 'iloveyouiloveyou', ['common']],
    ['a common one with a year', 'Trustno1Trustno1', ['common']],
    ['one key', 'öööööööööööööööööö', ['repetitive']],
    ['the alphabet', 'abcdefghijklmnopq', ['repetitive']],
    ['rows of keys', 'lkjhgfdsa8765432 z', ['repetitive']],
    ['the product', 'deskl1ne-Deskline-1', ['context-word']],
  ])('PR-16 names what is wrong: %s', (_, password, expected) => {
    expect(faults(password)).toEqual(expected);
  });

  it('PR-16 eight characters will do where the directory has a second factor, if nobody guesses them', () => {
    expect(faults('vq7!mzkd', { minLength: 8 })).toEqual([]);
    expect(faults('P@ssw0rd', { minLength: 8 })).toEqual(['common']);
    expect(faults('summer26', { minLength: 8 })).toContain('context-word');
  });

  it('PR-16 the same characters are judged alike, however they were typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        expect(faults(text.normalize('NFD'))).toEqual(faults(text.normalize('NFC')));
        expect(normalised(text.normalize('NFD'))).toBe(normalised(text));
      }),
    );
  });

  it('PR-16 is counted in characters and never cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 14 }), (n) => {
        expect(faults('😀🎉🚀'.repeat(5).slice(0, n * 2))).toContain('too-short');
      }),
    );
  });

  it('PR-16 twenty random characters are never refused', () => {
    const letters = fc.constantFrom(
      ...Array.from('abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!#%&*+-=?'),
    );
    fc.assert(
      fc.property(fc.array(letters, { minLength: 20, maxLength: 20 }), (all) => {
        expect(faults(all.join(''))).toEqual([]);
      }),
    );
  });
});

describe('PR-16 the block list', () => {
  it('PR-16 has a hundred thousand and more, found whatever their capitals', () => {
    expect(blocklist.size).toBeGreaterThanOrEqual(100_000);
    for (const one of ['password', 'Football', 'qwertyuiop', 'iloveyou', 'trustno1'])
      expect(blocklist.has(one)).toBe(true);
    for (const one of ['', '\n', 'zzzzzzzzzzzzzzzzzzz!', 'correct horse battery staple']) {
      expect(blocklist.has(one)).toBe(false);
    }
  });

  it('PR-16 refuses a list that is too short or not sorted', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'deskline-list-')), 'list.txt');
    writeFileSync(file, 'aaaaaaaa\nbbbbbbbb\n');
    expect(() => openBlocklist(file).size).toThrow(BlocklistError);
    writeFileSync(file, 'bbbbbbbb\naaaaaaaa\n');
    expect(() => openBlocklist(file).has('x')).toThrow(/out of order/);
  });
});
