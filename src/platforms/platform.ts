/**
 * The port every chat platform is reached through, and the two shapes that cross it. Types only:
 * the one file that every floor may import.
 */

export type Locale = 'zh-CN' | 'en';

/** Who wrote, by the platform's own immutable ids. `name` is shown and never trusted (rule I-1). */
export interface Sender {
  userId: string;
  name: string;
  /** `member`: a full, internal, human member of the organisation. Nobody else is ever an agent (rule I-6). */
  kind: 'member' | 'guest' | 'external' | 'bot' | 'self';
}

/** A place on a platform: a direct chat or a desk channel, and in it perhaps one thread (its root message's id). */
export interface Place {
  platform: string;
  tenant: string;
  channel: string;
  thread?: string | undefined;
}

export interface FileRef {
  /** The platform's own id or handle, opaque to everybody else. */
  id: string;
  name: string;
  mime: string;
  size: number;
}

interface EventBase {
  platform: string;
  tenant: string;
  /** Every key under which the vendor may deliver this event again; stored for good. */
  keys: [string, ...string[]];
  /** `direct`: one person's chat with the bot. `channel`: a shared channel or group. */
  place: Place & { kind: 'direct' | 'channel' };
  sender: Sender;
  /** When the vendor says it happened, UTC ms. */
  at: number;
}

export type InboundEvent = EventBase &
  (
    | {
        kind: 'message';
        messageId: string;
        text: string;
        files: FileRef[];
        quotedTicket?: string | undefined;
      }
    | { kind: 'action'; messageId: string; action: string; value: string }
    | { kind: 'edited'; messageId: string; text: string }
    | { kind: 'deleted'; messageId: string }
    | { kind: 'joined' }
    | { kind: 'reaction'; messageId: string; reaction: string }
  );

export interface Button {
  /** What is done, e.g. `claim`; comes back as `action`. */
  id: string;
  label: string;
  /** An id and nothing else: rights and state are read anew when it is pressed (rule I-3). */
  value: string;
  style?: 'primary' | 'danger' | undefined;
}

export interface Card {
  title: string;
  fields: { label: string; value: string }[];
}

/**
 * One message in Markdown of a small dialect: paragraphs, lists, bold, italic, code, links. With a card, `text` is
 * what the requester wrote, as plain text.
 */
export interface OutboundMessage {
  text: string;
  card?: Card | undefined;
  buttons?: Button[] | undefined;
  files?: FileRef[] | undefined;
}

export interface Receipt {
  messageId: string;
}

export interface Capabilities {
  threads: boolean;
  buttons: boolean;
  edit: boolean;
  recall: boolean;
  reactions: boolean;
  files: boolean;
  maxTextBytes: number;
  push: boolean;
}

/** A send that failed. `transient`: try again; `permanent`: never will; `unknown`: it may have arrived. */
export class DeliveryError extends Error {
  override name = 'DeliveryError';
  readonly fate: 'transient' | 'permanent' | 'unknown';
  readonly retryAfterMs: number | undefined;

  constructor(
    fate: DeliveryError['fate'],
    message: string,
    options: ErrorOptions & { retryAfterMs?: number } = {},
  ) {
    super(message, options);
    this.fate = fate;
    this.retryAfterMs = options.retryAfterMs;
  }
}

export interface Platform {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** It refuses, or answers alike, a second `send` with the same key. */
  readonly idempotent?: true;
  /** Begins to deliver. An event counts as received, and is acknowledged to the vendor, once `receive` resolves. */
  start(receive: (event: InboundEvent) => Promise<void>): Promise<void>;
  /**
   * Sends one message. `key` is the same for every attempt at the same message: a platform that can look up
   * or refuse a repeat uses it. Throws a DeliveryError.
   */
  send(to: Place, message: OutboundMessage, key: string): Promise<Receipt>;
  edit?(to: Place, messageId: string, message: OutboundMessage): Promise<void>;
  recall?(to: Place, messageId: string): Promise<void>;
  react?(to: Place, messageId: string, reaction: string): Promise<void>;
  /** Answers only `userId` in a shared channel; where it is absent the answer goes to the channel. */
  sendPrivately?(to: Place, userId: string, message: OutboundMessage, key: string): Promise<Receipt>;
  stop(): Promise<void>;
}
