import type { Locale } from '../../platforms/platform.ts';
import { decoded, unmasked } from './decoded.ts';
import { isEncoded } from './facts.ts';
import { isInLanguage } from './language.ts';
import { asksForSecret } from './secret-requests.ts';
import type { Breach } from './verdict.ts';

const PLACEHOLDER = /\[[A-Z]+_\d+\]/g;
const CODE = /`[^`\n]+`/g;
const ADDRESS = /\b[a-z][a-z0-9+.-]{1,20}:\/\/\S+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b/gi;
const WITH_DIGIT = /(?:[a-z]|\d)(?:[a-z0-9]|[._:/-](?=[a-z0-9]))*/gi;
const MARKUP = /!\[|\]\(|<[/!@#a-z]|@(?=[\p{L}])/giu;

/** What is wrong with a translation: something added, lost or changed that stays the same in every language (requirement Y11). */
export function checkTranslation(original: string, translation: string, to: Locale): Breach | undefined {
  const [before, after] = [decoded(original), decoded(translation)];
  if (after.trim() === '') return 'empty';
  if (after.length > 5 * before.length + 40 || before.length > 8 * after.length + 40) return 'too-long';
  if (!sameSet(before, after, PLACEHOLDER)) return 'address';
  if (!sameSet(before, after, CODE)) return 'command';
  if (!sameSet(unmasked(original), unmasked(translation), ADDRESS)) return 'link';
  if (!sameCount(before, after, MARKUP)) return 'html';
  if (!sameNumbers(before, after)) return 'number';
  if (isEncoded(after) && !isEncoded(before)) return 'encoded';
  if (asksForSecret(after) && !asksForSecret(before)) return 'secret-request';
  return isInLanguage(after, to) || !/\p{L}{3}/u.test(after.replace(PLACEHOLDER, ''))
    ? undefined
    : 'language';
}

function sameSet(before: string, after: string, form: RegExp): boolean {
  const listed = (text: string) =>
    [...text.matchAll(form)]
      .map((match) => match[0].toLowerCase())
      .toSorted()
      .join('\n');
  return listed(before) === listed(after);
}

function sameCount(before: string, after: string, form: RegExp): boolean {
  return (before.match(form)?.length ?? 0) >= (after.match(form)?.length ?? 0);
}

/** Each number and code must be there as often; "two" may become 2, but no other digits may appear. */
function sameNumbers(before: string, after: string): boolean {
  const listed = (text: string) =>
    [...text.replace(PLACEHOLDER, ' ').matchAll(WITH_DIGIT)]
      .map((match) => match[0].toLowerCase())
      .filter((word) => /\d/.test(word));
  const left = listed(before);
  for (const word of listed(after)) {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    else if (!isSmall(word)) return false;
  }
  return left.every(isSmall);
}

function isSmall(word: string): boolean {
  return /^\d$/.test(word);
}
