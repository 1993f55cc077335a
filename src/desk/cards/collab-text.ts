import { verbatim } from '../../content/markdown.ts';
import type { Locale } from '../../platforms/platform.ts';
import type { CollaborationTask } from '../../tickets/collaboration.ts';
import { whenText } from '../../tickets/when.ts';
import type { Say } from './voice.ts';

interface Reader {
  say: Say;
  locale: Locale;
  timeZone: string;
  now: number;
}

/** A collaboration sheet as its readers see it in a chat. */
export function collabText(
  number: string,
  { tasks, names }: { tasks: readonly CollaborationTask[]; names: ReadonlyMap<string, string> },
  reader: Reader,
): string {
  const { say } = reader;
  const lines = tasks.map((task) => lineOf(task, names, reader));
  return [say('collab.sheet', { number }), ...(lines.length > 0 ? lines : [say('collab.empty')])].join('\n');
}

function lineOf(
  task: CollaborationTask,
  names: ReadonlyMap<string, string>,
  { say, now, ...reader }: Reader,
): string {
  const mark = { open: task.dueAt < now ? '🔴' : '☐', done: '☑', dropped: '✗' }[task.state];
  const outcome =
    task.result !== null && task.result !== ''
      ? say('collab.result', { text: verbatim(task.result) })
      : deliverableText(task, say);
  return say('collab.line', {
    n: task.n,
    state: mark,
    owner: verbatim(names.get(task.ownerId) ?? task.ownerId),
    due: whenText(task.dueAt, { ...reader, now }),
    title: verbatim(task.title),
    deliverable: outcome,
  });
}

export function deliverableText({ deliverable }: Pick<CollaborationTask, 'deliverable'>, say: Say): string {
  return deliverable === '' ? '' : say('collab.deliverable', { text: verbatim(deliverable) });
}
