import { DrizzleQueryError } from 'drizzle-orm';
import { errorCode } from '../store/errors.ts';

const FRAMES = 6;
const LONGEST_REASON = 300;

/** What a log may say of an error: never its message, which can hold what people wrote. */
export function failure(error: unknown): { error: string; code?: string | undefined; at?: string[] } {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    error: error.name,
    code: errorCode(error),
    at: frames.slice(0, FRAMES).map((line) => line.trim()),
  };
}

/** Why a row is dead, for the people who look after it. */
export function reasonOf(error: unknown): string {
  // drizzle puts every parameter into its message: other people's texts, tokens.
  const cause = error instanceof DrizzleQueryError ? error.cause : error;
  if (!(cause instanceof Error)) return typeof cause;
  const code = errorCode(cause);
  return `${cause.name}${code ? ` ${code}` : ''}: ${cause.message}`.slice(0, LONGEST_REASON);
}
