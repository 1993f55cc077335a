import { commandByWord, lineByWord, priorityByWord, sideByWord } from './command-words.ts';
import type { DeskCommand } from './desk-command.ts';
import { resolutionIn } from './resolution.ts';

/** A command, a command word that isn't used as it must be, or words for the requester. */
export type Parsed = { command: DeskCommand } | { misused: string } | { words: string };

/** The issue type that a name means, if any. */
export type TypeOf = (name: string) => string | undefined;

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
  if (!name) return glued(line, typeOf) ?? { words: line };
  const command = read(name, rest, typeOf);
  return command ? { command } : { misused: first };
}

/** Chinese without a space: 升级专家 …, 优先级高, 分配@王芳, 完成1 2; and a remark that begins with 备注 is never sent. */
function glued(line: string, typeOf: TypeOf): Parsed | undefined {
  const word = GLUED_WORDS.find((one) => line.startsWith(one));
  const name = word && commandByWord.get(word);
  if (!word || !name) return undefined;
  const rest = line.slice(word.length).replace(/^[\s,，]+/, '');
  if (name === 'assign' && !/^[@＠]/.test(rest)) return undefined;
  const command = read(name, rest, typeOf);
  return command && { command };
}

const GLUED_WORDS = [...commandByWord].flatMap(([word, name]) =>
  /^\p{Script=Han}/u.test(word) && ['note', 'escalate', 'priority', 'done', 'merge', 'assign'].includes(name)
    ? [word]
    : [],
);

function wordAndRest(line: string): [string, string] {
  const [, first = '', rest = ''] = WORD_AND_REST.exec(line) ?? [];
  if (rest !== '' || commandByWord.has(first.toLowerCase())) return [first, rest.trim()];
  const bare = line.replace(CLOSING_MARKS, '');
  return commandByWord.has(bare.toLowerCase()) ? [bare, ''] : [first, ''];
}

function read(name: DeskCommand['do'], rest: string, typeOf: TypeOf): DeskCommand | undefined {
  const [first, remainder] = argumentAndRest(rest);
  switch (name) {
    case 'claim':
    case 'unclaim':
    case 'why':
    case 'draft':
    case 'help':
      return rest === '' ? { do: name } : undefined;
    case 'assign':
      return rest === '' ? undefined : { do: name, to: rest.replace(/^[@＠]\s*/, '') };
    case 'note':
      return rest === '' ? undefined : { do: name, text: rest };
    case 'priority': {
      const priority = priorityByWord.get(rest.toLowerCase());
      return priority && { do: name, priority };
    }
    case 'type': {
      const type = typeOf(rest);
      return type === undefined ? undefined : { do: name, type };
    }
    case 'escalate':
      return readEscalation(rest, typeOf);
    case 'resolve':
      return { do: name, ...resolutionIn(rest) };
    case 'wait': {
      const side = sideByWord.get(first.toLowerCase());
      return side && remainder !== '' ? { do: name, for: side, reason: remainder } : undefined;
    }
    case 'merge': {
      const number = /^[#＃]?((?:IT-\d{4}-)?\d{1,9})$/i.exec(rest)?.[1];
      return number ? { do: name, number } : undefined;
    }
    case 'kb':
      return rest === '' ? undefined : { do: name, query: rest };
    case 'procedure':
      return /^[a-z0-9-]+$/.test(rest) ? { do: name, articleId: rest } : undefined;
    case 'done':
      return readSteps(rest);
    case 'recovered':
      return { do: name, note: rest };
  }
}

/** `L2 reason`, `专家：原因`; a reason that begins with a field of work (`expert network …`) names it too. */
function readEscalation(rest: string, typeOf: TypeOf): DeskCommand | undefined {
  const [first, reason] = argumentAndRest(rest);
  const line = lineByWord.get(first.toLowerCase());
  if (!line || reason === '') return undefined;
  const [word, words] = argumentAndRest(reason);
  const type = words === '' ? undefined : typeOf(word);
  // An English word that is only part of a type's name (“log” of “log-in”) says nothing about the field.
  const isField = type === word.toLowerCase() || /^\p{Script=Han}+$/u.test(word);
  return type && isField ? { do: 'escalate', line, reason, field: type } : { do: 'escalate', line, reason };
}

function readSteps(rest: string): DeskCommand | undefined {
  const steps = rest
    .split(/[\s,，、]+/)
    .filter((part) => part !== '')
    .map(Number);
  const isList = steps.length > 0 && steps.every((n) => Number.isInteger(n) && n > 0);
  return isList ? { do: 'done', steps } : undefined;
}

function argumentAndRest(rest: string): [string, string] {
  const [, first = '', remainder = ''] = /^([^\s:：,，]+)[\s:：,，]*([\s\S]*)$/.exec(rest) ?? [];
  return [first, remainder.trim()];
}
