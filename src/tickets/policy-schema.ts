import { z } from 'zod';
import { localised } from '../content/content-file.ts';
import { duration, elapsed } from '../content/duration.ts';
import { knowledgePolicy } from '../knowledge/policy.ts';
import { impacts, lines, priorities, urgencies } from '../store/schema.ts';
import { retentionPolicy } from './retention-policy.ts';
import { agreementSchema, targetSchema } from './sla/agreements.ts';
import { calendarSchema, isTimeZone } from './sla/calendar.ts';
import {
  assignmentModes,
  expertRules,
  incidentRules,
  lineRules,
  rotaRules,
  watchRules,
} from './sla/line-rules.ts';

export const channel = z
  .string()
  .regex(/^[a-z]+:\S+$/, 'A channel as platform:channel, e.g. slack:C0123')
  .transform((text) => {
    const [platform = '', ...rest] = text.split(':');
    return { platform, channel: rest.join(':') };
  });

const milliseconds = duration.transform(elapsed);

const queue = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  line: z.enum(lines),
  department: z.string().min(1),
  channel,
  who: localised,
  members: z.array(z.string()).default([]),
  /** When it works, if not as the desk does. */
  calendar: z.string().optional(),
  /** How a ticket finds its agent; with anything but `claim` he is named at once. */
  assign: z.enum(assignmentModes).default('claim'),
  /** How many open tickets an agent is given. */
  capacity: z.int().min(1).default(10),
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

/** The whole of `desk.yaml`. */
export const policySchema = z.strictObject({
  name: localised,
  locale: z.enum(['zh-CN', 'en']),
  timeZone: z.string().refine(isTimeZone, 'A time zone such as Asia/Shanghai'),
  calendar: calendarSchema,
  calendars: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'A name of small letters'), calendarSchema)
    .default({}),
  agents: z.enum(['channel', 'listed']),
  queues: z.array(queue).min(1),
  priorities: z.record(z.enum(impacts), z.record(z.enum(urgencies), z.enum(priorities))),
  targets: z.record(z.enum(priorities), targetSchema),
  agreements: z.array(agreementSchema).default([]),
  watch: watchRules.prefault({}),
  lines: lineRules.prefault({}),
  onCall: z.array(rotaRules).default([]),
  /** So long after his last word an agent counts as away. */
  awayAfter: milliseconds.prefault('30m'),
  experts: z.array(expertRules).default([]),
  incidents: incidentRules.prefault({}),
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

export type PolicyFile = z.infer<typeof policySchema>;

/** Without the selector that asks for its colourful form: platforms send an emoji with or without it. */
export function bareEmoji(reaction: string): string {
  return reaction.replaceAll('\ufe0f', '');
}
