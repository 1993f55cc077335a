import { readFileSync } from 'node:fs';

/** Passwords that are tried first by everybody who guesses. */
export interface Blocklist {
  has(password: string): boolean;
  /** How many there are. */
  readonly size: number;
}

/** The file of blocked passwords isn't what it must be. */
export class BlocklistError extends Error {
  override name = 'BlocklistError';
}

/** Rule PR-16: fewer would let through what every attacker tries. */
const LEAST = 100_000;
const NEWLINE = 10;

/**
 * Opens a list of passwords: small letters, NFC, one a line, sorted by bytes. It is read when it is first asked, stays in
 * one buffer and is searched in place. Throws a BlocklistError, then, where it is too short or not sorted.
 */
export function openBlocklist(path: string): Blocklist {
  let loaded: { bytes: Buffer; size: number } | undefined;
  const load = () => (loaded ??= checked(path, readFileSync(path)));
  return {
    has(password) {
      const { bytes } = load();
      const wanted = Buffer.from(password.normalize('NFC').toLowerCase());
      return !wanted.includes(NEWLINE) && wanted.length > 0 && contains(bytes, wanted);
    },
    get size() {
      return load().size;
    },
  };
}

function checked(path: string, bytes: Buffer): { bytes: Buffer; size: number } {
  let size = 0;
  let previous: Buffer = Buffer.alloc(0);
  for (let from = 0; from < bytes.length;) {
    const end = lineEnd(bytes, from);
    const line = bytes.subarray(from, end);
    if (Buffer.compare(previous, line) >= 0)
      throw new BlocklistError(`${path}: line ${size + 1} is out of order`);
    previous = line;
    size += 1;
    from = end + 1;
  }
  if (size < LEAST) throw new BlocklistError(`${path}: ${size} passwords are fewer than ${LEAST}`);
  return { bytes, size };
}

function contains(bytes: Buffer, wanted: Buffer): boolean {
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const start = bytes.lastIndexOf(NEWLINE, middle - 1) + 1;
    const from = middle === 0 ? 0 : start;
    const end = lineEnd(bytes, from);
    const order = Buffer.compare(bytes.subarray(from, end), wanted);
    if (order === 0) return true;
    if (order < 0) low = end + 1;
    else high = from;
  }
  return false;
}

function lineEnd(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(NEWLINE, from);
  return end === -1 ? bytes.length : end;
}
