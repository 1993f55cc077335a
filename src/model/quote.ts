import { asSeen } from './invisible.ts';
import { cutAt } from './tokens.ts';

/** People's and articles' words as JSON between delimiters that nobody can guess: data, and never instructions. */
export function quoted(data: Record<string, unknown>, delimiter: string): string {
  // `<` can't end the block, nor look like a mark of a chat template.
  const json = JSON.stringify(data, null, 1)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('>', String.raw`\u003e`);
  return `<data-${delimiter}>\n${json}\n</data-${delimiter}>`;
}

/** As much of a text as may be sent, as a reader would see it (rules L-6, L-8). */
export function readable(text: string, characters: number): string {
  return cutAt(
    asSeen(cutAt(text, 5 * characters))
      .replace(/[ \t]{3,}/g, '  ')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    characters,
  );
}
