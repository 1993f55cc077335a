import type { Logger } from 'pino';
import type { Locale } from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';
import type { ModelTrace, OffReason } from './trace.ts';
import type { ModelUse } from './use.ts';

/** Whom a call is made for. Limits count by person, a relay's translations by ticket. */
export interface Asker {
  personId?: string | undefined;
  dialogueId?: string | undefined;
  ticketId?: string | undefined;
  /** The words come from a bot: the model is never asked. */
  isBot?: boolean | undefined;
}

export interface CallOptions {
  who: Asker;
  /** How long the caller waits, ms; then it goes on without the model. With streaming: until the first sentence. */
  within?: number | undefined;
}

/** A published article as it may be shown to the asker; the caller has checked that he may read it. */
export interface Passage {
  id: string;
  title: string;
  text: string;
}

export interface Question {
  text: string;
  /** Up to 5 are used, the best first. */
  passages: readonly Passage[];
  locale: Locale;
  /** Gets the answer so far, only sentences that have passed the filter. The result has the last word. */
  onText?: ((textSoFar: string) => void) | undefined;
}

export type Answer =
  | { kind: 'answer'; text: string; citations: string[]; trace: ModelTrace }
  | { kind: 'abstain'; reason: AbstainReason; trace?: ModelTrace | undefined };

/** Why there is no answer by the model; the offline way goes on whichever it is. */
export type AbstainReason =
  /** The passages don't hold the answer, says the model. */
  | 'not-found'
  /** Its output isn't the JSON that was asked for. */
  | 'malformed'
  /** Its output broke a rule; the trace's verdict says which. */
  | 'filtered'
  /** Its output is a leak of the prompt: somebody should look (trace.alert). */
  | 'alert'
  /** Not in time, not reached, overloaded, or answering with rubbish. */
  | 'unavailable'
  /** `within` is over. */
  | 'late'
  | OffReason
  | 'bot'
  | 'no-passages';

export interface Labelled {
  id: string;
  name: string;
}

export interface SlotQuestion {
  key: string;
  ask: string;
  options?: readonly Labelled[] | undefined;
}

/** What is known of a ticket, as data for summaries and drafts. */
export interface TicketFacts {
  type?: string | undefined;
  device?: string | undefined;
  answers: readonly { question: string; answer: string }[];
  /** What the bot has tried, in words. */
  tried: readonly string[];
  messages: readonly { from: 'requester' | 'agent' | 'bot'; text: string }[];
  /** Only for an article draft: how it was solved. */
  cause?: string | undefined;
  steps?: readonly string[] | undefined;
}

export interface Summary {
  /** One to three sentences. */
  summary: string;
  tried: string[];
  /** What is still unknown. */
  open: string[];
}

export interface ArticleDraft {
  title: string;
  symptom: string;
  keywords: string[];
  scene: string;
  preconditions: string[];
  steps: string[];
  risks: string;
  rollback: string;
}

export interface Screenshot {
  text: string;
  /** Error codes that stand in the text. */
  codes: string[];
}

/** A value with where it came from. */
export interface Made<T> {
  value: T;
  trace: ModelTrace;
}

/**
 * The optional model behind an OpenAI-compatible endpoint. It has no tools: it gives texts and ids, and every text has
 * passed the filter. Nothing here throws; whatever goes wrong, the offline way goes on.
 */
export interface Model {
  readonly supports: { chat: boolean; embeddings: boolean; vision: boolean };
  /** Identifies the vectors' space; changes with the model. */
  readonly embeddingModel: string | undefined;

  /** An answer from the passages alone, or an abstention. */
  answer(question: Question, options: CallOptions): Promise<Answer>;
  /** Which of the types the words belong to; undefined for none or not known. Ask only when the offline way is unsure. */
  classifyType(
    text: string,
    types: readonly Labelled[],
    options: CallOptions,
  ): Promise<Made<string> | undefined>;
  /** Answers that stand in the words: by key of the question, the id of an option or a part of the text. */
  fillSlots(
    text: string,
    questions: readonly SlotQuestion[],
    options: CallOptions,
  ): Promise<Made<Record<string, string>> | undefined>;
  /** For whoever takes the ticket over. */
  summarise(facts: TicketFacts, locale: Locale, options: CallOptions): Promise<Made<Summary> | undefined>;
  /** A reply for an agent to edit; never sent by itself. */
  draftReply(
    facts: TicketFacts,
    passages: readonly Passage[],
    locale: Locale,
    options: CallOptions,
  ): Promise<Made<string> | undefined>;
  /** An article for an agent to edit and a reviewer to publish; without personal data. */
  draftArticle(
    facts: TicketFacts,
    locale: Locale,
    options: CallOptions,
  ): Promise<Made<ArticleDraft> | undefined>;
  /** A translation with the same numbers, codes and links as the original; shown beside it. */
  translate(text: string, to: Locale, options: CallOptions): Promise<Made<string> | undefined>;
  /** The text of a picture (png, jpeg or webp up to 5 MB): data like any other text of a person. */
  readScreenshot(image: Uint8Array, options: CallOptions): Promise<Made<Screenshot> | undefined>;
  /** A vector for each text, in their order. Up to 64 texts a call. */
  embed(texts: readonly string[], options?: Partial<CallOptions>): Promise<Float32Array[] | undefined>;

  /** For the board: today's and the last 30 days' use, and whether the model is off. */
  use(): Promise<ModelUse>;
  /** Ends every call that runs. */
  close(): Promise<void>;
}

export interface ModelDeps {
  db: Database;
  contentDir: string;
  now: () => number;
  newId: (now: number) => string;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Names in the directory, to be kept from a third party. The same list while nothing has changed. */
  names: () => readonly string[];
  /** The day that the budget is for. */
  timeZone: string;
}
