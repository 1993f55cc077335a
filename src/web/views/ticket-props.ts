import type {
  CollaborationTaskRow,
  SurveyRow,
  TicketEventRow,
  TicketMessageRow,
  TicketRow,
  TicketStepRow,
} from '../deps.ts';
import type { Visit } from '../visit.ts';
import type { TicketKnowledgeProps } from './knowledge/ticket-knowledge.tsx';

export interface TicketPageProps {
  visit: Visit;
  ticket: TicketRow;
  nameOf: (personId: string) => string;
  typeName: (typeId: string) => string;
  articleTitle: (articleId: string) => string;
  /** A requester isn't shown what is internal to the desk. */
  viewer: 'requester' | 'agent';
  messages: TicketMessageRow[];
  steps: TicketStepRow[];
  events: TicketEventRow[];
  chainIntact: boolean;
  /** The collaboration sheet. */
  tasks: CollaborationTaskRow[];
  parts: TicketRow[];
  /** What it is a part of. */
  whole: TicketRow | undefined;
  /** Its deadlines explained, line by line; for agents. */
  why: string[];
  survey: SurveyRow | undefined;
  /** What is known about its problem, for agents. */
  knowledge: TicketKnowledgeProps | undefined;
  /** Where the desk shows this ticket, for its agents. */
  deskLink: string | undefined;
  /** Channels whose changes may be changes of this ticket. */
  channels: string[];
}
