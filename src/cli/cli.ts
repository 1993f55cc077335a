import { backupCommand } from './backup.ts';
import { UsageError, type Command, type Terminal } from './command.ts';
import { doctorCommand } from './doctor.ts';
import { deadLettersCommand } from './dead-letters.ts';
import { replayCommand } from './replay.ts';
import { restoreCommand } from './restore.ts';
import { startCommand } from './start.ts';

const COMMANDS: Record<string, Command> = {
  start: startCommand,
  doctor: doctorCommand,
  backup: backupCommand,
  restore: restoreCommand,
  replay: replayCommand,
  'dead-letters': deadLettersCommand,
};

const HELP = ['Usage:', ...Object.values(COMMANDS).map(({ help }) => `  ${help}`), '  deskline help'].join(
  '\n',
);

/** What the words after `deskline` ask for: to be run, it resolves to the exit code. Throws a UsageError. */
export function commandIn(argv: readonly string[]): (terminal: Terminal) => Promise<number> {
  const [name = 'start', ...rest] = argv;
  if (['help', '--help', '-h'].includes(name)) {
    return async ({ out }) => {
      out(`${HELP}\n`);
      return 0;
    };
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`There is no command ${name}.\n\n${HELP}`);
  try {
    return command.read(rest);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${reason}\n\nUsage:\n  ${command.help}`, { cause: error });
  }
}
