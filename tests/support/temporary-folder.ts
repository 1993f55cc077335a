import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const LEAST_ROOM = 2 * 1024 ** 3;

/**
 * Lets tests keep their files in memory where there is room and `TMPDIR` names no other place: thousands of small
 * databases wait for the disk with each commit, which is a third of the whole time. What tests leave behind goes at
 * the end.
 */
export default function setup(): (() => void) | undefined {
  if (process.env['TMPDIR'] || !existsSync(MEMORY)) return undefined;
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize < LEAST_ROOM) return undefined;
  const folder = mkdtempSync(join(MEMORY, 'deskline-tests-'));
  // PostgreSQL runs as another user.
  chmodSync(folder, 0o755);
  process.env['TEST_DISK'] = tmpdir();
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** The folder for what is to be on a disk. */
export function diskFolder(): string {
  return process.env['TEST_DISK'] ?? tmpdir();
}
