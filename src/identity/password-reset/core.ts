import type { Messages } from '../../content/messages.ts';
import type { Locale, OutboundMessage } from '../../platforms/platform.ts';
import type { Probe } from '../../runtime/probe.ts';
import type { Database, Transaction } from '../../store/database.ts';
import type { Account, AccountDirectory } from '../accounts/account.ts';
import type { People } from '../people.ts';
import { createAccountBook } from './account-book.ts';
import { createAuthenticators } from './authenticator.ts';
import { createChallenges } from './challenges.ts';
import type { Keys } from './keys.ts';
import { createResetLinks } from './links.ts';
import { requestLocks } from './locks.ts';
import type { ResetPolicy } from './policy.ts';
import { createRecoveryCodes } from './recovery-codes.ts';
import { createResetRequests, type ResetRequest } from './requests.ts';
import { createSecurityLog, type SecurityEntry } from './security-log.ts';
import { createResetSwitch } from './switch.ts';

/** Sends a text to an address at once; nothing of it is kept. Throws where it could not be handed over. */
export type SendNow = (address: string, message: { subject: string; text: string }) => Promise<void>;

/** How a request ended, or that its page was opened. */
export interface ResetNews {
  request: ResetRequest;
  what: 'opened' | 'done' | 'refused' | 'failed' | 'unknown' | 'void' | 'expired' | 'not-me' | 'no-notice';
  /** Why, for staff; also in `request.because`. */
  because?: string | undefined;
  /** The account as it was read for this. */
  account?: Account | undefined;
}

/** What the rest of the program does for the password reset. */
export interface ResetSurroundings {
  db: Database;
  directory: AccountDirectory;
  policy: ResetPolicy;
  keys: Keys;
  messages: Pick<Messages, 'say'>;
  people: Pick<People, 'living' | 'identitiesOf'>;
  channels: { mail?: SendNow | undefined; sms?: SendNow | undefined };
  /** Whether somebody has a role at the desk: nobody resets for him here (rule PR-6). */
  isStaff: (personId: string) => Promise<boolean>;
  isCommonPassword: (password: string) => boolean;
  /** The company's own words, which make bad passwords. */
  words: readonly string[];
  baseUrl: string;
  /** UTC ms, of the database where several replicas share one (rule PR-28). */
  clock: () => Promise<number>;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  probe: Probe;
  /** Tells people, and opens or closes the ticket, in the transaction in which it happens. */
  tell: (tx: Transaction, news: ResetNews) => Promise<void>;
  /** Posts to somebody's chat; false where he has none. */
  writeTo: (
    tx: Transaction,
    personId: string,
    message: (locale: Locale) => OutboundMessage,
  ) => Promise<boolean>;
  /** Whether he has a chat to be written to. */
  canWriteTo: (personId: string) => Promise<boolean>;
  /** Tells the administrators; the same code once a day. */
  alert: (tx: Transaction, code: string, text: string) => Promise<void>;
  /** Tells another system to end the person's sessions (rule PR-22). */
  revokeSessions?: ((tx: Transaction, request: ResetRequest) => Promise<void>) | undefined;
}

/** An entry of the log about a request; done on the page where no actor is named. */
type RequestEntry = Omit<SecurityEntry, 'requestId' | 'accountId' | 'actor'> & { actor?: string };

/** The parts that all of the reset is made of. */
export function createResetCore(given: ResetSurroundings) {
  const { db, keys, policy, baseUrl, clock } = given;
  const requests = createResetRequests(db);
  const security = createSecurityLog(db, keys);
  return {
    ...given,
    requests,
    security,
    book: createAccountBook(db, keys),
    challenges: createChallenges({ db, keys, policy }),
    links: createResetLinks({ db, policy, requests, baseUrl, clock }),
    authenticators: createAuthenticators(db, keys),
    recoveryCodes: createRecoveryCodes(db),
    isOn: createResetSwitch(db),

    /** Works on a request while nobody else does; the transaction holds SECURITY_LOG. */
    inTurn: <T>(request: Pick<ResetRequest, 'id'>, work: (tx: Transaction) => Promise<T>): Promise<T> =>
      db.transaction({ lock: requestLocks(request.id) }, work),

    /** Writes down what happened to a request; the transaction holds SECURITY_LOG. */
    note: (
      tx: Transaction,
      { id, accountId }: Pick<ResetRequest, 'id' | 'accountId'>,
      { actor = 'page', ...entry }: RequestEntry,
    ): Promise<void> =>
      security.append(tx, { ...entry, actor, requestId: id, accountId: accountId ?? undefined }),
  };
}

export type ResetCore = ReturnType<typeof createResetCore>;
