import { z } from 'zod';
import { DirectoryError } from '../account.ts';

const coded = z.object({ code: z.union([z.number(), z.string()]), message: z.string().optional() });

/** LDAP result codes (RFC 4511 appendix A). */
const CONSTRAINT_VIOLATION = 19;
const INSUFFICIENT_ACCESS = 50;
export const INVALID_CREDENTIALS = 49;
export const NO_SUCH_OBJECT = 32;
export const NO_SUCH_ATTRIBUTE = 16;
/** The directory is busy, shutting down, or sends us elsewhere: another moment, or another server. */
const PASSING = new Set([1, 3, 10, 51, 52]);

/** The number or name of what went wrong, where it has one. */
export function codeOf(error: unknown): number | string | undefined {
  return coded.safeParse(error).data?.code;
}

export function isInsufficientAccess(error: unknown): boolean {
  return codeOf(error) === INSUFFICIENT_ACCESS;
}

/** What went wrong where nothing was to be written: nothing has happened. */
export function readError(error: unknown, what: string): DirectoryError {
  return error instanceof DirectoryError
    ? error
    : new DirectoryError('unavailable', `${what}: ${reasonOf(error)}`, { cause: error });
}

/**
 * What went wrong once a change was sent. The directory's own answer says that it did nothing; without an answer nobody
 * knows.
 */
export function writeError(error: unknown, what: string): DirectoryError {
  if (error instanceof DirectoryError) return error;
  const code = codeOf(error);
  const fate =
    typeof code !== 'number'
      ? 'unknown'
      : code === CONSTRAINT_VIOLATION
        ? 'weak'
        : PASSING.has(code)
          ? 'unavailable'
          : 'refused';
  return new DirectoryError(fate, `${what}: ${reasonOf(error)}`, { cause: error });
}

/** The kind and code, never the server's words: they may hold what was sent. */
function reasonOf(error: unknown): string {
  const name = error instanceof Error ? error.name : 'unknown error';
  const code = codeOf(error);
  return code === undefined ? name : `${name} (${code})`;
}
