/**
 * The port every chat platform is reached through, and the two shapes that cross it: the one file of `platforms/`
 * that every floor may import.
 */

export type Locale = 'zh-CN' | 'en';

/** Who wrote, by the platform's own immutable ids. `name` is shown and never trusted (rule I-1). */
export interface Sender {
  userId: string;
  name: string;
  /** `member`: a full, internal, human member of the organisation. Nobody else is ever an agent (rule I-6). */
  kind: 'member' | 'guest' | 'external' | 'bot' | 'self';
  /** Whether he is a guest could not be asked: he is no agent by membership. */
  unverified?: true | undefined;
}

/** What a platform knows of an account beyond what its events carry. Shown, and never trusted (rule I-1). */
export interface Profile extends Sender {
  locale?: Locale | undefined;
  email?: string | undefined;
  department?: string | undefined;
}

/** A place on a platform: a direct chat or a desk channel, and in it perhaps one thread (its root message's id). */
export interface Place {
  platform: string;
  tenant: string;
  channel: string;
  thread?: string | undefined;
}

export interface FileRef {
  /** In an event fresh from a platform its own handle, opaque to everybody else; once kept, the id of the kept file. */
  id: string;
  name: string;
  mime: string;
  /** Bytes; 0 where the platform doesn't say. */
  size: number;
}

export interface FileBytes {
  name: string;
  mime: string;
  bytes: Buffer;
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
        /** The ticket whose tag stands in the message that is answered: `IT-2026-000012`, or `#12` of a short one. */
        quotedTicket?: string | undefined;
        /** It answers a message, whether or not that one says which ticket it is about. */
        quoted?: true | undefined;
        /** Names of its files that could not be fetched. */
        lost?: string[] | undefined;
        /** In a channel: it was addressed to the bot. */
        mention?: boolean | undefined;
        /** Somebody else's words passed on: never a command (rule I-3). */
        forwarded?: boolean | undefined;
      }
    | {
        kind: 'action';
        messageId: string;
        action: string;
        value: string;
        /** What was filled into the button's form, by field. */
        input?: Record<string, string> | undefined;
      }
    /** A press of which the platform only tells the label; the message says what it does. */
    | { kind: 'pressed'; messageId: string; label: string }
    | { kind: 'edited'; messageId: string; text: string }
    | { kind: 'deleted'; messageId: string }
    | { kind: 'joined' }
    /** `reaction`: the emoji itself, or `:name:` of one that only this platform has. */
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
  /** Names of files that were refused for good, as the message says where it arrived. */
  lostFiles?: string[] | undefined;
  /** It may be there twice: it was sent again, and whether it had arrived could not be looked up. */
  perhapsTwice?: true | undefined;
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

/** Why something can't be delivered, as far as people can do something about it. */
export type Obstacle =
  /** The bot may not write to this person or group (WeCom: who has never written to it). */
  | 'unreachable'
  /** The channel, person or message isn't there any more. */
  | 'gone'
  /** The bot lacks a permission on the platform. */
  | 'not-permitted'
  /** The platform refuses what the message contains. */
  | 'content'
  /** A file could not be handed over. */
  | 'file'
  /** The organisation's quota on the platform is used up. */
  | 'quota';

/**
 * A send that failed. `transient`: try again; `limited`: nothing was wrong but the pace, so it waits `retryAfterMs` and
 * that is no failed try; `permanent`: never will; `unknown`: it may have arrived.
 */
export class DeliveryError extends Error {
  override name = 'DeliveryError';
  readonly fate: 'transient' | 'limited' | 'permanent' | 'unknown';
  readonly retryAfterMs: number | undefined;
  readonly obstacle: Obstacle | undefined;

  constructor(
    fate: DeliveryError['fate'],
    message: string,
    options: ErrorOptions & { retryAfterMs?: number | undefined; obstacle?: Obstacle | undefined } = {},
  ) {
    super(message, options);
    this.fate = fate;
    this.retryAfterMs = options.retryAfterMs;
    this.obstacle = options.obstacle;
  }
}

/** One try at a message. */
export interface Attempt {
  /** The same for every try at the same message: a platform that can look up or refuse a repeat uses it. */
  key: string;
  /** An earlier try may have arrived: a platform that can look does so before it sends. */
  again: boolean;
}

export interface Health {
  /** `standby`: another replica holds the platform's only connection. `refused`: it will not work as configured. */
  state: 'connecting' | 'connected' | 'standby' | 'refused' | 'stopped';
  /** What is wrong and what to do, for the operator. */
  reason?: string | undefined;
}

export interface Platform {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** It refuses, or answers alike, a second `send` with the same key. */
  readonly idempotent?: true;
  /** A `send` that is said to be `again` finds what has arrived, so that repeating does no harm. */
  readonly looksUp?: true;
  /** The organisation it is connected to; undefined while that isn't known yet. */
  tenant(): string | undefined;
  /**
   * Begins to deliver. An event counts as received, and is acknowledged to the vendor, once `receive` resolves.
   * Resolves without waiting for the vendor: one that is down or refuses shows in `health` and is tried again.
   */
  start(receive: (event: InboundEvent) => Promise<void>): Promise<void>;
  health(): Health;
  /** Takes one message's share of the rate limit at `to`: 0 if it may go now, else the milliseconds to wait. */
  admit?(to: Place, op: 'send' | 'private' | 'edit' | 'recall' | 'react', message?: OutboundMessage): number;
  /** Sends one message. Throws a DeliveryError. */
  send(to: Place, message: OutboundMessage, attempt: Attempt): Promise<Receipt>;
  /** What can't be edited any more stays as it is, without an error; so do the three that follow. */
  edit?(to: Place, messageId: string, message: OutboundMessage): Promise<void>;
  recall?(to: Place, messageId: string): Promise<void>;
  react?(to: Place, messageId: string, reaction: string): Promise<void>;
  /**
   * Shows to whoever is looking what an answer says so far: again and again with more of the text under the same
   * key, until a message comes. Promises nothing: nothing is stored, repeated or reported, and the message that
   * follows may say something else.
   */
  preview?(to: Place, key: string, text: string): void;
  /** Answers only `userId` in a shared channel; where it is absent the answer goes to the channel. */
  sendPrivately?(to: Place, userId: string, message: OutboundMessage, attempt: Attempt): Promise<Receipt>;
  /** The bytes of a file of an event. Throws a DeliveryError: `permanent` where it can't be had any more. */
  download?(file: FileRef): Promise<FileBytes>;
  /**
   * Who an account is; undefined where the platform never says, and `unverified` where it doesn't just now. Throws a
   * DeliveryError.
   */
  profile?(userId: string): Promise<Profile | undefined>;
  /** The direct chat with somebody, known by his user id. Throws a DeliveryError. */
  direct?(userId: string): Promise<Place>;
  stop(): Promise<void>;
}

/** Something an administrator must know of and can mend: a refused token, a used-up quota. */
export interface PlatformAlert {
  platform: string;
  /** Short and stable, e.g. `token-refused`: the same alert is told once a day. */
  code: string;
  /** What is wrong and what to do, in plain English, without secrets. */
  text: string;
}

/** What is fit for a form of one button: it is asked for in a window where the platform has one. */
export interface Form {
  title: string;
  submit: string;
  fields: { id: string; label: string; multiline: boolean; optional: boolean }[];
}

/** What the program offers to a platform. */
export interface Surroundings {
  now: () => number;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** The bytes of a file that a message carries. Throws a DeliveryError. */
  readFile(file: FileRef): Promise<FileBytes>;
  /** What was sent under this id at this place. */
  sentMessage(place: Place, messageId: string): Promise<OutboundMessage | undefined>;
  /** Where events may have been missed while there was no connection, and since when (UTC ms). */
  missed(platform: string): Promise<{ since: number; places: Place[] }>;
  /**
   * Runs `work` while this process alone holds `name`, in all replicas; the signal aborts when it doesn't any more. Two may
   * work for a while where one of them can't reach the database: the vendor must mind no second one.
   */
  holdAlone(name: string, work: (signal: AbortSignal) => Promise<void>): { release(): Promise<void> };
  /** Tells the administrators; the same code once a day. */
  alert(alert: PlatformAlert): void;
}
