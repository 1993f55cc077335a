import { SECURITY_LOG } from './identity/password-reset/locks.ts';
import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Content } from './content.ts';
import { createCodeGuard } from './conversations/password-reset/code-guard.ts';
import { createResetNews } from './conversations/password-reset/news.ts';
import { createResetChat } from './conversations/password-reset/password-reset.ts';
import { createResetTickets } from './conversations/password-reset/tickets.ts';
import type { ConversationRepository } from './conversations/conversation-repository.ts';
import type { Conversations } from './conversations/conversations.ts';
import type { AdminAlert, TellAdmins } from './desk/notifications/admin-alerts.ts';
import { createComparison } from './identity/password-reset/comparison.ts';
import { createKeys } from './identity/password-reset/keys.ts';
import { createPasswordReset } from './identity/password-reset/reset.ts';
import { createStaffCheck } from './tickets/staff.ts';
import type { Identity, People } from './identity/people.ts';
import type { Locale, OutboundMessage } from './platforms/platform.ts';
import type { FollowUps } from './runtime/follow-up.ts';
import { noProbe, type Probe } from './runtime/probe.ts';
import type { ResetSetup } from './reset-setup.ts';
import { createSessionRevocation, REVOCATION } from './session-revocation.ts';
import type { Database, Reader, Transaction } from './store/database.ts';
import type { TicketQueries } from './tickets/ticket-queries.ts';
import type { TicketService } from './tickets/ticket-service.ts';

export interface ResetFloorOptions {
  db: Database;
  content: Content;
  setup: ResetSetup;
  people: People;
  tickets: TicketService;
  queries: TicketQueries;
  repository: ConversationRepository;
  conversations: Pick<Conversations, 'say'>;
  tellAdmins: TellAdmins;
  clock: () => Promise<number>;
  now: () => number;
  log: Logger;
  probe?: Probe | undefined;
}

const MINUTE_MS = 60_000;

/** The password reset, put together with chats, tickets and whoever must be told. */
export function createResetFloor(options: ResetFloorOptions) {
  const { db, content, setup, people, repository, conversations, tellAdmins, clock, now, log } = options;
  const { policy, messages, troubleOf, wishOf } = content;
  const { accounts } = setup;
  if (!accounts) return undefined;
  const keys = createKeys(setup.secret);
  const tickets = createResetTickets({ ...options, policy, messages });
  const isStaff = createStaffCheck({ db, policy, people });
  const keepTicket = (tx: Transaction, requestId: string, ticketId: string) =>
    reset.requests.setTicket(tx, requestId, ticketId);
  const revocation =
    setup.revocation &&
    createSessionRevocation({
      db,
      settings: setup.revocation,
      loginOf: async (id) => (await reset.book.byId(id))?.login,
      requestOf: (id) => reset.requests.byId(id),
      now,
    });

  const reset = createPasswordReset({
    db,
    directory: accounts,
    policy: setup.policy,
    keys,
    messages,
    people,
    channels: {
      mail: setup.channels.mail && ((address, message) => setup.channels.mail!.sendNow(address, message)),
      sms: setup.channels.sms && ((address, message) => setup.channels.sms!.sendNow(address, message)),
    },
    isStaff,
    isCommonPassword: setup.isCommonPassword,
    words: setup.words,
    baseUrl: setup.baseUrl,
    clock,
    log,
    probe: options.probe ?? noProbe,
    tell: createResetNews({ messages, repository, conversations, tickets, keepTicket, now }),
    writeTo,
    canWriteTo: async (personId) => (await chatOf(personId)) !== undefined,
    alert: (tx, code, text) => tellAdmins(tx, alertOf(code, text)),
    revokeSessions: revocation?.revoke,
  });

  const chat = createResetChat({
    reset,
    tickets,
    troubleOf,
    wishOf,
    mayTurn,
    isReady: () => problems.length === 0,
    linkMinutes: setup.policy.link / MINUTE_MS,
  });

  /** The newest chat that the directory says is the person's. */
  async function chatOf(personId: string, from: Reader = db.read) {
    const { conversations: chats, identities } = db.tables;
    const own = await from
      .select()
      .from(identities)
      .where(and(eq(identities.personId, personId), eq(identities.via, 'directory')));
    const platforms = own.map(({ platform }) => platform);
    const rows = await from
      .select()
      .from(chats)
      .where(and(eq(chats.personId, personId), inArray(chats.platform, platforms)))
      .orderBy(desc(chats.id));
    return rows[0];
  }

  async function writeTo(
    tx: Transaction,
    personId: string,
    message: (locale: Locale) => OutboundMessage,
  ): Promise<boolean> {
    const conversation = await chatOf(personId, tx);
    if (!conversation) return false;
    await conversations.say(tx, { conversation }, [message(conversation.locale)]);
    return true;
  }

  function mayTurn(personId: string, { platform, userId }: Identity): boolean {
    const holders = [...policy.roles.admin, ...policy.roles['desk-manager']];
    return holders.includes(personId) || holders.includes(`${platform}:${userId}`);
  }

  const followUps: FollowUps = {
    ...reset.followUps,
    ...(revocation ? { [REVOCATION]: (event) => revocation.send(event) } : {}),
  };

  let problems: readonly string[] = setup.problems.length > 0 ? setup.problems : ['it is being tested'];

  return {
    reset,
    followUps,
    guard: createCodeGuard({ people, requests: reset.requests }),
    compare: createComparison({ db, directory: accounts, security: reset.security }),
    /** Why it doesn't work; empty where it does. */
    problems: () => problems,
    isReady: () => problems.length === 0,

    /** Tries the connection and our own rights in the directory: without them the reset stays off. */
    async test(): Promise<void> {
      if (setup.problems.length > 0) return;
      const before = problems.join();
      problems = await accounts.selfTest();
      if (problems.length > 0 && problems.join() !== before) {
        log.warn({ problems }, 'password reset is off');
      } else if (problems.length === 0 && before !== '') {
        log.info({ directory: accounts.kind }, 'password reset is on');
      }
    },

    /** What is said and done about logging in; nothing but stopping while the reset is off. */
    answer: chat,

    /** Whether words in a shared channel are about one's account: there nothing is said of it (rule PR-7). */
    concerns(words: string): boolean {
      if (problems.length > 0) return false;
      return troubleOf(words)?.account === true || wishOf(words) !== undefined;
    },

    /** The kill switch, from the admin page. */
    turn: (on: boolean, personId: string) =>
      db.transaction({ lock: [SECURITY_LOG] }, (tx) => reset.turn(tx, on, personId)),

    alert: (code: string, text: string) => db.transaction({}, (tx) => tellAdmins(tx, alertOf(code, text))),
  };
}

export type ResetFloor = NonNullable<ReturnType<typeof createResetFloor>>;

function alertOf(code: string, text: string): AdminAlert {
  return { platform: 'directory', code, text };
}
