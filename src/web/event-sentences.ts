import { z } from 'zod';
import { lines, priorities, ticketStages, type TicketStage } from '../store/schema.ts';
import { clockKinds } from '../tickets/sla/clocks.ts';
import type { TicketEventRow } from './deps.ts';
import type { TextKey } from './text-keys.ts';
import type { Translate } from './texts.ts';

export interface Telling {
  t: Translate;
  /** What agents tell one another stays with them. */
  viewer: 'requester' | 'agent';
  nameOf: (personId: string) => string;
  typeName: (typeId: string) => string;
  articleTitle: (articleId: string) => string;
}

type Words = [key: TextKey, values?: Record<string, string | number>];
type Teller = (data: unknown, telling: Telling) => Words | undefined;

/** What happened to a ticket, as one sentence of plain text. */
export function eventSentence({ kind, actor, data }: TicketEventRow, telling: Telling): string {
  const teller = Object.hasOwn(tellers, kind) ? tellers[kind] : undefined;
  const [key, values] = teller?.(data, telling) ?? (['event.other', { kind }] satisfies Words);
  return telling.t(key, { actor: telling.nameOf(actor), ...values });
}

/** Whether an event is about what agents write for themselves, and so is none of the requester's business. */
/** What the desk does with its clocks is none of the requester's business either. */
const INTERNAL = new Set(['note', 'told', 'root-cause', 'snoozed', 'continued', 'woke', 'agreement-changed']);

export function isInternal({ kind, data }: TicketEventRow): boolean {
  return INTERNAL.has(kind) || (kind.startsWith('message-') && data.side === 'note');
}

/** Whose names the sentence of an event needs. */
export function peopleIn({ kind, actor, data }: TicketEventRow): string[] {
  const named = kind === 'assigned' ? [data.from, data.to] : kind === 'recovery-opened' ? [data.owner] : [];
  return [actor, ...named.filter((id) => typeof id === 'string')];
}

/** The stage each event has led to; undefined where it stayed the same. Events are in their order. */
export function stagesAfter(events: readonly TicketEventRow[]): (TicketStage | undefined)[] {
  let stage: TicketStage = 'intake';
  return events.map((event) => {
    const next = stageAfter(event, stage);
    if (next === stage) return undefined;
    stage = next;
    return next;
  });
}

const moved = z.object({ to: z.enum(ticketStages) });
/** The first human at work ends the intake. */
const BEGINNINGS = new Set(['claimed', 'assigned', 'escalated']);

function stageAfter({ kind, data }: TicketEventRow, stage: TicketStage): TicketStage {
  if (stage === 'intake' && BEGINNINGS.has(kind)) return 'diagnosis';
  return moved.safeParse(data).data?.to ?? stage;
}

const toldWords: Readonly<Record<string, TextKey>> = {
  warning: 'event.told.warning',
  breach: 'event.told.breach',
  'line-ask': 'event.told.line-ask',
  'line-over': 'event.told.line-over',
  extended: 'event.told.extended',
  'nobody-in': 'event.told.nobody-in',
  grown: 'event.told.grown',
};

const tellers: Record<string, Teller> = {
  opened: told(
    z.object({ type: z.string(), priority: z.enum(priorities) }),
    ({ type, priority }, { t, typeName }) => [
      'event.opened',
      { type: typeName(type), priority: t(`priority.${priority}`) },
    ],
  ),
  claimed: () => ['event.claimed'],
  unclaimed: () => ['event.unclaimed'],
  assigned: told(z.object({ from: z.string().nullable(), to: z.string() }), ({ from, to }, { nameOf }) =>
    from === null
      ? ['event.assigned', { to: nameOf(to) }]
      : ['event.reassigned', { from: nameOf(from), to: nameOf(to) }],
  ),
  'priority-changed': told(
    z.object({ from: z.object({ priority: z.enum(priorities) }), to: z.enum(priorities) }),
    ({ from, to }, { t }) => [
      'event.priority-changed',
      { from: t(`priority.${from.priority}`), to: t(`priority.${to}`) },
    ],
  ),
  'type-changed': told(z.object({ from: z.string(), to: z.string() }), ({ from, to }, { typeName }) => [
    'event.type-changed',
    { from: typeName(from), to: typeName(to) },
  ]),
  escalated: told(
    z.object({ from: z.enum(lines), to: z.enum(lines), reason: z.string() }),
    ({ from, to, reason }, { t, viewer }) => [
      viewer === 'agent' ? 'event.escalated' : 'event.escalated.outside',
      { from: t(`line.${from}`), to: t(`line.${to}`), reason },
    ],
  ),
  procedure: told(
    z.object({ articleId: z.string(), steps: z.array(z.string()) }),
    ({ articleId, steps }, { articleTitle }) => [
      'event.procedure',
      { title: articleTitle(articleId), count: steps.length },
    ],
  ),
  'step-done': told(
    z.object({ articleId: z.string(), n: z.number() }),
    ({ articleId, n }, { articleTitle }) => ['event.step-done', { title: articleTitle(articleId), n }],
  ),
  waiting: told(
    z.object({ for: z.enum(['requester', 'vendor']), reason: z.string() }),
    ({ for: side, reason }, { t, viewer }) => [
      // Why one waits for him is what the requester was asked; why for a vendor is the desk's own business.
      viewer === 'agent' || side === 'requester' ? 'event.waiting' : 'event.waiting.outside',
      { side: t(`waiting.${side}`), reason },
    ],
  ),
  snoozed: told(z.object({ reason: z.string() }), ({ reason }) => ['event.snoozed', { reason }]),
  continued: () => ['event.continued'],
  woke: () => ['event.woke'],
  told: told(z.object({ what: z.string(), clock: z.string() }), ({ what, clock }, { t }) => {
    const kind = clockKinds.find((one) => one === clock);
    const words = toldWords[what];
    return words && [words, { clock: kind ? t(`clock.${kind}`) : '' }];
  }),
  'root-cause': told(z.object({ cause: z.string() }), ({ cause }) => ['event.root-cause', { cause }]),
  'agreement-changed': told(z.object({ agreement: z.string().nullable() }), ({ agreement }) => [
    'event.agreement-changed',
    { agreement: agreement ?? '–' },
  ]),
  joined: told(z.object({ number: z.string() }), ({ number }) => ['event.joined', { number }]),
  left: () => ['event.left'],
  split: told(z.object({ number: z.string() }), ({ number }) => ['event.split', { number }]),
  incident: () => ['event.incident'],
  'no-incident': () => ['event.no-incident'],
  resolved: told(z.object({ cause: z.string(), steps: z.array(z.string()) }), ({ cause, steps }, { t }) => [
    'event.resolved',
    { cause, steps: steps.join(t('list.separator')) },
  ]),
  completed: () => ['event.completed'],
  confirmed: () => ['event.confirmed'],
  'verification-failed': () => ['event.verification-failed'],
  reopened: () => ['event.reopened'],
  assumed: () => ['event.assumed'],
  closed: () => ['event.closed'],
  cancelled: () => ['event.cancelled'],
  merged: told(z.object({ into: z.string() }), ({ into }) => ['event.merged', { into }]),
  'requester-wrote': () => ['event.requester-wrote'],
  'agent-wrote': () => ['event.agent-wrote'],
  note: () => ['event.note'],
  'message-edited': () => ['event.message-edited'],
  'message-deleted': () => ['event.message-deleted'],
  'requester-linked': told(z.object({ from: z.string(), to: z.string() }), ({ from, to }, { nameOf }) => [
    'event.requester-linked',
    { from: nameOf(from), to: nameOf(to) },
  ]),
  'assignee-linked': told(z.object({ from: z.string(), to: z.string() }), ({ from, to }, { nameOf }) => [
    'event.assignee-linked',
    { from: nameOf(from), to: nameOf(to) },
  ]),
  'chat-changed': () => ['event.chat-changed'],
  rated: told(z.object({ response: z.number(), quality: z.number(), attitude: z.number() }), (ratings) => [
    'event.rated',
    ratings,
  ]),
  commented: () => ['event.commented'],
  'recovery-opened': told(z.object({ owner: z.string() }), ({ owner }, { nameOf }) => [
    'event.recovery-opened',
    { owner: nameOf(owner) },
  ]),
  'recovery-done': told(z.object({ note: z.string() }), ({ note }, { viewer }) =>
    viewer === 'agent' ? ['event.recovery-done', { note }] : ['event.recovery-done.outside'],
  ),
};

/** A teller for events whose data is as `schema` says; others are told without particulars. */
function told<Data>(
  schema: z.ZodType<Data>,
  words: (data: Data, telling: Telling) => Words | undefined,
): Teller {
  return (data, telling) => {
    const parsed = schema.safeParse(data);
    return parsed.success ? words(parsed.data, telling) : undefined;
  };
}
