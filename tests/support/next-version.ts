import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS } from './databases.ts';

interface Journal {
  entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[];
}

/** The migrations of a version after this one, which has `statements` besides; gives its folder. */
export function nextVersion(folder: string, statements: readonly string[]): string {
  cpSync(MIGRATIONS, folder, { recursive: true });
  for (const dialect of ['sqlite', 'postgres']) {
    const file = join(folder, dialect, 'meta', '_journal.json');
    const journal = JSON.parse(readFileSync(file, 'utf8')) as Journal;
    const last = journal.entries.at(-1)!;
    const [idx, tag] = [last.idx + 1, 'next_version'];
    journal.entries.push({ ...last, idx, when: last.when + 1, tag });
    writeFileSync(file, JSON.stringify(journal));
    writeFileSync(join(folder, dialect, `${tag}.sql`), statements.join('\n--> statement-breakpoint\n'));
  }
  return folder;
}
