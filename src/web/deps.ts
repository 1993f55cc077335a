import type { Logger } from 'pino';
import type { BoardReads } from '../analytics/board.ts';
import type { OverdueReport } from '../analytics/overdue.ts';
import type { Period } from '../analytics/periods.ts';
import type { Statement } from '../analytics/statement.ts';
import type { Localised } from '../content/content-file.ts';
import type { Health, Locale } from '../platforms/platform.ts';
import type { WebPlatform } from '../platforms/web/web-platform.ts';
import type { Signals } from '../store/signals.ts';
import type { Line, Tables, TalkOutcome } from '../store/schema.ts';
import type { Agreement } from '../tickets/sla/agreements.ts';
import type { KnowledgeDeps } from './knowledge-deps.ts';
import type { LetterDeps } from './letter-deps.ts';
import type { OperationDeps } from './operation-deps.ts';
import type { ResetDeps } from './reset-deps.ts';
import type { Texts } from './texts.ts';

export type TicketRow = Tables['tickets']['$inferSelect'];
export type TicketEventRow = Tables['ticketEvents']['$inferSelect'];
export type TicketMessageRow = Tables['ticketMessages']['$inferSelect'];
export type TicketStepRow = Tables['ticketSteps']['$inferSelect'];
export type SurveyRow = Tables['surveys']['$inferSelect'];
export type RecoveryTaskRow = Tables['recoveryTasks']['$inferSelect'];
export type CollaborationTaskRow = Tables['collaborationTasks']['$inferSelect'];

/** One whom a visitor of the demo may be. `id` is the person's id and the user id on the web platform. */
export interface DemoPerson {
  id: string;
  name: string;
  locale: Locale;
  department: Localised;
  /** Channels of the queues whose agent the person is; empty for an employee. */
  queues: string[];
  roles: string[];
  title?: Localised | undefined;
}

export interface WebQueue {
  id: string;
  line: Line;
  department: string;
  channel: string;
}

export interface TicketReads {
  byNumber(number: string): Promise<TicketRow | undefined>;
  byId(ticketId: string): Promise<TicketRow | undefined>;
  /** Open tickets of a queue, the most urgent first, at most `limit`. */
  openInQueue(queueId: string, limit: number): Promise<TicketRow[]>;
  countOpen(queueId: string): Promise<number>;
  recentlyClosed(queueId: string, limit: number): Promise<TicketRow[]>;
  ofRequester(personId: string): Promise<TicketRow[]>;
  eventsOf(ticketId: string): Promise<TicketEventRow[]>;
  /** Whether every event's hash is what its content and its predecessor make it. */
  chainIntact(ticketId: string): Promise<boolean>;
  messagesOf(ticketId: string): Promise<TicketMessageRow[]>;
  stepsOf(ticketId: string): Promise<TicketStepRow[]>;
  tasksOf(ticketId: string): Promise<CollaborationTaskRow[]>;
  /** The tickets that are parts of one. */
  partsOf(ticketId: string): Promise<TicketRow[]>;
  openRecoveryTasks(): Promise<RecoveryTaskRow[]>;
  surveyOf(ticketId: string): Promise<SurveyRow | undefined>;
}

export interface OutcomeCount {
  /** Null where it was never known. */
  type: string | null;
  outcome: TalkOutcome;
  talks: number;
}

export interface SurveyAnswers {
  response: number;
  quality: number;
  attitude: number;
  comment?: string | undefined;
}

/** A chat platform and how it is connected; or a desk that can't be reached. */
export type Connection = Health & { name: string };

/** When somebody works, in words. */
export interface WorkHours {
  always: boolean;
  spans: string[];
  timeZone: string;
}

/** All that the pages need; they know nothing of how it is done. */
export interface WebDeps {
  platform: WebPlatform;
  people: DemoPerson[];
  texts: Texts;
  tickets: TicketReads;
  queues: WebQueue[];
  knowledge: KnowledgeDeps;
  /** The desk thread of a ticket: its channel and its root message; undefined until the card is sent. */
  deskThreadOf(ticketId: string): Promise<{ channel: string; messageId: string } | undefined>;
  /** The chat platforms beside the built-in one, and the desks that can't be reached. */
  connections(): Promise<Connection[]>;
  letters: LetterDeps;
  /** `closed`: there is nothing to rate any more. */
  submitSurvey(
    number: string,
    personId: string,
    answers: SurveyAnswers,
  ): Promise<'saved' | 'already' | 'closed'>;
  /** What load balancers and monitoring ask. */
  operation: OperationDeps;
  /** The self-service password reset. */
  reset: ResetDeps;
  board: BoardReads;
  overdueIn(options: { period: Period; queues: readonly string[] }): Promise<OverdueReport>;
  agreements: readonly Agreement[];
  statementOf(agreement: Agreement, period: Period): Promise<Statement>;
  /** The hours of a calendar of desk.yaml; of the desk's own where none is named. */
  hoursOf(calendar: string | undefined): WorkHours;
  /** Between which percents each line's share of the solved tickets should lie. */
  lineShares: Record<Line, [number, number]>;
  /** Why a password reset did not come off, in words. */
  resetReason(because: string, locale: Locale): string;
  /** Why a ticket has the deadlines it has, line by line: spans and pauses begin with a dash. */
  whyOf(ticket: TicketRow, locale: Locale): string[];
  /** How the talks that ended since then (UTC ms) came out. */
  outcomesSince(since: number): Promise<OutcomeCount[]>;
  typeName(typeId: string, locale: Locale): string;
  typeNames(locale: Locale): { id: string; name: string }[];
  personName(personId: string): Promise<string>;
  /** What speaks the visitor's language when the browser doesn't say. */
  locale: Locale;
  timeZone: string;
  version: string;
  /** Where style.css, app.js and icon.svg are. */
  assetsDir: string;
  /** Host names, besides the loopback's, under which the pages may be asked for. */
  hosts: string[];
  /** Tells the pages of other replicas. */
  signals: Signals;
  now: () => number;
  newId: () => string;
  log: Logger;
  /** Aborted when the process stops: open event streams end. */
  closing?: AbortSignal | undefined;
}
