import { verbatim } from '../../content/markdown.ts';

/** `wifi = 无线 = WLAN`, as people read it. */
export function wordsText(words: readonly string[]): string {
  return words.map(verbatim).join(' = ');
}
