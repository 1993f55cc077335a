/** A country's calling code, `+` included, such as `+86`. */
export const COUNTRY_CODE = /^\+[1-9]\d{0,2}$/;

/** ITU-T E.164: at most fifteen digits, the country code's among them; shorter than eight is no mobile anywhere. */
const E164 = /^[1-9]\d{7,14}$/;
/** Where the plan says exactly what a number that gets SMS looks like behind the country code. */
const NATIONAL: Readonly<Record<string, RegExp>> = { '1': /^[2-9]\d{9}$/, '86': /^1[3-9]\d{9}$/ };
/** Italy, Ivory Coast, Congo: the first 0 belongs to the number and is dialled from abroad too. */
const KEEPS_ZERO = new Set(['39', '225', '242']);
/** What people put between digits: blanks, dots, brackets, slashes and the many dashes. */
const SEPARATORS = /[\s.()/\u002d\u00ad\u2010-\u2015\u2212\u200b\u200e\u200f\u202a-\u202e\u2060]/g;

/**
 * A phone number as people write it, in the form of E.164 (`+8613800138000`); undefined where it is none. `country` is
 * the calling code of numbers that are written without one.
 */
export function phoneNumber(written: string, country = '+86'): string | undefined {
  // Full-width digits and signs, as Chinese keyboards write them, become plain ones.
  const plain = written.normalize('NFKC').replace(/\(0\)/g, '').replace(SEPARATORS, '');
  const international = /^(?:\+|00)(\d+)$/.exec(plain)?.[1];
  const digits = international ?? withCountry(plain, country.slice(1));
  return digits !== undefined && isPossible(digits) ? `+${digits}` : undefined;
}

function withCountry(national: string, code: string): string | undefined {
  if (!/^\d+$/.test(national)) return undefined;
  const plan = NATIONAL[code];
  const rest = national.startsWith(code) ? national.slice(code.length) : '';
  // Without its `+`, but longer than any number of the country.
  if (plan?.test(rest)) return national;
  return code + (KEEPS_ZERO.has(code) ? national : national.replace(/^0/, ''));
}

function isPossible(digits: string): boolean {
  const [code, plan] = Object.entries(NATIONAL).find(([one]) => digits.startsWith(one)) ?? [];
  return (
    E164.test(digits) && (code === undefined || plan === undefined || plan.test(digits.slice(code.length)))
  );
}
