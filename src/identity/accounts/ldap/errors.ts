import { z } from 'zod';
import { DirectoryError } from '../account.ts';

const coded = z.object({ code: z.union([z.number(), z.string()]), message: z.string().optional() });

/** LDAP result codes (RFC 4511 appendix A). */
export const NO_SUCH_ATTRIBUTE = 16;
const CONSTRAINT_VIOLATION = 19;
export const NO_SUCH_OBJECT = 32;
export const INVALID_DN = 34;
export const INVALID_CREDENTIALS = 49;
const INSUFFICIENT_ACCESS = 50;
/** The directory is busy, shutting down, or sends us elsewhere: another moment, or another server. */
const PASSING = new Set([1, 3, 10, 11, 51, 52]);
/** The library's own: there was no answer. */
const NO_RESULT = 248;
/** ERROR_PASSWORD_RESTRICTION: Windows says so with code 53 as well. */
const PASSWORD_RESTRICTION = /\b0000052D\b/i;
/** OpenLDAP's pwdMinAge, under the same code as a weak password: no other one will do either. */
const TOO_YOUNG = /too young to change/i;

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
  return new DirectoryError(fateOf(error), `${what}: ${reasonOf(error)}`, { cause: error });
}

/** What went wrong with the rest after the first change was made. */
export function halfDone(error: unknown, what: string): DirectoryError {
  return new DirectoryError('unknown', `${what}: ${reasonOf(error)}`, { cause: error });
}

function fateOf(error: unknown): DirectoryError['fate'] {
  const { code, message = '' } = coded.safeParse(error).data ?? {};
  if (typeof code !== 'number' || code === NO_RESULT) return 'unknown';
  if (PASSWORD_RESTRICTION.test(message)) return 'weak';
  if (code === CONSTRAINT_VIOLATION) return TOO_YOUNG.test(message) ? 'refused' : 'weak';
  return PASSING.has(code) ? 'unavailable' : 'refused';
}

/** The kind and code, never the server's words: they may hold what was sent. */
function reasonOf(error: unknown): string {
  const name = error instanceof Error ? error.name : 'unknown error';
  const code = codeOf(error);
  return code === undefined ? name : `${name} (${code})`;
}
