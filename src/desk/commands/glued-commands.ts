import { argumentAndRest, withoutLink } from './argument.ts';
import { readArguments, type TypeOf } from './command-arguments.ts';
import { commandByWord, lineByWord, priorityByWord, sideByWord, takeNothing } from './command-words.ts';
import type { CommandName, Parsed } from './desk-command.ts';

/** Commands whose Chinese words are also written without a space before what follows. */
const GLUED: readonly CommandName[] = [
  'note',
  'escalate',
  'priority',
  'type',
  'resolve',
  'wait',
  'done',
  'merge',
  'assign',
  'translate',
];
const GLUED_WORDS = [...commandByWord].filter(
  ([word, name]) => /^\p{Script=Han}/u.test(word) && GLUED.includes(name),
);

const NAMED = /^(?:[@＠]|[#＃]\s?(?:IT-)?\d)/i;
/** 解决原因：…, and as a report that it is done: 已解决，原因：… */
const RESOLVED = /^已?解[决決]了?[\s,，;；.。]*(?=(?:原因|步[骤驟])\s*[:：])/;
const PART_OF_RESOLUTION = /^(?:原因|步[骤驟])(?=$|[\s,，是为為])/;
/** 认领一下: said of claiming, and not as the command is. */
const CLAIM_SOFTLY = /^(认领|認領)(?:一下|吧|了|它|[这這][个個张張]?|工[单單])+[.。!！]*$/;

/**
 * Commands as they are written in Chinese without a space: 升级专家 …, 升级到二线 …, 优先级高, 分配给@王芳, 完成1 2; and
 * a remark that begins with 备注 is never sent. What is plainly meant as a command and isn't one is misused; undefined
 * where it is a sentence that happens to begin like one.
 */
export function readGlued(line: string, typeOf: TypeOf): Parsed | undefined {
  return readQuestion(line) ?? readSoftly(line) ?? readResolution(line) ?? readFollowed(line, typeOf);
}

/** “help?” asks for help; “why?” may be meant for the bot or the requester. */
function readQuestion(line: string): Parsed | undefined {
  const word = /^([^\s?？]+)\s*[?？]+$/.exec(line)?.[1] ?? '';
  const name = commandByWord.get(word.toLowerCase());
  if (name === 'help') return { command: { do: 'help' } };
  return name && takeNothing.has(name) ? { misused: word } : undefined;
}

function readSoftly(line: string): Parsed | undefined {
  const word = CLAIM_SOFTLY.exec(line)?.[1];
  return word === undefined ? undefined : { misused: word };
}

function readResolution(line: string): Parsed | undefined {
  const rest = line.replace(RESOLVED, '');
  if (rest === line) return undefined;
  const command = readArguments('resolve', rest, () => undefined);
  return command && { command };
}

function readFollowed(line: string, typeOf: TypeOf): Parsed | undefined {
  const [word, name] = GLUED_WORDS.find(([one]) => line.startsWith(one)) ?? [];
  if (!word || !name) return undefined;
  const rest = line.slice(word.length).replace(/^[\s,，]+/, '');
  const argument = withoutLink(rest);
  if (isSentence(name, argument)) return { misused: word };
  const command = name === 'note' || takes(name, argument) ? readArguments(name, rest, typeOf) : undefined;
  if (command) return { command };
  return rest === '' || isPlainlyMeant(name, argument) ? { misused: word } : undefined;
}

/** “等待厂商，明天给您答复” and “转给二线，他们会联系您” are said to the requester: with a comma neither is done nor sent. */
function isSentence(name: CommandName, argument: string): boolean {
  if (name !== 'wait' && name !== 'assign') return false;
  const first = /^([^\s:：,，]+)[,，]/.exec(argument)?.[1]?.toLowerCase() ?? '';
  return sideByWord.has(first) || lineByWord.has(first);
}

/** Whether a sentence can be told from the command: 转给你看看 is none, and neither is 解决方法是重启. */
function takes(name: CommandName, argument: string): boolean {
  if (name === 'resolve') return false;
  return name !== 'assign' || isPlainlyMeant(name, argument);
}

/** What follows the word is what only the command is followed by. */
function isPlainlyMeant(name: CommandName, argument: string): boolean {
  const [first] = argumentAndRest(argument);
  switch (name) {
    case 'escalate':
      return beginsWithLine(argument) || NAMED.test(argument);
    case 'assign':
      return lineByWord.has(first.toLowerCase()) || NAMED.test(argument);
    case 'wait':
      return sideByWord.has(first.toLowerCase()) || NAMED.test(argument);
    case 'priority':
      // “优先级高，我马上处理” is a sentence.
      return priorityByWord.has(/^[^\s:：]*/.exec(argument)?.[0].toLowerCase() ?? '');
    case 'resolve':
      return PART_OF_RESOLUTION.test(argument);
    default:
      return NAMED.test(argument);
  }
}

/** 升级二线需要查交换机; L2TP is no line. */
function beginsWithLine(argument: string): boolean {
  const small = argument.toLowerCase();
  return [...lineByWord.keys()].some(
    (word) => small.startsWith(word) && !(/^[a-z]/.test(word) && /^[a-z0-9]/.test(small.slice(word.length))),
  );
}
