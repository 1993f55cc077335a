/** What people did and saw, as the vendors' clouds know it: the truth that the program's database is compared with. */
export interface Ledger {
  /** What people wrote. */
  said: Said[];
  /** What the program has shown, oldest first at each place. */
  posts: SeenPost[];
  /** Marks of what people wrote to each other, in the order they wrote it: one list for each way of each ticket. */
  relays: Relay[];
  /** User ids of bots. */
  bots: string[];
  /** Marks of problems for which a ticket was to be opened. */
  requests: string[];
}

export interface Said {
  platform: string;
  /** The key under which the program stores it. */
  key: string;
  mark: string;
  /** The program has told the vendor, or the writer, that it has it. */
  accepted: boolean;
  bot: boolean;
  /** How often more than once it was delivered on purpose. */
  copies: number;
}

export interface SeenPost {
  platform: string;
  /** Whose direct chat, or which channel. */
  place: string;
  thread?: string | undefined;
  text: string;
  /** What the program marked it with, where the vendor has such marks. */
  key?: string | undefined;
}

export interface Relay {
  /** Where it was to be seen. */
  platform: string;
  place: string;
  thread?: string | undefined;
  marks: string[];
}

export const MARK = /\bm\d{5}q\b/g;

export function newLedger(): Ledger {
  return { said: [], posts: [], relays: [], bots: [], requests: [] };
}
