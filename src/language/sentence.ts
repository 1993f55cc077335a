import type { Locale } from './tokens.ts';

const ENGLISH_GLUE =
  /\b(?:the|is|are|was|it|its|it's|my|your|our|i|i'm|we|you|this|that|a|an|on|in|at|to|of|for|with|and|but|not|no|please|can|can't|cannot|doesn't|don't|won't|didn't|isn't|still|when|how|what|why|where|does|do|have|has)\b/gi;
const LOWER_CASE_WORD = /(?<![\p{L}\p{N}.\\/@-])[a-z][a-z']+(?![\p{L}\p{N}.\\/@-])/gu;

/**
 * Whether the text is somebody speaking the language, and not a name, a code or a single word of it in passing:
 * “HP LaserJet Pro” and “ok” are written by people of every language.
 */
export function isSentence(text: string, locale: Locale): boolean {
  if (locale === 'zh-CN') return (text.match(/\p{Script=Han}/gu) ?? []).length >= 2;
  const words = text.match(LOWER_CASE_WORD) ?? [];
  const glue = text.match(ENGLISH_GLUE) ?? [];
  return glue.length >= 2 || (glue.length === 1 && words.length >= 2) || words.length >= 4;
}

/** How many words of the text are plain lower-case ones, as no product writes its name. */
export function plainWords(text: string): number {
  return (text.match(LOWER_CASE_WORD) ?? []).length;
}
