import type { Localised } from '../../content/content-file.ts';
import { dates, deviceModels, errorCodes, numbers, yesNo } from '../../language/extract.ts';
import { normalise } from '../../language/tokens.ts';
import { chosenOption, contains, mentionedOption } from './choices.ts';
import type { Question, SharedWords } from './schema.ts';
import { inRange, isValid, MAX_ANSWER } from './state.ts';

/** What the requester wrote, and the moment and time zone in which "yesterday" is to be understood. */
export interface Given {
  text: string;
  /** Names or ids of the files sent along; opaque. */
  files?: readonly string[] | undefined;
  /** UTC ms. */
  now: number;
  /** IANA name. */
  timeZone: string;
}

export interface Found {
  value: string;
  shown?: string | undefined;
}
export type Reading = Found | { skipped: true } | { problem: Localised };

/** Free text is searched this far; what people send beyond it is a log. */
const SEARCHED = 4000;

/** Reads a direct answer to `question`. Whatever is unreadable comes back as a problem to tell the requester. */
export function readAnswer(question: Question, given: Given, words: SharedWords): Reading {
  const { problems } = words;
  if (question.kind === 'attachment') return readFiles(question, given, words);
  const text = given.text.trim();
  if (text === '') return { problem: problems.empty };
  if (text.length > MAX_ANSWER) return { problem: problems.tooLong };
  const refuse = (problem: Localised): Reading => ({ problem: question.hint ?? problem });
  switch (question.kind) {
    case 'choice':
      return found(chosenOption(question, text, words)) ?? refuse(problems.notAChoice);
    case 'yes-no':
      return found(yesNo(text) ?? chosenOption(question, text, words)) ?? refuse(problems.notYesNo);
    case 'date':
      return found(dates(text, given.now, given.timeZone)) ?? refuse(problems.notADate);
    case 'number': {
      const number = numbers(text)[0];
      if (number === undefined) return refuse(problems.notANumber);
      return inRange(question, number) ? { value: String(number) } : refuse(problems.outOfRange);
    }
    case 'error-code':
      if (!question.required && saysNone(question, text, words)) return { skipped: true };
      break;
    default:
  }
  const value = question.kind === 'text' ? text : wording(question, text);
  return isValid(question, value) ? { value } : refuse(problems.notAccepted);
}

/**
 * Finds the answer to `question` in text that was written about something else too.
 * `used` are values already taken for another question. Undefined where nothing is found or nothing may be.
 */
export function recogniseAnswer(
  question: Question,
  given: Given,
  { words, used }: { words: SharedWords; used: ReadonlySet<string> },
): (Found & { sure: boolean }) | undefined {
  if (!question.recognise) return undefined;
  if (question.kind === 'attachment') {
    const reading = readFiles(question, { ...given, text: '' }, words);
    return 'value' in reading ? { ...reading, sure: true } : undefined;
  }
  const text = given.text.slice(0, SEARCHED);
  if (question.kind === 'device') {
    const devices = fittingDevices(question, text).filter(({ value }) => !used.has(value));
    const [first] = devices;
    if (!first || !isValid(question, first.value)) return undefined;
    return { value: first.value, sure: first.sure && devices.length === 1 };
  }
  const value = recognised(question, { ...given, text }, words);
  if (value === undefined || used.has(value) || !isValid(question, value)) return undefined;
  return { value, sure: true };
}

/** How a value reads in both languages. */
export function shownAs(question: Question, answer: Found, words: SharedWords): Localised {
  if (question.kind === 'yes-no') return answer.value === 'yes' ? words.yes : words.no;
  const option = question.options.find(({ value }) => value === answer.value);
  const plain = answer.shown ?? answer.value;
  return option?.label ?? { 'zh-CN': plain, en: plain };
}

function recognised(question: Question, given: Given, words: SharedWords): string | undefined {
  switch (question.kind) {
    case 'choice':
    case 'yes-no':
      return mentionedOption(question, given.text, words);
    case 'date':
      return dates(given.text, given.now, given.timeZone);
    case 'error-code':
      return errorCodes(given.text)[0];
    case 'number': {
      const part = searched(question, given.text);
      // "A new monitor" is one.
      return part === undefined ? undefined : String(numbers(part)[0] ?? 1);
    }
    default:
      return searched(question, given.text);
  }
}

function searched(question: Question, text: string): string | undefined {
  for (const regex of question.find) {
    const match = regex.exec(text.normalize('NFKC'));
    if (match) return (match.slice(1).find((group) => group !== undefined) ?? match[0]).trim();
  }
  return undefined;
}

/** Models of the sort that is asked for: in "my T14 can't print" the T14 is no printer. */
function fittingDevices(question: Question, text: string): { value: string; sure: boolean }[] {
  const devices = deviceModels(text);
  if (question.find.length === 0) return devices;
  return devices.filter(({ value }) => question.find.some((regex) => regex.test(value)));
}

/** The one model or the codes that the text names; else its own words, for "the one by the kitchen" is an answer. */
function wording(question: Question, text: string): string {
  if (question.kind === 'error-code') return errorCodes(text).join(', ') || text;
  const fitting = fittingDevices(question, text);
  const [device, ...others] = fitting.length > 0 ? fitting : deviceModels(text);
  return device && others.length === 0 ? device.value : text;
}

function readFiles(question: Question, { text, files = [] }: Given, words: SharedWords): Reading {
  if (files.length > 0) return { value: files.join('\n').slice(0, MAX_ANSWER), shown: files.join(', ') };
  if (!question.required && saysNone(question, text, words)) return { skipped: true };
  return { problem: question.hint ?? words.problems.notAFile };
}

/** "None" or "no code shown", but not the message "No paper". */
function saysNone(question: Question, text: string, { none }: SharedWords): boolean {
  const said = normalise(text).replace(/[。.!,\s]+$/u, '');
  if (none.includes(said)) return true;
  return (
    yesNo(said) === 'no' &&
    errorCodes(text).length === 0 &&
    question.names.some((name) => contains(said, name))
  );
}

function found(value: string | undefined): Found | undefined {
  return value === undefined ? undefined : { value };
}
