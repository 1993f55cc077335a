/** What a protocol twin (a vendor's cloud on loopback) offers to tests, whichever vendor it plays. */

export interface Account {
  id: string;
  name: string;
  /** `member` where it isn't said. */
  kind?: 'member' | 'guest' | 'external' | 'bot' | undefined;
  email?: string | undefined;
  locale?: string | undefined;
}

/** A message as somebody sees it in his client. */
export interface SeenMessage {
  id: string;
  /** A user's id for a direct chat, else the group's or channel's. */
  place: string;
  thread?: string | undefined;
  /** All its words as they are shown, marks of formatting included; a card's titles and fields too. */
  text: string;
  buttons: string[];
  files: { name: string; bytes: Buffer }[];
  /** Who alone sees it. */
  privateTo?: string | undefined;
  edited: boolean;
  deleted: boolean;
  reactions: string[];
  /** The body as the vendor got it last. */
  body: unknown;
}

export interface Written {
  /** The group or channel; a direct chat with the bot where it isn't said. */
  group?: string | undefined;
  /** The root of a thread (Slack). */
  thread?: string | undefined;
  /** The message that is quoted (DingTalk, WeCom). */
  quote?: SeenMessage | undefined;
  files?: { name: string; bytes: Buffer }[] | undefined;
}

export interface Twin {
  readonly name: 'slack' | 'dingtalk' | 'wecom';
  /** The variables that lead Deskline here. */
  readonly env: Record<string, string>;
  account(account: Account): void;
  group(id: string, name: string): void;
  /** Somebody writes; in a group of DingTalk or WeCom he mentions the bot. Gives the message's id once it is delivered. */
  writes(userId: string, text: string, where?: Written): Promise<string>;
  /** Somebody presses a button of a message he sees; `input` is what he fills into its form. */
  presses(userId: string, message: SeenMessage, label: string, input?: Record<string, string>): Promise<void>;
  /** What the bot has sent to a direct chat or a group, oldest first, as it stands now. */
  sent(place: string): SeenMessage[];
  /** Everything the bot has sent, oldest first. */
  all(): SeenMessage[];
  close(): Promise<void>;
}
