/** A command line that can't be carried out; the message says what is wrong and how it is right. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What a command may use of the process it runs in. */
export interface Terminal {
  env: Record<string, string | undefined>;
  /** Where package.json, migrations/ and src/web/assets are. */
  root: string;
  now: () => number;
  /** Results. */
  out: (text: string) => void;
  /** Progress, and what is wrong. */
  err: (text: string) => void;
}

/** One word after `deskline`. */
export interface Command {
  /** Its lines in the help: the usage first, then its options. */
  help: string;
  /** Reads the words after its name, and gives what is to be done; it resolves to the exit code. Throws a UsageError. */
  read(args: readonly string[]): (terminal: Terminal) => Promise<number>;
}
