import type { Localised } from '../content/content-file.ts';
import type { Messages, Params } from '../content/messages.ts';
import type { Person } from '../identity/people.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Move } from '../language/moves.ts';
import type { Features, OutageReader } from '../language/outages.ts';
import type { Understanding } from '../language/understand.ts';
import type { Button, FileRef, Locale, OutboundMessage } from '../platforms/platform.ts';
import type { ArticleSign, FoundArticle, Tables, TalkOutcome } from '../store/schema.ts';
import type { Refusal, Ticket, TicketCommand } from '../tickets/ticket.ts';
import type { DeskPolicy } from '../tickets/desk-policy.ts';
import type { TicketDraft } from '../tickets/ticket-service.ts';
import type { Findings } from './findings.ts';
import type { Questionnaire } from './questionnaire/schema.ts';
import type { DialogueState, Talk } from './talk.ts';

export type Conversation = Tables['conversations']['$inferSelect'];

/** What the conversations know besides the one they are in. */
export interface Desk {
  policy: DeskPolicy;
  messages: Messages;
  /** Articles that are known by name; searching is a matter of the scene's findings. */
  knowledge: Pick<KnowledgeBase, 'byId' | 'firstChecks'>;
  questionnaires: ReadonlyMap<string, Questionnaire>;
  typeNames: ReadonlyMap<string, Localised>;
  understand(text: string): Understanding;
  moveOf(text: string): Move | undefined;
  /** What a text reports as failing, in any language. */
  readOutage: OutageReader;
}

/** Everything a dialogue may look at. Data only: nothing in it can be changed. */
export interface Scene extends Findings {
  desk: Desk;
  now: number;
  locale: Locale;
  person: Person;
  conversation: Conversation;
  state: DialogueState | undefined;
  /** The requester's tickets of late, open or closed, newest first. */
  past: readonly Ticket[];
  /** His open ones. */
  tickets: readonly Ticket[];
  /** His last closed ticket. */
  lastClosed: Ticket | undefined;
  /** His open ticket on which an agent wrote to him last. */
  agentWrote: AgentWrote | undefined;
  /** A message in the requester's language. */
  say(key: string, params?: Params): string;
}

/** What is needed to word an answer. */
export interface Speaking extends Pick<Scene, 'say'> {
  desk: { policy: Pick<Desk['policy'], 'timeZone'> };
}

export interface AgentWrote {
  ticketId: string;
  /** UTC ms. */
  at: number;
  /** Whether nothing was asked in the open dialogue since. */
  sinceDialogue: boolean;
}

/** What the requester just did. */
export interface Turn {
  text: string;
  files: readonly FileRef[];
  messageId: string;
  understood: Understanding;
  move?: Move | undefined;
  /** A button, whose value is an id and nothing else. */
  pressed?: { action: string; value: string } | undefined;
  /** A ticket's number he quoted or wrote as `#123`. */
  ticketTag?: string | undefined;
}

/** Something beyond the conversation, done in the transaction that ends the event. */
export type Effect =
  | {
      do: 'open-ticket';
      draft: TicketDraft;
      files: readonly FileRef[];
      said(ticket: Ticket): OutboundMessage[];
      /** Others have the same: their tickets and this one become an incident. */
      makesIncident?: boolean | undefined;
    }
  | {
      do: 'report';
      features: Features;
      state: 'new' | 'joined' | 'apart';
      incidentId?: string | undefined;
    }
  | {
      do: 'command';
      ticketId: string;
      command: TicketCommand;
      said?(ticket: Ticket): OutboundMessage[];
      refused?(refusal: Refusal, ticket: Ticket): OutboundMessage[];
    }
  | { do: 'speak'; locale: Locale }
  | { do: 'record'; question: ToldQuestion }
  | {
      do: 'verdict';
      /** Absent: of all that was offered. */
      articleId?: string | undefined;
      verdict: 'solved' | 'not-solved' | 'thumbs-down';
      dialogueId?: string | null | undefined;
    }
  | {
      do: 'sign';
      articleId: string;
      sign: ArticleSign;
      /** Where the answer was given; null where nobody knows. Absent: in what is open now. */
      dialogueId?: string | null | undefined;
    };

export type AnswerKind = 'article' | 'choice' | 'first-checks' | 'model' | 'none';

/** A problem or question that was told, and what was found for it; the rest is known to who keeps it. */
export interface ToldQuestion {
  id: string;
  text: string;
  locale: Locale;
  type: string | null;
  found: FoundArticle[];
  answer: AnswerKind;
  articleId: string | null;
}

/** What one turn comes to: what is done, words to say after the words of that, and what is open next. */
export interface Step {
  replies: OutboundMessage[];
  effects?: Effect[] | undefined;
  /** Closes the open dialogue. `none`: it was no talk about a problem. */
  end?: TalkOutcome | 'none' | undefined;
  /** What is open now. Absent: as before, or nothing after `end`. */
  next?: DialogueState | undefined;
  /** Problems told meanwhile: the first of them is begun now. */
  resume?: readonly string[] | undefined;
}

export function text(words: string, buttons?: Button[]): OutboundMessage {
  return buttons && buttons.length > 0 ? { text: words, buttons } : { text: words };
}

/** A step whose words come before those of `later`. */
export function before(replies: OutboundMessage[], later: Step): Step {
  return { ...later, replies: [...replies, ...later.replies] };
}

export function typeName(scene: Scene, type: string): string {
  return scene.desk.typeNames.get(type)?.[scene.locale] ?? type;
}

/** The words a talk is about, for searching and for the ticket's description. */
export function wordsOf(talk: Talk): string {
  return talk.texts.join('\n');
}
