import { verbatim } from '../content/markdown.ts';
import type { FileRef } from '../platforms/platform.ts';

const LONGEST = 60;

/** The beginning of what somebody wrote, in one line of Markdown, to tell which message is meant; else its files. */
export function excerpt({ text, files }: { text: string; files: readonly FileRef[] }): string {
  const line = text.replaceAll(/\s+/g, ' ').trim() || files.map(({ name }) => name).join(', ');
  const characters = Array.from(line);
  return verbatim(characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : line);
}
