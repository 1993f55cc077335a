import { join } from 'node:path';
import { z } from 'zod';
import {
  ContentError,
  localised,
  readYaml,
  type ContentFile,
  type Mistake,
} from '../content/content-file.ts';
import { duration, elapsed } from '../content/duration.ts';
import type { KnownPerson } from '../identity/directory.ts';
import { impacts, lines, priorities, urgencies, type Line } from '../store/schema.ts';
import { knowledgePolicy } from '../knowledge/policy.ts';
import { retentionPolicy } from './retention-policy.ts';
import { holderFinder, holdersOf, type KnownPeople } from './role-holders.ts';
import { calendarSchema, fitsCalendar } from './working-time.ts';

const channel = z
  .string()
  .regex(/^[a-z]+:\S+$/, 'A channel as platform:channel, e.g. slack:C0123')
  .transform((text) => {
    const [platform = '', ...rest] = text.split(':');
    return { platform, channel: rest.join(':') };
  });

const milliseconds = duration.transform(elapsed);

const target = z.strictObject({
  respond: duration,
  resolve: duration,
  aroundTheClock: z.boolean().default(false),
});

const queue = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  line: z.enum(lines),
  department: z.string().min(1),
  channel,
  who: localised,
  members: z.array(z.string()).default([]),
});

const demoPerson = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(1),
  locale: z.enum(['zh-CN', 'en']),
  department: localised,
  title: localised,
  profile: z.record(z.string(), z.string()).default({}),
  queues: z.array(z.string()).default([]),
});

const cardReactions = ['claim', 'unclaim', 'resolve', 'escalate', 'more'] as const;

const certainty = z.number().min(0).max(1);

const deskPolicy = z.strictObject({
  name: localised,
  locale: z.enum(['zh-CN', 'en']),
  timeZone: z.string().refine(isTimeZone, 'A time zone such as Asia/Shanghai'),
  calendar: calendarSchema,
  agents: z.enum(['channel', 'listed']),
  queues: z.array(queue).min(1),
  priorities: z.record(z.enum(impacts), z.record(z.enum(urgencies), z.enum(priorities))),
  targets: z.record(z.enum(priorities), target),
  certainty: z.strictObject({ type: certainty, article: certainty, offer: certainty }),
  patience: z.strictObject({
    dialogue: milliseconds,
    talkAgain: milliseconds,
    verificationReminder: milliseconds,
    verificationClose: milliseconds,
    surveyClose: milliseconds,
  }),
  survey: z.strictObject({
    threshold: z.number().min(1).max(5),
    recoveryOwner: z.string(),
    recoveryDue: duration,
  }),
  knowledge: knowledgePolicy.prefault({}),
  retention: retentionPolicy.prefault({}),
  limits: z.strictObject({
    messageCharacters: z.int().min(200).max(40_000),
    filesPerMessage: z.int().min(1).max(50),
    botTurns: z.int().min(1),
  }),
  /** What an emoji on a ticket's card does. */
  reactions: z
    .record(z.string().min(1).transform(bareEmoji), z.enum(cardReactions))
    .default({ '\u{1f440}': 'claim', '\u2705': 'resolve', '\u23eb': 'escalate' }),
  roles: z.record(
    z.enum(['desk-manager', 'knowledge-admin', 'quality-officer', 'admin']),
    z.array(z.string()),
  ),
  demo: z.array(demoPerson),
  /** Platforms whose e-mail addresses only the company can set, so that they show whose account it is. */
  linkByEmail: z.array(z.string().regex(/^[a-z]+$/, 'A platform, e.g. slack')).default([]),
});

type PolicyFile = z.infer<typeof deskPolicy>;

/** What `prompts/desk.yaml` says: queues, targets, times and roles. */
export type DeskPolicy = Omit<PolicyFile, 'survey'> & {
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
  people: KnownPeople = {},
): DeskPolicy {
  const file = readYaml(join(contentDir, 'desk.yaml'), deskPolicy);
  const demo = people.demo === false ? [] : file.value.demo;
  const holderOf = holderFinder(demo, people);
  checkReferences(file, { holderOf, listed: demo.length > 0 ? (people.listed ?? []) : [] });
  const queues = file.value.queues.map((q) => withChannel(q, overrides[q.line]));
  checkChannels(file, queues);
  const { roles, recoveryOwner, vacant } = holdersOf(file.value, holderOf);
  return { ...file.value, queues, demo, roles, survey: { ...file.value.survey, recoveryOwner }, vacant };
}

function withChannel(queue: Queue, override: string | undefined): Queue {
  return override ? { ...queue, channel: channel.parse(override) } : queue;
}

/** Mistakes that only show when the parts are held against each other. */
function checkReferences(
  { file, value, lineOf }: ContentFile<PolicyFile>,
  { holderOf, listed }: { holderOf: (name: string) => string | undefined; listed: readonly KnownPerson[] },
): void {
  const mistakes: Mistake[] = [];
  const wrong = (path: readonly PropertyKey[], reason: string) =>
    mistakes.push({ file, line: lineOf(path), reason });
  const queueIds = new Set(value.queues.map((q) => q.id));
  const demoIds = new Set(value.demo.map((person) => person.id));
  const isUnknown = (id: string) => !holderOf(id) && !demoIds.has(id);

  for (const [i, person] of value.demo.entries()) {
    for (const id of person.queues) {
      if (!queueIds.has(id)) wrong(['demo', i, 'queues'], `${person.id}: there is no queue ${id}`);
    }
  }
  for (const [i, { id }] of repeated(value.demo, (person) => person.id)) {
    wrong(['demo', i, 'id'], `Two people have the id ${id}`);
  }
  for (const [i, { id }] of repeated(value.queues, (q) => q.id)) {
    wrong(['queues', i, 'id'], `Two queues have the id ${id}`);
  }
  for (const [i, { id }] of repeated(value.queues, (q) => `${q.line} ${q.department}`)) {
    wrong(['queues', i], `${id}: another queue has the same line and department`);
  }
  for (const line of lines) {
    if (!value.queues.some((q) => q.line === line)) wrong(['queues'], `No queue has the line ${line}`);
  }
  for (const [role, holders] of Object.entries(value.roles)) {
    for (const id of holders) {
      if (isUnknown(id)) wrong(['roles', role], `${role}: there is no person ${id}`);
    }
  }
  const { recoveryOwner } = value.survey;
  if (isUnknown(recoveryOwner)) {
    wrong(['survey', 'recoveryOwner'], `survey.recoveryOwner: there is no person ${recoveryOwner}`);
  }
  for (const [i, { id }] of value.demo.entries()) {
    if (listed.some((person) => person.id === id)) wrong(['demo', i, 'id'], `${id} is in people.yaml too`);
  }
  for (const [priority, { resolve, respond, aroundTheClock }] of Object.entries(value.targets)) {
    for (const [name, length] of Object.entries({ respond, resolve })) {
      if (!aroundTheClock && !fitsCalendar(length, value.calendar)) {
        wrong(['targets', priority, name], `targets.${priority}.${name}: more working time than a year has`);
      }
    }
  }
  if (!fitsCalendar(value.survey.recoveryDue, value.calendar)) {
    wrong(['survey', 'recoveryDue'], 'survey.recoveryDue: more working time than a year has');
  }
  if (mistakes.length > 0) throw new ContentError(mistakes);
}

/** Those whose key an earlier one has, with their place in the list. */
function repeated<T>(list: readonly T[], keyOf: (one: T) => string): [number, T][] {
  const seen = new Set<string>();
  return [...list.entries()].filter(([, one]) => {
    const key = keyOf(one);
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated;
  });
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

/** Without the selector that asks for its colourful form: platforms send an emoji with or without it. */
export function bareEmoji(reaction: string): string {
  return reaction.replaceAll('\ufe0f', '');
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
