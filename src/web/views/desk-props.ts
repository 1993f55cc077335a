import type { DemoPerson, RecoveryTaskRow, TicketRow, WebQueue } from '../deps.ts';
import type { WebMessage } from '../../platforms/web/messages.ts';
import type { LetterDeps } from '../letter-deps.ts';
import type { LettersOfVisitor } from '../letters-shown.ts';
import type { MessagesProps } from './messages.tsx';

/** All that the desk shows at one moment. */
export interface DeskProps extends MessagesProps {
  person: DemoPerson;
  queues: { queue: WebQueue; open: number }[];
  queue: WebQueue;
  open: TicketRow[];
  closed: TicketRow[];
  recovery: { task: RecoveryTaskRow; ticket: TicketRow | undefined }[];
  /** The first of the dead letters that the agent may see. */
  letters: LettersOfVisitor;
  letterWords: Pick<LetterDeps, 'platformName' | 'reasonOf'>;
  /** What the bot has said in the channels beside the tickets' threads, the newest first. */
  news: WebMessage[];
  /** Ids of colleagues who are writing in the same thread right now. */
  writing: string[];
  /** The ticket that is open in the right pane. */
  ticket?: TicketRow | undefined;
  thread?: { channel: string; messageId: string } | undefined;
}

/** Where the desk shows `ticket`, or the queue alone. */
export function deskPath({ queue, ticket }: { queue: WebQueue; ticket?: TicketRow | undefined }): string {
  const path = `/desk/${encodeURIComponent(queue.id)}`;
  return ticket ? `${path}/${encodeURIComponent(ticket.number)}` : path;
}
