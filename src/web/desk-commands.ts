import type { Locale } from '../platforms/platform.ts';
import type { Line } from '../store/schema.ts';
import type { TextKey } from './text-keys.ts';

/** The commands of the desk as its help lists them, each with what it does. */
export const commandHelp = [
  ['command.claim', 'command.claim.hint'],
  ['command.unclaim', 'command.unclaim.hint'],
  ['command.assign', 'command.assign.hint'],
  ['command.note', 'command.note.hint'],
  ['command.internal', 'command.internal.hint'],
  ['command.priority', 'command.priority.hint'],
  ['command.type', 'command.type.hint'],
  ['command.escalate', 'command.escalate.hint'],
  ['command.resolve', 'command.resolve.hint'],
  ['command.wait', 'command.wait.hint'],
  ['command.merge', 'command.merge.hint'],
  ['command.kb', 'command.kb.hint'],
  ['command.kb-link', 'command.kb-link.hint'],
  ['command.kb-draft', 'command.kb-draft.hint'],
  ['command.kb-nothing', 'command.kb-nothing.hint'],
  ['command.procedure', 'command.procedure.hint'],
  ['command.done', 'command.done.hint'],
  ['command.draft', 'command.draft.hint'],
  ['command.summary', 'command.summary.hint'],
  ['command.translate', 'command.translate.hint'],
  ['command.synonym', 'command.synonym.hint'],
  ['command.points', 'command.points.hint'],
  ['command.why', 'command.why.hint'],
  ['command.why-type', 'command.why-type.hint'],
  ['command.recovered', 'command.recovered.hint'],
  ['command.snooze', 'command.snooze.hint'],
  ['command.continue', 'command.continue.hint'],
  ['command.extend', 'command.extend.hint'],
  ['command.cause', 'command.cause.hint'],
  ['command.overdue', 'command.overdue.hint'],
  ['command.collab', 'command.collab.hint'],
  ['command.split', 'command.split.hint'],
  ['command.join', 'command.join.hint'],
  ['command.leave', 'command.leave.hint'],
  ['command.broadcast', 'command.broadcast.hint'],
  ['command.no-incident', 'command.no-incident.hint'],
  ['command.away', 'command.away.hint'],
  ['command.back', 'command.back.hint'],
  ['command.help', 'command.help.hint'],
] as const satisfies readonly (readonly [TextKey, TextKey])[];

/** The command that the resolve form stands for. `steps` has one a line. */
export function resolveCommand(cause: string, steps: string, locale: Locale): string {
  const list = steps
    .split(/\r?\n/)
    .map((step) => inOneLine(step).replace(/[;\uff1b]/g, ','))
    .filter((step) => step !== '');
  return locale === 'en'
    ? `resolve cause: ${inOneLine(cause)} steps: ${list.join('; ')}`
    : `解决 原因：${inOneLine(cause)} 步骤：${list.join('；')}`;
}

/** The command that the escalate form stands for. */
export function escalateCommand(line: Line, reason: string, locale: Locale): string {
  return locale === 'en'
    ? `escalate ${line} ${inOneLine(reason)}`
    : `升级 ${lineWords[line]} ${inOneLine(reason)}`;
}

const lineWords: Record<Line, string> = { L1: '一线', L2: '二线', expert: '专家' };

/** The command by which a service-recovery task is done. */
export function recoveryCommand(result: string, locale: Locale): string {
  return `${locale === 'en' ? 'recovered' : '回访'} ${inOneLine(result)}`;
}

// Words that have a meaning in a command lose it inside what somebody has typed into a field.
const COMMAND_PARTS = /\b(cause|steps?)\s*[:\uff1a]|(原因|步骤|步驟)\s*[:\uff1a]/gi;

function inOneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(COMMAND_PARTS, (_, english?: string, chinese?: string) => `${english ?? chinese},`)
    .trim();
}
