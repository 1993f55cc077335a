import { sql } from 'drizzle-orm';
import type { FileRef, InboundEvent, OutboundMessage, Place } from '../platforms/platform.ts';
import type { Columns } from './columns.ts';
import { closed, notApart, notClosed } from './index-conditions.ts';

/** `dropped`: a person has decided that nothing more is done about it. */
export const inboxStates = ['pending', 'done', 'dead', 'dropped'] as const;
export const outboxStates = ['pending', 'sent', 'unknown', 'dead', 'dropped'] as const;
export const letterActKinds = ['retry', 'drop'] as const;
export const outboxOps = ['send', 'private', 'edit', 'recall', 'react'] as const;
export const ticketStages = [
  'intake',
  'diagnosis',
  'solution',
  'verification',
  'feedback',
  'closed',
] as const;
export const impacts = ['person', 'department', 'company'] as const;
export const urgencies = ['low', 'normal', 'high', 'critical'] as const;
export const priorities = ['urgent', 'high', 'normal', 'low'] as const;
export const lines = ['L1', 'L2', 'expert'] as const;
export const ticketOutcomes = ['confirmed', 'assumed', 'cancelled', 'merged'] as const;
/** How a talk with the bot ended; silence is never `confirmed` (requirement Y7). */
export const talkOutcomes = ['confirmed', 'assumed', 'abandoned', 'handed-over', 'cancelled'] as const;

/** Life cycle of an article (requirement 8): what is due is answered with a remark, what is retired never. */
export const articleStates = ['draft', 'in-review', 'published', 'due', 'retired'] as const;
export const versionStates = ['draft', 'in-review', 'published', 'returned', 'superseded'] as const;
/** What an article did in a talk or on a ticket; its validity follows from it. */
export const articleSigns = [
  'shown',
  'solved',
  'not-solved',
  'reopened',
  'thumbs-up',
  'thumbs-down',
] as const;
export const ticketLinks = ['tried', 'solved-by', 'linked', 'updated', 'drafted'] as const;
export const gapStates = ['open', 'writing', 'closed'] as const;
/** Whose move it is when it isn't the desk's; `snooze`: nobody's until its time. */
export const waits = ['requester', 'vendor', 'snooze'] as const;
/** Where the time of a missed clock went (requirement 15.4). */
export const breachCauses = ['queue', 'handling', 'requester', 'hand-overs', 'vendor', 'night'] as const;
export const taskStates = ['open', 'done', 'dropped'] as const;
export const reportStates = ['new', 'offered', 'joined', 'apart'] as const;

export const resetPurposes = ['reset', 'unlock', 'enrol'] as const;
/** `unknown`: whether the directory has written is not known; it is never tried again (rule PR-24). */
export const resetStates = [
  'open',
  'opened',
  'proven',
  'applying',
  'done',
  'refused',
  'void',
  'expired',
  'failed',
  'unknown',
] as const;
/** By what somebody proves, besides his chat, that an account is his (rule PR-3). */
export const proofMethods = ['totp', 'sms', 'mail', 'recovery-code', 'manager'] as const;

export type ResetPurpose = (typeof resetPurposes)[number];
export type ResetState = (typeof resetStates)[number];
export type ProofMethod = (typeof proofMethods)[number];

/** By contact, the keyed hash of its value and when (UTC ms) it was seen to have changed; null if never. */
export type ContactMarks = Record<string, { mark: string; changedAt: number | null }>;

export type ArticleState = (typeof articleStates)[number];
export type VersionState = (typeof versionStates)[number];
export type ArticleSign = (typeof articleSigns)[number];
export type TicketLink = (typeof ticketLinks)[number];
export type GapState = (typeof gapStates)[number];
export type Wait = (typeof waits)[number];
export type BreachCause = (typeof breachCauses)[number];
export type TaskState = (typeof taskStates)[number];
export type TicketStage = (typeof ticketStages)[number];
export type Impact = (typeof impacts)[number];
export type Urgency = (typeof urgencies)[number];
export type Priority = (typeof priorities)[number];
export type Line = (typeof lines)[number];
export type TicketOutcome = (typeof ticketOutcomes)[number];
export type TalkOutcome = (typeof talkOutcomes)[number];

/** A timer that has come due, worked on like any other event. */
export interface DueTimer {
  kind: 'timer';
  key: string;
  name: string;
  subject: string;
  dueAt: number;
}

/** What is known about a requester's equipment and place, so that it need not be asked. */
export type Profile = Record<string, string>;

export interface AnswerRow {
  key: string;
  label: Record<string, string>;
  value: string;
  shown: string;
}

/** What the bot tried before a human came: an article shown, and what the requester said of it. */
export interface Tried {
  articleId: string;
  title: string;
  verdict: 'solved' | 'not-solved' | 'unanswered';
}

/** An article's text in one language (requirement 8.2). */
export interface ArticleText {
  title: string;
  symptom: string;
  keywords: string[];
  synonyms: string[];
  scene: string;
  preconditions: string[];
  steps: string[];
  risks: string;
  rollback: string;
}

/** What a version of an article says: its place in the hierarchy and its text by language. */
export interface ArticleBody {
  type: string;
  /** Ids of articles and numbers of tickets. */
  related: string[];
  /** It was said that there are no related cases. */
  noRelated?: boolean | undefined;
  cause?: string | undefined;
  firstCheck: boolean;
  texts: Partial<Record<'zh-CN' | 'en', ArticleText>>;
}

/** What the bot found for a question. */
export interface FoundArticle {
  articleId: string;
  score: number;
}

/** A message in the language of who reads it (requirement Y11). */
export interface Translation {
  text: string;
  to: 'zh-CN' | 'en';
}

export interface Resolution {
  cause: string;
  steps: string[];
  articleId?: string | undefined;
}

/** Why a resolution clock stands still. `solved`: it is solved, as far as anybody knows. */
export const pauseReasons = ['requester', 'vendor', 'snooze', 'solved'] as const;
export type PauseReason = (typeof pauseReasons)[number];

export interface Pause {
  from: number;
  to: number | null;
  why: PauseReason;
  /** Until when it was snoozed, UTC ms. */
  until?: number | undefined;
}

/** What the targets follow from, since when and why. */
export interface TermsSince {
  at: number;
  priority: Priority;
  type: string;
  queue: string;
  agreement: string | null;
}

/** Who had the ticket in which line; nobody while it waited to be claimed. */
export interface Stint {
  from: number;
  to: number | null;
  line: Line;
  person: string | null;
}

/** What was told about the clocks already. */
export interface Told {
  at: number;
  what: string;
  clock: string;
  dueAt: number;
}

/** Everything of a ticket's history that its clocks follow from; times are UTC ms. */
export interface SlaHistory {
  openedAt: number;
  terms: TermsSince[];
  respondedAt: number | null;
  /** Since when words of the requester wait for an answer, after the first one. */
  askedAt: number | null;
  pauses: Pause[];
  stints: Stint[];
  /** Closed without a solution: its clocks are void from here on. */
  voidAt: number | null;
  told: Told[];
}

/** Every table of the application, once. `c` decides which database they are built for. */
export function defineTables(c: Columns) {
  const inbox = c.table(
    'inbox',
    {
      id: c.sequence(),
      lane: c.text().notNull(),
      payload: c.json<InboundEvent | DueTimer>().notNull(),
      state: c.choice(inboxStates).notNull().default('pending'),
      attempts: c.integer().notNull().default(0),
      notBefore: c.instant().notNull(),
      leaseOwner: c.text(),
      leaseUntil: c.instant(),
      receivedAt: c.instant().notNull(),
      doneAt: c.instant(),
      /** What became of it (`answered`, `ignored: bot`, …), or why it is dead. */
      result: c.text(),
      /** When a person last had it tried again. */
      retriedAt: c.instant(),
    },
    (t) => [
      c
        .index('inbox_pending')
        .on(t.lane, t.id)
        .where(sql`${t.state} = 'pending'`),
      c
        .index('inbox_dead')
        .on(t.id)
        .where(sql`${t.state} = 'dead'`),
    ],
  );

  /** Never pruned: a vendor may repeat an event after a month. */
  const inboxKeys = c.table(
    'inbox_keys',
    {
      platform: c.text().notNull(),
      tenant: c.text().notNull(),
      key: c.text().notNull(),
      at: c.instant().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.platform, t.tenant, t.key] })],
  );

  /** Changes of messages that had not come yet. */
  const earlyChanges = c.table(
    'early_changes',
    {
      platform: c.text().notNull(),
      tenant: c.text().notNull(),
      channel: c.text().notNull(),
      messageId: c.text().notNull(),
      /** What the message says after it; null where it was taken back. */
      text: c.text(),
      at: c.instant().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.platform, t.tenant, t.channel, t.messageId] }),
      c.index('early_changes_at').on(t.at),
    ],
  );

  const outbox = c.table(
    'outbox',
    {
      id: c.sequence(),
      /** The same for every attempt; handed to the platform. */
      key: c.text().notNull().unique(),
      lane: c.text().notNull(),
      op: c.choice(outboxOps).notNull(),
      place: c.json<Place>().notNull(),
      body: c.json<OutboundMessage>(),
      /** Name of this message, by which later rows edit it or write into its thread. */
      ref: c.text(),
      /** `ref` of the message this row edits, recalls or reacts to. */
      target: c.text(),
      /** `ref` of the message whose thread this one is written into. */
      threadRef: c.text(),
      /** Only this user sees it, where the platform can. */
      privateTo: c.text(),
      reaction: c.text(),
      ticketId: c.text(),
      /** The ticket message it carries; its writer is told what became of it. */
      carries: c.text(),
      /** The inbox row whose handling wrote it; null where none did. */
      eventId: c.integer(),
      /** A remark that may be joined to another one that still waits in its lane. */
      notice: c.boolean().notNull().default(false),
      state: c.choice(outboxStates).notNull().default('pending'),
      attempts: c.integer().notNull().default(0),
      notBefore: c.instant().notNull(),
      leaseOwner: c.text(),
      leaseUntil: c.instant(),
      messageId: c.text(),
      error: c.text(),
      createdAt: c.instant().notNull(),
      sentAt: c.instant(),
      /** When a person last had it tried again. */
      retriedAt: c.instant(),
    },
    (t) => [
      c
        .index('outbox_pending')
        .on(t.lane, t.id)
        .where(sql`${t.state} = 'pending'`),
      c.index('outbox_ref').on(t.ref),
      c
        .index('outbox_dead')
        .on(t.id)
        .where(sql`${t.state} = 'dead'`),
      c
        .index('outbox_unknown')
        .on(t.id)
        .where(sql`${t.state} = 'unknown'`),
      c.index('outbox_message').on(t.messageId),
    ],
  );

  /** What people decided about messages and events that were given up or waited for long. Kept for good. */
  const letterActs = c.table(
    'letter_acts',
    {
      id: c.text().primaryKey(),
      /** `m12`: row 12 of the outbox; `e12`: row 12 of the inbox. */
      letter: c.text().notNull(),
      act: c.choice(letterActKinds).notNull(),
      /** A person's id, or `command:` and the account on the machine. */
      actor: c.text().notNull(),
      reason: c.text(),
      at: c.instant().notNull(),
    },
    (t) => [c.index('letter_acts_letter').on(t.letter, t.id)],
  );

  const timers = c.table(
    'timers',
    {
      key: c.text().primaryKey(),
      name: c.text().notNull(),
      subject: c.text().notNull(),
      lane: c.text().notNull(),
      dueAt: c.instant().notNull(),
    },
    (t) => [c.index('timers_due').on(t.dueAt)],
  );

  const counters = c.table('counters', { name: c.text().primaryKey(), value: c.integer().notNull() });

  const people = c.table('people', {
    id: c.text().primaryKey(),
    name: c.text().notNull(),
    locale: c.choice(['zh-CN', 'en']),
    department: c.text(),
    profile: c.json<Profile>().notNull(),
    email: c.text(),
    /** Found to be the same human as this person, who has taken over all identities. */
    mergedInto: c.text(),
    createdAt: c.instant().notNull(),
  });

  const identities = c.table(
    'identities',
    {
      platform: c.text().notNull(),
      tenant: c.text().notNull(),
      userId: c.text().notNull(),
      personId: c
        .text()
        .notNull()
        .references(() => people.id),
      /** How the identity came to its person (rules I-5, PR-2). */
      /** `parted`: its owner has unlinked it, so no address joins it again. */
      via: c.choice(['first-contact', 'directory', 'code', 'parted']).notNull().default('first-contact'),
      linkedAt: c.instant().notNull().default(0),
    },
    (t) => [
      c.primaryKey({ columns: [t.platform, t.tenant, t.userId] }),
      c.index('identities_person').on(t.personId),
    ],
  );

  /** Codes by which somebody shows that two accounts are his: written in one chat, typed in the other. */
  const linkCodes = c.table('link_codes', {
    /** SHA-256 of the code. */
    hash: c.text().primaryKey(),
    personId: c
      .text()
      .notNull()
      .references(() => people.id),
    conversationId: c.text().notNull(),
    expiresAt: c.instant().notNull(),
    usedAt: c.instant(),
  });

  /** Who was seen at work in a queue's channel: whom a ticket can be assigned to. */
  const deskMembers = c.table(
    'desk_members',
    {
      queueId: c.text().notNull(),
      personId: c
        .text()
        .notNull()
        .references(() => people.id),
      seenAt: c.instant().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.queueId, t.personId] })],
  );

  /** What only one process may have at a time, e.g. a platform's only connection. */
  const leases = c.table('leases', {
    name: c.text().primaryKey(),
    owner: c.text().notNull(),
    until: c.instant().notNull(),
  });

  const conversations = c.table(
    'conversations',
    {
      id: c.text().primaryKey(),
      platform: c.text().notNull(),
      tenant: c.text().notNull(),
      channel: c.text().notNull(),
      personId: c
        .text()
        .notNull()
        .references(() => people.id),
      locale: c.choice(['zh-CN', 'en']).notNull(),
      /** Messages of the bot's own since the requester last wrote. */
      botTurns: c.integer().notNull().default(0),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.uniqueIndex('conversations_place').on(t.platform, t.tenant, t.channel),
      c.index('conversations_person').on(t.personId),
    ],
  );

  const dialogues = c.table(
    'dialogues',
    {
      id: c.text().primaryKey(),
      /** A conversation's id, or `desk:<ticket>:<agent>` for what an agent is being asked. */
      holder: c.text().notNull(),
      personId: c.text().notNull(),
      kind: c.text().notNull(),
      /** Null for a talk that ended in the turn it began. */
      state: c.json<unknown>(),
      open: c.boolean().notNull().default(true),
      type: c.text(),
      articleId: c.text(),
      ticketId: c.text(),
      outcome: c.choice(talkOutcomes),
      startedAt: c.instant().notNull(),
      updatedAt: c.instant().notNull(),
      version: c.integer().notNull().default(0),
    },
    (t) => [
      c
        .uniqueIndex('dialogues_one_open')
        .on(t.holder)
        .where(sql`${t.open} = true`),
      c.index('dialogues_holder').on(t.holder, t.updatedAt),
      c
        .index('dialogues_outcome')
        .on(t.updatedAt, t.outcome, t.type)
        .where(sql`${t.outcome} is not null`),
    ],
  );

  const tickets = c.table(
    'tickets',
    {
      id: c.text().primaryKey(),
      number: c.text().notNull().unique(),
      requesterId: c
        .text()
        .notNull()
        .references(() => people.id),
      conversationId: c
        .text()
        .notNull()
        .references(() => conversations.id),
      title: c.text().notNull(),
      description: c.text().notNull(),
      type: c.text().notNull(),
      impact: c.choice(impacts).notNull(),
      urgency: c.choice(urgencies).notNull(),
      priority: c.choice(priorities).notNull(),
      stage: c.choice(ticketStages).notNull().default('intake'),
      line: c.choice(lines).notNull().default('L1'),
      queue: c.text().notNull(),
      assigneeId: c.text(),
      /** Whose move it is when it isn't the desk's. */
      waitingFor: c.choice(waits),
      answers: c.json<AnswerRow[]>().notNull(),
      tried: c.json<Tried[]>().notNull(),
      resolution: c.json<Resolution>(),
      outcome: c.choice(ticketOutcomes),
      mergedInto: c.text(),
      reopens: c.integer().notNull().default(0),
      respondBy: c.instant().notNull(),
      resolveBy: c.instant().notNull(),
      /** By when words that wait for an answer get one, after the first response. */
      nextRespondBy: c.instant(),
      /** What the clocks follow from; folded from the events, and made anew from them where it is missing. */
      sla: c.json<SlaHistory>(),
      /** The requester's when it was opened: what the board counts by. */
      department: c.text(),
      agreement: c.text(),
      /** The incident or the ticket that this one is a part of. */
      parentId: c.text(),
      isIncident: c.boolean().notNull().default(false),
      /** To a later line, and back to an earlier one. */
      handOvers: c.integer().notNull().default(0),
      handBacks: c.integer().notNull().default(0),
      reassigns: c.integer().notNull().default(0),
      rootCause: c.text(),
      firstResponseAt: c.instant(),
      resolvedAt: c.instant(),
      closedAt: c.instant(),
      createdAt: c.instant().notNull(),
      updatedAt: c.instant().notNull(),
      version: c.integer().notNull().default(0),
    },
    (t) => [
      c.index('tickets_requester').on(t.requesterId, t.createdAt),
      c.index('tickets_conversation').on(t.conversationId),
      c.index('tickets_type').on(t.type, t.closedAt),
      c
        .index('tickets_parent')
        .on(t.parentId)
        .where(sql`${t.parentId} is not null`),
      /** What the board counts of a period is read from these alone. */
      c
        .index('tickets_board_open')
        .on(
          t.queue,
          t.priority,
          t.type,
          t.department,
          t.createdAt,
          t.resolveBy,
          t.respondBy,
          t.firstResponseAt,
          t.resolvedAt,
          t.waitingFor,
        )
        .where(notClosed(t)),
      c
        .index('tickets_resolved')
        .on(
          t.resolvedAt,
          t.queue,
          t.type,
          t.department,
          t.line,
          t.resolveBy,
          t.reopens,
          t.handOvers,
          t.handBacks,
          t.reassigns,
        ),
      c.index('tickets_responded').on(t.firstResponseAt, t.queue, t.type, t.department, t.respondBy),
      c.index('tickets_created').on(t.createdAt, t.queue, t.type, t.department),
      c.index('tickets_agreement').on(t.agreement, t.createdAt),
      c.index('tickets_assignee').on(t.assigneeId).where(notClosed(t)),
      c.index('tickets_open').on(t.queue, t.createdAt).where(notClosed(t)),
      c.index('tickets_due').on(t.queue, t.resolveBy).where(notClosed(t)),
      c.index('tickets_closed').on(t.queue, t.closedAt).where(closed(t)),
    ],
  );

  const ticketEvents = c.table(
    'ticket_events',
    {
      seq: c.sequence(),
      ticketId: c
        .text()
        .notNull()
        .references(() => tickets.id),
      /** 1, 2, 3 … within the ticket. */
      n: c.integer().notNull(),
      kind: c.text().notNull(),
      /** A person's id, or `bot`. */
      actor: c.text().notNull(),
      at: c.instant().notNull(),
      /** The inbox row it came from; none for what the bot did by itself. */
      sourceEvent: c.integer(),
      data: c.json<Record<string, unknown>>().notNull(),
      previousHash: c.text().notNull(),
      hash: c.text().notNull(),
    },
    (t) => [c.uniqueIndex('ticket_events_n').on(t.ticketId, t.n)],
  );

  /** What people wrote on a ticket; the events refer to it by id and hash, so that it can be erased. */
  const ticketMessages = c.table(
    'ticket_messages',
    {
      id: c.text().primaryKey(),
      ticketId: c
        .text()
        .notNull()
        .references(() => tickets.id),
      authorId: c.text().notNull(),
      side: c.choice(['requester', 'agent', 'note']).notNull(),
      text: c.text().notNull(),
      files: c.json<FileRef[]>().notNull(),
      /** The platform's id of the original and where it was written, to carry edits over. */
      originId: c.text(),
      originPlace: c.json<Place>(),
      /** For the other side; gone once the words change. */
      translation: c.json<Translation>(),
      at: c.instant().notNull(),
      editedAt: c.instant(),
      deletedAt: c.instant(),
    },
    (t) => [
      c.index('ticket_messages_ticket').on(t.ticketId, t.at),
      c.index('ticket_messages_origin').on(t.originId),
    ],
  );

  /** The procedure being executed on a ticket, step by step. */
  const ticketSteps = c.table(
    'ticket_steps',
    {
      ticketId: c
        .text()
        .notNull()
        .references(() => tickets.id),
      articleId: c.text().notNull(),
      n: c.integer().notNull(),
      text: c.text().notNull(),
      doneBy: c.text(),
      doneAt: c.instant(),
    },
    (t) => [c.primaryKey({ columns: [t.ticketId, t.articleId, t.n] })],
  );

  const surveys = c.table('surveys', {
    ticketId: c
      .text()
      .primaryKey()
      .references(() => tickets.id),
    response: c.integer().notNull(),
    quality: c.integer().notNull(),
    attitude: c.integer().notNull(),
    comment: c.text(),
    at: c.instant().notNull(),
  });

  /** A named person calls back after a low rating; stays visible until done. */
  const recoveryTasks = c.table(
    'recovery_tasks',
    {
      id: c.text().primaryKey(),
      ticketId: c
        .text()
        .notNull()
        .references(() => tickets.id),
      ownerId: c.text().notNull(),
      reason: c.text().notNull(),
      dueAt: c.instant().notNull(),
      createdAt: c.instant().notNull(),
      doneAt: c.instant(),
      doneBy: c.text(),
      note: c.text(),
    },
    (t) => [c.index('recovery_tasks_open').on(t.doneAt, t.dueAt)],
  );

  /** A clock that was missed, with where its time went. */
  const slaBreaches = c.table(
    'sla_breaches',
    {
      id: c.text().primaryKey(),
      ticketId: c
        .text()
        .notNull()
        .references(() => tickets.id),
      clock: c.text().notNull(),
      agreement: c.text(),
      priority: c.choice(priorities).notNull(),
      queue: c.text().notNull(),
      type: c.text().notNull(),
      department: c.text(),
      /** Whose ticket it was then. */
      ownerId: c.text(),
      dueAt: c.instant().notNull(),
      at: c.instant().notNull(),
      cause: c.choice(breachCauses).notNull(),
      /** Ms from the clock's start to the breach, by where they went. */
      spent: c.json<Record<BreachCause, number>>().notNull(),
      /** What a human says of it. */
      reason: c.text(),
      reasonBy: c.text(),
      reasonAt: c.instant(),
    },
    (t) => [
      c.uniqueIndex('sla_breaches_once').on(t.ticketId, t.clock, t.dueAt),
      c.index('sla_breaches_at').on(t.at),
    ],
  );

  /** Who is at work: when an agent last did anything, and whether he said that he is away. */
  const presence = c.table('presence', {
    personId: c.text().primaryKey(),
    seenAt: c.instant().notNull(),
    away: c.boolean().notNull().default(false),
    /** When a ticket was given to him last: whose turn it is (round-robin). */
    givenAt: c.instant().notNull().default(0),
  });

  /** Experts called in on a ticket (requirement 3.2). */
  const consultations = c.table(
    'consultations',
    {
      id: c.text().primaryKey(),
      ticketId: c
        .text()
        .notNull()
        .references(() => tickets.id),
      field: c.text().notNull(),
      question: c.text().notNull(),
      invited: c.json<string[]>().notNull(),
      openedBy: c.text().notNull(),
      openedAt: c.instant().notNull(),
      rootCause: c.text(),
      rootCauseBy: c.text(),
      closedAt: c.instant(),
    },
    (t) => [c.index('consultations_ticket').on(t.ticketId)],
  );

  /** The tasks of a collaboration sheet (requirement 3.3). */
  const collaborationTasks = c.table(
    'collaboration_tasks',
    {
      id: c.text().primaryKey(),
      ticketId: c
        .text()
        .notNull()
        .references(() => tickets.id),
      /** 1, 2, 3 … on its sheet. */
      n: c.integer().notNull(),
      title: c.text().notNull(),
      deliverable: c.text().notNull(),
      ownerId: c.text().notNull(),
      dueAt: c.instant().notNull(),
      state: c.choice(taskStates).notNull().default('open'),
      result: c.text(),
      files: c.json<FileRef[]>().notNull(),
      openedBy: c.text().notNull(),
      openedAt: c.instant().notNull(),
      doneBy: c.text(),
      doneAt: c.instant(),
    },
    (t) => [
      c.uniqueIndex('collaboration_tasks_n').on(t.ticketId, t.n),
      c.index('collaboration_tasks_owner').on(t.ownerId, t.state),
    ],
  );

  /** What was reported, as the watch for incidents compares it. */
  const incidentReports = c.table(
    'incident_reports',
    {
      /** The id of the dialogue in which it was told. */
      id: c.text().primaryKey(),
      ticketId: c.text(),
      personId: c.text().notNull(),
      department: c.text(),
      at: c.instant().notNull(),
      features: c.json<readonly string[]>().notNull(),
      /** What it is counted under. */
      topic: c.text().notNull(),
      state: c.choice(reportStates).notNull().default('new'),
      incidentId: c.text(),
    },
    (t) => [
      c.index('incident_reports_at').on(t.at),
      c.index('incident_reports_topic').on(t.topic, t.at).where(notApart(t)),
      c.index('incident_reports_ticket').on(t.ticketId),
      c.index('incident_reports_incident').on(t.incidentId),
    ],
  );

  /** What the built-in web platform shows: it is its own vendor. */
  const webMessages = c.table(
    'web_messages',
    {
      seq: c.sequence(),
      /** The sender's own key, so that a repeat is the same message. */
      key: c.text().notNull().unique(),
      channel: c.text().notNull(),
      thread: c.text(),
      /** A person's id, or `bot`. */
      authorId: c.text().notNull(),
      text: c.text().notNull(),
      body: c.json<OutboundMessage>(),
      files: c.json<FileRef[]>().notNull(),
      reactions: c.json<string[]>().notNull(),
      /** Only this person sees it. */
      privateTo: c.text(),
      at: c.instant().notNull(),
      editedAt: c.instant(),
      deletedAt: c.instant(),
    },
    (t) => [c.index('web_messages_channel').on(t.channel, t.thread, t.seq)],
  );

  /** Files of all platforms: what is passed on must outlive the sender's link. */
  const files = c.table('web_files', {
    id: c.text().primaryKey(),
    name: c.text().notNull(),
    mime: c.text().notNull(),
    bytes: c.bytes().notNull(),
    ownerId: c.text().notNull(),
    at: c.instant().notNull(),
  });

  const articles = c.table(
    'articles',
    {
      id: c.text().primaryKey(),
      state: c.choice(articleStates).notNull(),
      /** The version that is published, or null before the first. */
      version: c.integer(),
      type: c.text().notNull(),
      /** A person's id, or the name of a group such as `service-desk`. */
      owner: c.text().notNull(),
      authorId: c.text().notNull(),
      origin: c.choice(['starter', 'ticket', 'gap', 'import', 'editor']).notNull(),
      /** SHA-256 of the file it was imported from: a changed file is a new version, an edited article is not undone. */
      sourceHash: c.text(),
      ticketId: c.text(),
      /** Until when it counts as true; then somebody must look at it (requirements 8.3 to 8.5). */
      validUntil: c.instant(),
      /** When the owner was told that this validity ends. */
      remindedAt: c.instant(),
      publishedAt: c.instant(),
      createdAt: c.instant().notNull(),
      updatedAt: c.instant().notNull(),
      /** One more with each change: who changes it says which one he saw. */
      revision: c.integer().notNull().default(0),
    },
    (t) => [c.index('articles_state').on(t.state, t.validUntil), c.index('articles_type').on(t.type)],
  );

  const articleVersions = c.table(
    'article_versions',
    {
      articleId: c
        .text()
        .notNull()
        .references(() => articles.id),
      n: c.integer().notNull(),
      state: c.choice(versionStates).notNull(),
      body: c.json<ArticleBody>().notNull(),
      /** SHA-256 of the body: where an answer came from can be proved (rule L-6). */
      hash: c.text().notNull(),
      /** What a reviewer must look at: commands that were encoded, texts that were hidden. */
      warnings: c.json<string[]>().notNull(),
      authorId: c.text().notNull(),
      at: c.instant().notNull(),
      submittedAt: c.instant(),
      reviewerId: c.text(),
      reviewedAt: c.instant(),
      /** Why it was returned, or what changed. */
      reason: c.text(),
      /** The ticket that it was begun from: until it is published it tells as much as that. */
      ticketId: c.text(),
    },
    (t) => [
      c.primaryKey({ columns: [t.articleId, t.n] }),
      c
        .index('article_versions_review')
        .on(t.submittedAt)
        .where(sql`${t.state} = 'in-review'`),
    ],
  );

  /** Every step of an article's life: who, when, what. */
  const articleEvents = c.table(
    'article_events',
    {
      seq: c.sequence(),
      articleId: c.text().notNull(),
      kind: c.text().notNull(),
      /** A person's id, or `bot`. */
      actor: c.text().notNull(),
      at: c.instant().notNull(),
      data: c.json<Record<string, unknown>>().notNull(),
    },
    (t) => [c.index('article_events_article').on(t.articleId, t.seq)],
  );

  const articleFeedback = c.table(
    'article_feedback',
    {
      id: c.text().primaryKey(),
      articleId: c.text().notNull(),
      version: c.integer().notNull(),
      sign: c.choice(articleSigns).notNull(),
      personId: c.text().notNull(),
      dialogueId: c.text(),
      ticketId: c.text(),
      at: c.instant().notNull(),
    },
    (t) => [
      c.index('article_feedback_article').on(t.articleId, t.at),
      c.index('article_feedback_person').on(t.personId, t.articleId, t.at),
    ],
  );

  /** Ticket and knowledge (requirement 12.4). */
  const articleLinks = c.table(
    'article_links',
    {
      ticketId: c.text().notNull(),
      articleId: c.text().notNull(),
      kind: c.choice(ticketLinks).notNull(),
      actor: c.text().notNull(),
      at: c.instant().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.ticketId, t.articleId, t.kind] }),
      c.index('article_links_article').on(t.articleId),
    ],
  );

  /** What an agent decided about knowledge when a ticket was solved (requirement 12.6). */
  const knowledgeDecisions = c.table('knowledge_decisions', {
    ticketId: c.text().primaryKey(),
    decision: c.choice(['link', 'update', 'draft', 'nothing']).notNull(),
    articleId: c.text(),
    reason: c.text(),
    actor: c.text().notNull(),
    /** What was extracted: type, symptom, device, error, cause, steps. */
    features: c.json<Record<string, unknown>>().notNull(),
    at: c.instant().notNull(),
  });

  /** Words of requesters that may become an article's keywords, after review (requirement 5.6). */
  const keywordProposals = c.table(
    'keyword_proposals',
    {
      id: c.text().primaryKey(),
      articleId: c.text().notNull(),
      locale: c.choice(['zh-CN', 'en']).notNull(),
      words: c.text().notNull(),
      ticketId: c.text(),
      state: c.choice(['pending', 'accepted', 'rejected']).notNull().default('pending'),
      decidedBy: c.text(),
      at: c.instant().notNull(),
    },
    (t) => [c.uniqueIndex('keyword_proposals_once').on(t.articleId, t.locale, t.words)],
  );

  /** A ledger: points are given once for a reason and never changed (requirement 8.7). */
  const points = c.table(
    'points',
    {
      id: c.text().primaryKey(),
      personId: c.text().notNull(),
      points: c.integer().notNull(),
      reason: c.text().notNull(),
      subject: c.text().notNull(),
      at: c.instant().notNull(),
    },
    (t) => [
      c.uniqueIndex('points_once').on(t.personId, t.reason, t.subject),
      c.index('points_person').on(t.personId, t.at),
    ],
  );

  /** Words that mean the same, besides those of the content. */
  const synonyms = c.table('synonyms', {
    id: c.text().primaryKey(),
    words: c.json<string[]>().notNull(),
    addedBy: c.text().notNull(),
    at: c.instant().notNull(),
  });

  /** Every problem that was told to the bot, and what it found for it. */
  const questions = c.table(
    'questions',
    {
      id: c.text().primaryKey(),
      dialogueId: c.text(),
      personId: c.text().notNull(),
      text: c.text().notNull(),
      locale: c.choice(['zh-CN', 'en']).notNull(),
      type: c.text(),
      found: c.json<FoundArticle[]>().notNull(),
      /** `none`: nothing was good enough to show. */
      answer: c.choice(['article', 'choice', 'first-checks', 'model', 'none']).notNull(),
      articleId: c.text(),
      verdict: c.choice(['solved', 'not-solved', 'unanswered']).notNull().default('unanswered'),
      gapId: c.text(),
      at: c.instant().notNull(),
    },
    (t) => [
      c.index('questions_at').on(t.at),
      c.index('questions_dialogue').on(t.dialogueId, t.gapId),
      c.index('questions_gap').on(t.gapId, t.at, t.id),
    ],
  );

  /** Questions without a good answer, those alike together (requirement X50). */
  const gaps = c.table(
    'gaps',
    {
      id: c.text().primaryKey(),
      title: c.text().notNull(),
      type: c.text(),
      locale: c.choice(['zh-CN', 'en']).notNull(),
      state: c.choice(gapStates).notNull().default('open'),
      count: c.integer().notNull(),
      ownerId: c.text(),
      articleId: c.text(),
      mergedInto: c.text(),
      firstAt: c.instant().notNull(),
      lastAt: c.instant().notNull(),
    },
    (t) => [c.index('gaps_state').on(t.state, t.lastAt)],
  );

  /** Texts with a type that a human confirmed: what the classifier learns from besides the content. */
  const typeLessons = c.table(
    'type_lessons',
    {
      ticketId: c.text().primaryKey(),
      text: c.text().notNull(),
      type: c.text().notNull(),
      /** `corrected`: an agent gave it another type than the bot; `confirmed`: solved with it. */
      via: c.choice(['corrected', 'confirmed']).notNull(),
      at: c.instant().notNull(),
    },
    (t) => [c.index('type_lessons_at').on(t.at)],
  );

  /** What is to be indexed anew, in the order in which it changed. */
  const searchPending = c.table('search_pending', {
    seq: c.sequence(),
    collection: c.text().notNull(),
    key: c.text().notNull(),
    at: c.instant().notNull(),
  });

  /** The indexed texts, as terms; which terms stand where is in `search_text`, made for each database by hand. */
  const searchDocuments = c.table(
    'search_documents',
    {
      id: c.sequence(),
      collection: c.text().notNull(),
      key: c.text().notNull(),
      locale: c.text().notNull(),
      /** What several documents are examples of; its key where it stands for itself. */
      entry: c.text().notNull(),
      hash: c.text().notNull(),
      /** Which analysis made its terms: when that changes, it is indexed anew. */
      analysis: c.text().notNull(),
      type: c.text(),
      facets: c.json<Record<string, string>>().notNull(),
      terms: c.json<unknown>().notNull(),
    },
    (t) => [
      c.uniqueIndex('search_documents_key').on(t.collection, t.key, t.locale),
      c.index('search_documents_analysis').on(t.collection, t.analysis, t.key),
    ],
  );

  const searchTerms = c.table(
    'search_terms',
    { collection: c.text().notNull(), term: c.text().notNull(), documents: c.integer().notNull() },
    (t) => [c.primaryKey({ columns: [t.collection, t.term] })],
  );

  const searchVectors = c.table(
    'search_vectors',
    {
      documentId: c.integer().notNull(),
      model: c.text().notNull(),
      hash: c.text().notNull(),
      dimensions: c.integer().notNull(),
      /** 32-bit floats, little endian, of length 1. */
      vector: c.bytes().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.documentId, t.model] })],
  );

  /** One row a call of the model: whom for, what it cost, what became of it (rule L-12); never its text. */
  const modelCalls = c.table(
    'model_calls',
    {
      id: c.text().primaryKey(),
      purpose: c.text().notNull(),
      personId: c.text(),
      dialogueId: c.text(),
      ticketId: c.text(),
      model: c.text().notNull(),
      promptVersion: c.text().notNull(),
      passages: c.json<string[]>().notNull(),
      redactions: c.integer().notNull(),
      inputTokens: c.integer().notNull(),
      outputTokens: c.integer().notNull(),
      ms: c.integer().notNull(),
      verdict: c.text().notNull(),
      at: c.instant().notNull(),
    },
    (t) => [c.index('model_calls_at').on(t.at), c.index('model_calls_person').on(t.personId, t.at)],
  );

  /** Tickets whose relay is translated (requirement Y11). */
  const translatedTickets = c.table('translated_tickets', {
    ticketId: c.text().primaryKey(),
    by: c.text().notNull(),
    at: c.instant().notNull(),
  });

  /** The directory's accounts as they were last seen: whose they are, and when their contacts changed (rule PR-5). */
  const directoryAccounts = c.table(
    'directory_accounts',
    {
      /** The directory's own unchanging id. */
      id: c.text().primaryKey(),
      login: c.text().notNull(),
      personId: c
        .text()
        .notNull()
        .references(() => people.id),
      /** Since when the person is known to be its owner. */
      linkedAt: c.instant().notNull(),
      /** Keyed hash of each contact, and when it was seen to have changed. */
      contacts: c.json<ContactMarks>().notNull(),
      seenAt: c.instant().notNull(),
    },
    (t) => [c.index('directory_accounts_person').on(t.personId)],
  );

  /** Wishes for a new password, an unlocked account or an authenticator, begun or refused. */
  const resetRequests = c.table(
    'reset_requests',
    {
      id: c.text().primaryKey(),
      purpose: c.choice(resetPurposes).notNull(),
      state: c.choice(resetStates).notNull(),
      /** Why it ended as it did; for the statistics and for staff. */
      because: c.text(),
      /** Null where no account is known to be the person's. */
      accountId: c.text(),
      personId: c
        .text()
        .notNull()
        .references(() => people.id),
      conversationId: c.text().notNull(),
      /** Who began it, by the platform's ids: nobody else goes on with it (rule PR-26). */
      platform: c.text().notNull(),
      tenant: c.text().notNull(),
      userId: c.text().notNull(),
      locale: c.choice(['zh-CN', 'en']).notNull(),
      proven: c.json<ProofMethod[]>().notNull(),
      /** Wrong codes. */
      failures: c.integer().notNull().default(0),
      /** SHA-256 of the secret that the page's browser keeps. */
      sessionHash: c.text(),
      startedAt: c.instant().notNull(),
      expiresAt: c.instant().notNull(),
      /** The latest time that was read while it was worked on: the clock must not go back behind it (rule PR-28). */
      seenAt: c.instant().notNull(),
      endedAt: c.instant(),
      ticketId: c.text(),
    },
    (t) => [
      c.index('reset_requests_account').on(t.accountId, t.startedAt),
      c.index('reset_requests_started').on(t.startedAt),
      c.index('reset_requests_person').on(t.personId, t.startedAt),
      c.uniqueIndex('reset_requests_session').on(t.sessionHash),
      c
        .index('reset_requests_applying')
        .on(t.id)
        .where(sql`${t.state} = 'applying'`),
    ],
  );

  /** One-time links, as hashes only (rule PR-10). */
  const resetTokens = c.table(
    'reset_tokens',
    {
      /** SHA-256 of the token. */
      hash: c.text().primaryKey(),
      requestId: c.text().notNull(),
      opens: c.choice(['page', 'not-me']).notNull(),
      expiresAt: c.instant().notNull(),
      usedAt: c.instant(),
    },
    (t) => [c.index('reset_tokens_request').on(t.requestId)],
  );

  /** What somebody is asked to prove himself by, and how often he tried. */
  const resetChallenges = c.table(
    'reset_challenges',
    {
      id: c.text().primaryKey(),
      requestId: c.text().notNull(),
      method: c.choice(proofMethods).notNull(),
      /** Keyed hash of the code that was sent; null where there is none to send. */
      codeHash: c.text(),
      /** For the manager: the number that the page shows, and the others that he can choose. */
      numbers: c.json<{ shown: number; offered: number[] }>(),
      /** Who may approve. */
      approverId: c.text(),
      tries: c.integer().notNull().default(0),
      createdAt: c.instant().notNull(),
      expiresAt: c.instant().notNull(),
      /** Proven, or replaced by a later one. */
      closedAt: c.instant(),
    },
    (t) => [c.index('reset_challenges_request').on(t.requestId, t.method)],
  );

  /** Authenticators for the bot's own check; the secret is encrypted with a key that isn't in the database. */
  const authenticators = c.table('authenticators', {
    accountId: c.text().primaryKey(),
    secret: c.text().notNull(),
    /** Null until its first code was typed. */
    confirmedAt: c.instant(),
    /** The last time step whose code was used. */
    lastStep: c.integer().notNull().default(0),
  });

  const recoveryCodes = c.table(
    'recovery_codes',
    {
      accountId: c.text().notNull(),
      /** SHA-256 of the code, which has 80 bits. */
      hash: c.text().notNull(),
      createdAt: c.instant().notNull(),
      usedAt: c.instant(),
    },
    (t) => [c.primaryKey({ columns: [t.accountId, t.hash] })],
  );

  /** Accounts whose owner said that it wasn't he: no reset until an administrator lifts it (rule PR-21). */
  const resetBlocks = c.table('reset_blocks', {
    accountId: c.text().primaryKey(),
    requestId: c.text().notNull(),
    at: c.instant().notNull(),
  });

  /** What was done about accounts: append-only, one chain of keyed hashes (rules PR-23, W-17). */
  const securityEvents = c.table(
    'security_events',
    {
      n: c.integer().primaryKey(),
      at: c.instant().notNull(),
      kind: c.text().notNull(),
      /** A person's id, `bot`, or `page`. */
      actor: c.text().notNull(),
      requestId: c.text(),
      accountId: c.text(),
      data: c.json<Record<string, unknown>>().notNull(),
      previousHash: c.text().notNull(),
      hash: c.text().notNull(),
    },
    (t) => [c.index('security_events_request').on(t.requestId), c.index('security_events_at').on(t.at)],
  );

  return {
    directoryAccounts,
    resetRequests,
    resetTokens,
    resetChallenges,
    authenticators,
    recoveryCodes,
    resetBlocks,
    securityEvents,
    articles,
    articleVersions,
    articleEvents,
    articleFeedback,
    articleLinks,
    knowledgeDecisions,
    keywordProposals,
    points,
    synonyms,
    questions,
    gaps,
    typeLessons,
    searchPending,
    searchDocuments,
    searchTerms,
    searchVectors,
    modelCalls,
    translatedTickets,
    inbox,
    inboxKeys,
    earlyChanges,
    outbox,
    letterActs,
    timers,
    counters,
    people,
    identities,
    linkCodes,
    deskMembers,
    leases,
    conversations,
    dialogues,
    tickets,
    ticketEvents,
    ticketMessages,
    ticketSteps,
    surveys,
    recoveryTasks,
    slaBreaches,
    presence,
    consultations,
    collaborationTasks,
    incidentReports,
    webMessages,
    files,
  };
}

export type Tables = ReturnType<typeof defineTables>;
