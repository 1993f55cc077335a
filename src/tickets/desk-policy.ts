import { join } from 'node:path';
import { ContentError, readYaml, type ContentFile, type Mistake } from '../content/content-file.ts';
import type { Line } from '../store/schema.ts';
import { repeated, wrongReferences } from './policy-references.ts';
import { channel, policySchema, type PolicyFile } from './policy-schema.ts';
import { holderFinder, holdersOf, knownOnly, type KnownPeople } from './role-holders.ts';
import type { CalendarRules } from './sla/calendar.ts';
import { createCalendars, DESK_CALENDAR, type Calendars } from './sla/calendars.ts';
import { CalendarFileError } from './sla/ical.ts';

/** What `prompts/desk.yaml` says: queues, targets, times and roles. */
export type DeskPolicy = Omit<PolicyFile, 'survey' | 'calendar' | 'calendars'> & {
  /** When people work; the desk's own hours are `calendars.named('desk')`. */
  calendars: Calendars;
  /** Without `recoveryOwner` whoever worked on the ticket calls back. */
  survey: Omit<PolicyFile['survey'], 'recoveryOwner'> & { recoveryOwner: string | undefined };
  /** What the file gives to people of the demo only, while the demo is off: nobody has it. */
  vacant: string[];
};
export type Queue = DeskPolicy['queues'][number];
export type DemoPerson = DeskPolicy['demo'][number];

/** Channels that replace those of the file, by line (`DESK_L1` …). */
export type QueueChannels = Partial<Record<Line, string | undefined>>;

/**
 * Reads and checks `desk.yaml`. Roles are given to ids of `people`, or to accounts as `platform:userId`.
 * Throws a ContentError naming every mistake.
 */
export function loadDeskPolicy(
  contentDir: string,
  overrides: QueueChannels = {},
  people: KnownPeople & { timeZone?: string | undefined } = {},
): DeskPolicy {
  const file = readYaml(join(contentDir, 'desk.yaml'), policySchema);
  const timeZone = people.timeZone ?? file.value.timeZone;
  const calendars = calendarsOf(file, { contentDir, timeZone });
  const demo = people.demo === false ? [] : file.value.demo;
  const holderOf = holderFinder(demo, people);
  const listed = demo.length > 0 ? (people.listed ?? []) : [];
  checkReferences(file, { holderOf, listed, calendars });
  const queues = file.value.queues.map((q) => withChannel(q, overrides[q.line]));
  checkChannels(file, queues);
  const { roles, recoveryOwner, vacant } = holdersOf(file.value, holderOf);
  const { calendar: _, survey, ...rest } = file.value;
  return {
    ...rest,
    ...knownOnly(rest, holderOf),
    timeZone,
    calendars,
    queues,
    demo,
    roles,
    survey: { ...survey, recoveryOwner },
    vacant,
  };
}

/** The calendars of the file. Throws a ContentError where an imported one can't be read. */
function calendarsOf(
  { file, value, lineOf }: ContentFile<PolicyFile>,
  options: { contentDir: string; timeZone: string },
): Calendars {
  const rules = new Map<string, CalendarRules>([
    [DESK_CALENDAR, value.calendar],
    ...Object.entries(value.calendars),
  ]);
  try {
    return createCalendars(rules, options);
  } catch (cause) {
    const isFile = cause instanceof CalendarFileError || (cause instanceof Error && 'code' in cause);
    if (!isFile) throw cause;
    const line = lineOf(['calendar', 'ical']);
    throw new ContentError([{ file, line, reason: `A calendar file: ${cause.message}` }], { cause });
  }
}

function withChannel(queue: Queue, override: string | undefined): Queue {
  return override ? { ...queue, channel: channel.parse(override) } : queue;
}

/** Throws a ContentError for what only shows when the parts are held against each other. */
function checkReferences(
  content: ContentFile<PolicyFile>,
  known: Parameters<typeof wrongReferences>[1],
): void {
  const mistakes = wrongReferences(content.value, known).map(
    ({ path, reason }): Mistake => ({ file: content.file, line: content.lineOf(path), reason }),
  );
  if (mistakes.length > 0) throw new ContentError(mistakes);
}

/** Two queues in one channel could not tell whose thread is whose. */
function checkChannels({ file, lineOf }: ContentFile<PolicyFile>, queues: readonly Queue[]): void {
  const clash = repeated(queues, ({ channel: { platform, channel } }) => `${platform}:${channel}`);
  if (clash.length === 0) return;
  throw new ContentError(
    clash.map(([i, { id }]) => ({
      file,
      line: lineOf(['queues', i, 'channel']),
      reason: `${id}: another queue has the same channel (see also DESK_L1, DESK_L2, DESK_EXPERT)`,
    })),
  );
}
