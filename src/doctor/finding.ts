/** What one look came to. `warning`: it works, and not as well as it could. */
export interface Finding {
  /** What was looked at, in one or two words. */
  of: string;
  state: 'ok' | 'warning' | 'problem';
  /** What was seen; never a secret. */
  seen: string;
  /** What to do, where it isn't as it should be. */
  todo?: string | undefined;
}

/** Looks at one thing, and changes nothing. What it throws is a problem of its own. */
export interface Check {
  of: string;
  look(): Promise<Finding[]>;
}

export const ok = (of: string, seen: string): Finding => ({ of, state: 'ok', seen });
export const warning = (of: string, seen: string, todo: string): Finding => ({
  of,
  state: 'warning',
  seen,
  todo,
});
export const problem = (of: string, seen: string, todo: string): Finding => ({
  of,
  state: 'problem',
  seen,
  todo,
});
