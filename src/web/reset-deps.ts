import type { ResetPurpose, ResetState } from '../store/schema.ts';
import type { ResetPage } from '../identity/password-reset/page.ts';

/** A text that the demo shows instead of sending it. */
export interface DemoLetter {
  /** UTC ms. */
  at: number;
  to: string;
  subject: string;
  text: string;
}

/** The demo's directory as a newcomer looks at it. */
export interface DemoDirectoryView {
  people(): {
    login: string;
    name: string;
    mobile: string | undefined;
    secondaryMail: string | undefined;
    locked: boolean;
  }[];
  /** What was sent to these addresses, the newest first; at most 50, in memory only. */
  letters(): { phone: DemoLetter[]; mailbox: DemoLetter[] };
  /** Tries a password. Three wrong ones lock the account. */
  logIn(login: string, password: string): Promise<'in' | 'wrong' | 'locked'>;
}

/** An account that nothing is reset for since its owner said “It wasn't me”. */
export interface BlockedAccount {
  accountId: string;
  login: string;
  at: number;
}

/** What the admin page shows. */
export interface ResetStatus {
  /** `off`: what it needs isn't there; `paused`: an administrator has turned it off. */
  state: 'on' | 'paused' | 'off';
  /** What is missing or wrong, in plain English. */
  problems: readonly string[];
  blocked: BlockedAccount[];
  recent: {
    id: string;
    purpose: ResetPurpose;
    state: ResetState;
    because: string | null;
    person: string;
    startedAt: number;
    endedAt: number | null;
  }[];
  /** Whether the security log is as it was written; the number of the first row that isn't. */
  firstBroken: number | undefined;
}

/** What the pages of the password reset need. */
export interface ResetDeps {
  /** Undefined where the feature is off. */
  page: ResetPage | undefined;
  /** “It wasn't me”, which needs no directory and works also while the feature is off. */
  notMe: Pick<ResetPage, 'notMe' | 'notMeAs'> | undefined;
  status(): Promise<ResetStatus>;
  turn(on: boolean, personId: string): Promise<void>;
  /** Lets an account be reset again. */
  lift(accountId: string, personId: string): Promise<boolean>;
  /** Whether links begin with https: cookies are then sent over nothing else. */
  isSecure: boolean;
  /** Only with the demo's people. */
  demo: DemoDirectoryView | undefined;
}
