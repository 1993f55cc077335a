import { readArguments, type TypeOf } from './command-arguments.ts';
import { lacksArticle } from './command-forms.ts';
import { commandByWord } from './command-words.ts';
import type { Parsed } from './desk-command.ts';
import { readGlued } from './glued-commands.ts';

/** A word, and what follows after a space or a colon of either width. */
const WORD_AND_REST = /^([^\s:：]+)(?:\s*[:：]\s*|\s+|$)([\s\S]*)$/;
/** Said of a command and nothing else: “认领！”. */
const CLOSING_MARKS = /[.。!！]+$/;

/** Reads what an agent wrote. `typeOf` knows the issue types by id and by name. */
export function parseDeskText(text: string, typeOf: TypeOf): Parsed {
  const line = text.trim();
  if (/^[/／](?![/／])/.test(line)) {
    const parsed = parseDeskText(line.slice(1), typeOf);
    return 'words' in parsed ? { misused: line.split(/\s/)[0] ?? line } : parsed;
  }
  const [first, rest] = wordAndRest(line);
  const name = commandByWord.get(first.toLowerCase());
  if (!name) return readGlued(line, typeOf) ?? { words: line };
  const bare = rest.replace(CLOSING_MARKS, '');
  if (lacksArticle(name, bare)) return { misused: `${first} ${bare}` };
  const command = readArguments(name, rest, typeOf);
  return command ? { command } : { misused: first };
}

function wordAndRest(line: string): [string, string] {
  const [, first = '', rest = ''] = WORD_AND_REST.exec(line) ?? [];
  if (rest !== '' || commandByWord.has(first.toLowerCase())) return [first, rest.trim()];
  const bare = line.replace(CLOSING_MARKS, '');
  return commandByWord.has(bare.toLowerCase()) ? [bare, ''] : [first, ''];
}
