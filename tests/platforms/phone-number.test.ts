import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phoneNumber } from '../../src/platforms/sms/phone-number.ts';

const digits = (least: number, most = least) =>
  fc
    .array(fc.constantFrom(...'0123456789'.split('')), { minLength: least, maxLength: most })
    .map((all) => all.join(''));
const chinese = fc
  .tuple(fc.constantFrom(...'3456789'.split('')), digits(9))
  .map(([second, rest]) => `1${second}${rest}`);
const separator = fc.constantFrom('', ' ', '-', '.', '\u2013', '\u00a0');

describe('a phone number', () => {
  it.each([
    ['13800138000', '+8613800138000'],
    ['138 0013 8000', '+8613800138000'],
    ['+86 138-0013-8000', '+8613800138000'],
    ['0086 13800138000', '+8613800138000'],
    ['8613800138000', '+8613800138000'],
    [
      '\uff0b\uff18\uff16 \uff11\uff13\uff18\uff10\uff10\uff11\uff13\uff18\uff10\uff10\uff10',
      '+8613800138000',
    ],
    ['+44 (0)7700 900123', '+447700900123'],
    ['+852 9123 4567', '+85291234567'],
    ['+1 (415) 555-0100', '+14155550100'],
  ])('%s is %s', (written, meant) => {
    expect(phoneNumber(written)).toBe(meant);
  });

  it.each([
    ['07700 900123', '+44', '+447700900123'],
    ['(415) 555-0100', '+1', '+14155550100'],
    ['1 415 555 0100', '+1', '+14155550100'],
    ['0170/1234567', '+49', '+491701234567'],
    ['07 01 02 03 04', '+225', '+2250701020304'],
  ])('%s of a country with %s is %s', (written, country, meant) => {
    expect(phoneNumber(written, country)).toBe(meant);
  });

  it.each([
    '',
    '+',
    '010-88886666',
    '+86 10 8888 6666',
    '1380013800',
    '138001380001',
    '13800138000 ext. 5',
    '13800138000,13900139000',
    '13800138000\r\nBcc: x',
    '++8613800138000',
    '+1234567',
    '+1234567890123456',
    'reception',
  ])('%j is none', (written) => {
    expect(phoneNumber(written)).toBeUndefined();
  });

  it('is E.164 whenever it is one, and then stays as it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          digits(0, 18),
          digits(0, 18).map((all) => `+${all}`),
        ),
        fc.constantFrom('+86', '+1', '+44', '+39', '+852'),
        (written, country) => {
          const number = phoneNumber(written, country);
          if (number === undefined) return;
          expect(number).toMatch(/^\+[1-9]\d{7,14}$/);
          expect(phoneNumber(number, country)).toBe(number);
          expect(phoneNumber(number, '+7')).toBe(number);
        },
      ),
    );
  });

  it('doesn\u2019t hang on how it is written', () => {
    fc.assert(
      fc.property(chinese, fc.array(separator, { minLength: 12, maxLength: 12 }), (number, between) => {
        const written = number
          .split('')
          .map((digit, i) => `${between[i] ?? ''}${digit}`)
          .join('');
        const meant = `+86${number}`;
        for (const prefix of ['', '+86', '0086', '86', '+86 ', '\uff0b86 ']) {
          expect(phoneNumber(prefix + written)).toBe(meant);
        }
      }),
    );
  });

  it('takes no other number of a mainland country code', () => {
    fc.assert(
      fc.property(digits(6, 13), (rest) => {
        const isMobile = /^1[3-9]\d{9}$/.test(rest);
        expect(phoneNumber(`+86${rest}`) !== undefined).toBe(isMobile);
      }),
    );
  });
});
