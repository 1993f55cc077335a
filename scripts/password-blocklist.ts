import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes prompts/passwords/common.txt of a list that has the most common first (see SOURCE.txt there):
 * `node --import tsx scripts/password-blocklist.ts <list>`.
 */
const MOST = 120_000;
const PRINTABLE = /^[\x20-\x7e]{8,64}$/;

const [, , source] = process.argv;
if (source === undefined) throw new Error('Name the list to be read');
const kept = new Set<string>();
for (const line of readFileSync(source, 'utf8').split(/\r?\n/)) {
  if (kept.size === MOST) break;
  if (PRINTABLE.test(line) && line.trim() === line) kept.add(line.toLowerCase());
}
const sorted = [...kept].toSorted((a, b) => (a < b ? -1 : 1));
writeFileSync(join('prompts', 'passwords', 'common.txt'), `${sorted.join('\n')}\n`);
process.stdout.write(`${sorted.length} passwords\n`);
