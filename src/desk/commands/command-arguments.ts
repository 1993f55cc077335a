import {
  articleWords,
  lineByWord,
  priorityByWord,
  replyWords,
  sideByWord,
  typeWords,
} from './command-words.ts';
import type { CommandName, DeskCommand } from './desk-command.ts';
import { readKnowledge, readSwitch, readSynonym } from './knowledge-arguments.ts';
import { argumentAndRest, withoutLink } from './argument.ts';
import { readCollab } from './collab-arguments.ts';
import { resolutionIn } from './resolution.ts';
import { timeAtBeginning } from './until.ts';

/** The issue type that a name means, if any. */
export type TypeOf = (name: string) => string | undefined;

const CLOSING_MARKS = /[.。!！]+$/;
const NO_AGREEMENT: ReadonlySet<string> = new Set(['none', '无', '無']);

/** The command with what follows its word; undefined where that isn't what it takes. */
export function readArguments(name: CommandName, rest: string, typeOf: TypeOf): DeskCommand | undefined {
  switch (name) {
    case 'claim':
    case 'unclaim':
    case 'summary':
    case 'points':
    case 'help':
    case 'continue':
    case 'leave':
    case 'no-incident':
    case 'extend':
    case 'away':
    case 'back':
      return rest === '' ? { do: name } : undefined;
    case 'why':
      if (typeWords.has(rest.toLowerCase())) return { do: 'why-type' };
      return rest === '' ? { do: name } : undefined;
    case 'draft':
      if (replyWords.has(rest.toLowerCase())) return { do: 'draft-reply' };
      if (articleWords.has(rest.toLowerCase())) return { do: 'new-article' };
      return rest === '' ? { do: name } : undefined;
    case 'assign':
      return readAssignment(rest, typeOf);
    case 'note':
      return rest === '' ? undefined : { do: name, text: rest };
    case 'priority': {
      const priority = priorityByWord.get(closed(withoutLink(rest)).toLowerCase());
      return priority && { do: name, priority };
    }
    case 'type': {
      const type = typeOf(rest) ?? typeOf(closed(withoutLink(rest)));
      return type === undefined ? undefined : { do: name, type };
    }
    case 'escalate':
      return readEscalation(withoutLink(rest), typeOf);
    case 'resolve':
      return { do: name, ...resolutionIn(rest) };
    case 'wait': {
      const [first, reason] = argumentAndRest(rest);
      const side = sideByWord.get(first.toLowerCase());
      return side && reason !== '' ? { do: name, for: side, reason } : undefined;
    }
    case 'snooze': {
      const time = timeAtBeginning(rest);
      return time && time.rest !== '' ? { do: name, until: time.words, reason: time.rest } : undefined;
    }
    case 'cause':
    case 'split':
    case 'broadcast':
    case 'breach-reason':
      return rest === '' ? undefined : { do: name, text: rest };
    case 'agreement': {
      const id = rest.toLowerCase();
      if (NO_AGREEMENT.has(id)) return { do: name, id: null };
      return /^[a-z0-9-]+$/.test(id) ? { do: name, id } : undefined;
    }
    case 'collab':
      return readCollab(rest);
    case 'merge':
    case 'join': {
      const number = /^[#＃]?((?:IT-\d{4}-)?\d{1,9})$/i.exec(closed(withoutLink(rest)))?.[1];
      return number ? { do: name, number } : undefined;
    }
    case 'kb':
      return readKnowledge(rest);
    case 'synonym':
      return readSynonym(rest);
    case 'translate':
      return readSwitch(rest);
    case 'procedure':
      return /^[a-z0-9-]+$/.test(rest) ? { do: name, articleId: rest } : undefined;
    case 'done':
      return readSteps(rest);
    case 'recovered':
      return { do: name, note: rest };
  }
}

/** `@name` or a name; to a whole line (转给二线 …) is an escalation. */
function readAssignment(rest: string, typeOf: TypeOf): DeskCommand | undefined {
  const argument = withoutLink(rest);
  const [first] = argumentAndRest(argument);
  if (lineByWord.has(first.toLowerCase())) return readEscalation(argument, typeOf);
  const to = /^[@＠]/.test(argument) ? argument.replace(/^[@＠]\s*/, '') : rest;
  return to === '' || /^[#＃]/.test(to) ? undefined : { do: 'assign', to };
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

function closed(argument: string): string {
  return argument.replace(CLOSING_MARKS, '');
}
