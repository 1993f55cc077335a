import { join } from 'node:path';
import { z } from 'zod';
import { ContentError, localised, readYaml, type ContentFile } from '../content/content-file.ts';
import { duration, elapsed } from '../content/duration.ts';
import { impacts, lines, priorities, urgencies, type Line } from '../store/schema.ts';
import { calendarSchema } from './working-time.ts';

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
  limits: z.strictObject({
    messageCharacters: z.int().min(200).max(40_000),
    filesPerMessage: z.int().min(1).max(50),
    botTurns: z.int().min(1),
  }),
  roles: z.record(
    z.enum(['desk-manager', 'knowledge-admin', 'quality-officer', 'admin']),
    z.array(z.string()),
  ),
  demo: z.array(demoPerson),
});

/** What `prompts/desk.yaml` says: queues, targets, times and roles. */
export type DeskPolicy = z.infer<typeof deskPolicy>;
export type Queue = DeskPolicy['queues'][number];
export type DemoPerson = DeskPolicy['demo'][number];
export type Role = keyof DeskPolicy['roles'];

/** Channels that replace those of the file, by line (`DESK_L1` …). */
export type QueueChannels = Partial<Record<Line, string | undefined>>;

/** Reads and checks `desk.yaml`. Throws a ContentError naming every mistake. */
export function loadDeskPolicy(contentDir: string, overrides: QueueChannels = {}): DeskPolicy {
  const file = readYaml(join(contentDir, 'desk.yaml'), deskPolicy);
  checkReferences(file);
  return { ...file.value, queues: file.value.queues.map((q) => withChannel(q, overrides[q.line])) };
}

function withChannel(queue: Queue, override: string | undefined): Queue {
  return override ? { ...queue, channel: channel.parse(override) } : queue;
}

function checkReferences({ file, value, lineOf }: ContentFile<DeskPolicy>): void {
  const queueIds = new Set(value.queues.map((q) => q.id));
  const mistakes = value.demo.flatMap((person, i) =>
    person.queues
      .filter((id) => !queueIds.has(id))
      .map((id) => ({
        file,
        line: lineOf(['demo', i, 'queues']),
        reason: `${person.id}: there is no queue ${id}`,
      })),
  );
  for (const line of lines) {
    if (!value.queues.some((q) => q.line === line)) {
      mistakes.push({ file, line: lineOf(['queues']), reason: `No queue has the line ${line}` });
    }
  }
  if (queueIds.size < value.queues.length) {
    mistakes.push({ file, line: lineOf(['queues']), reason: 'Two queues have the same id' });
  }
  if (mistakes.length > 0) throw new ContentError(mistakes);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
