import { argumentAndRest } from './argument.ts';
import { collabActByWord } from './command-words.ts';
import type { CollabCommand } from './desk-command.ts';
import { timeAtBeginning } from './until.ts';

const ADDING = /^(?:add|new|\u6dfb\u52a0|\u65b0\u589e|\u52a0)\s+/i;
/** What stands between a task and what comes of it. */
const DELIVERABLE = /\s*[:\uff1a]\s*/;

/** `@name tomorrow 17:00 task: deliverable`, `done 2 result`, `drop 2`, or nothing. */
export function readCollab(rest: string): CollabCommand | undefined {
  if (rest === '') return { do: 'collab', act: 'show' };
  const [first, after] = argumentAndRest(rest);
  const act = collabActByWord.get(first.toLowerCase());
  if (act) {
    const [n, result] = argumentAndRest(after);
    if (!/^[#\uff03]?[1-9]\d{0,3}$/.test(n)) return undefined;
    return {
      do: 'collab',
      act,
      n: Number(n.replace(/^[#\uff03]/, '')),
      result: result === '' ? null : result,
    };
  }
  const [, to = '', words = ''] = /^(\S+)\s+([\s\S]+)$/.exec(rest.replace(ADDING, '')) ?? [];
  const time = timeAtBeginning(words);
  if (!time || time.rest === '') return undefined;
  const [title = '', ...deliverable] = time.rest.split(DELIVERABLE);
  return { do: 'collab', act: 'add', to, until: time.words, title, deliverable: deliverable.join(': ') };
}
