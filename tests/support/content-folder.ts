import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContentError } from '../../src/content/content-file.ts';

export interface ContentFolder {
  path: string;
  /** Replaces one text of a file, which must be there. */
  replace(file: string, from: string | RegExp, to: string): void;
  write(file: string, text: string): void;
  /** The line, from 1, on which `text` first stands. */
  lineOf(file: string, text: string): number;
  remove(): void;
}

/** A copy of the real content (or of one part of it) to make mistakes in. */
export function copyContent(part = ''): ContentFolder {
  const folder = emptyContent();
  cpSync(join('prompts', part), join(folder.path, part), { recursive: true });
  return folder;
}

/** A content folder with nothing in it but an empty `part`. */
export function emptyContent(part = ''): ContentFolder {
  const path = mkdtempSync(join(tmpdir(), 'deskline-content-'));
  mkdirSync(join(path, part), { recursive: true });
  const read = (file: string) => readFileSync(join(path, file), 'utf8');
  const write = (file: string, text: string) => writeFileSync(join(path, file), text);
  return {
    path,
    write,
    replace(file, from, to) {
      const before = read(file);
      const after = before.replace(from, to);
      if (after === before) throw new Error(`${file} has no ${String(from)}`);
      write(file, after);
    },
    lineOf(file, text) {
      return (
        read(file)
          .split('\n')
          .findIndex((line) => line.includes(text)) + 1
      );
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}

/** The mistakes that `load` complains of, as `file:line: reason` with the file's name from `folder` on. */
export function mistakesOf(load: () => unknown, folder: ContentFolder): string[] {
  try {
    load();
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return error.mistakes.map(
      ({ file, line, reason }) => `${file.slice(folder.path.length + 1)}:${line}: ${reason}`,
    );
  }
  return [];
}
