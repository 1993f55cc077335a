import type { Locale } from '../../platforms/platform.ts';

/** Whether a text is in the language asked for. Codes and names of programs count for neither. */
export function isInLanguage(text: string, locale: Locale): boolean {
  const plain = text.replace(/`[^`]*`/g, '');
  const han = plain.match(/\p{Script=Han}/gu)?.length ?? 0;
  const kana = plain.match(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  const other =
    plain.match(
      /[\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Thai}\p{Script=Devanagari}\p{Script=Hebrew}\p{Script=Greek}]/gu,
    )?.length ?? 0;
  const words = plain.match(/[\p{Script=Latin}]+/gu)?.length ?? 0;
  const letters = plain.match(/\p{Script=Latin}/gu)?.length ?? 0;
  const accented = plain.normalize('NFC').match(/[\u00c0-\u024f\u1e00-\u1eff]/g)?.length ?? 0;
  if (kana + other > 2 || accented > 2 + letters / 25) return false;
  if (locale === 'zh-CN') return han >= 2 && han >= words / 2;
  return words >= 1 && han <= words / 2;
}
