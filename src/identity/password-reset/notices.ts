import { resetLane } from './locks.ts';
import { eq, inArray } from 'drizzle-orm';
import { conversationLane } from '../../runtime/conversation-lane.ts';
import { post, type Posting } from '../../runtime/outbox.ts';
import { setTimer } from '../../runtime/timers.ts';
import type { Transaction } from '../../store/database.ts';
import type { Locale } from '../../platforms/platform.ts';
import type { Account } from '../accounts/account.ts';
import type { ResetCore } from './core.ts';
import { LINK_PLACE, linkRef } from './links.ts';
import type { ResetRequest } from './requests.ts';

export const NOTICES_CHECK = 'reset-notices';
const CHECK_AFTER_MS = 10 * 60_000;

/** Addresses of an account as the outbox keeps them: what they are now is read when it is sent (rule PR-5). */
const addressKinds = ['mail', 'secondaryMail', 'mobile'] as const;
export type AddressKind = (typeof addressKinds)[number];

export function addressHandle(accountId: string, kind: AddressKind): string {
  return `account:${accountId}:${kind}`;
}

const HANDLE = /^account:(.+):(mail|secondaryMail|mobile)$/;

/** The account and kind of a handle made by `addressHandle`. */
export function addressIn(handle: string): { accountId: string; kind: AddressKind } | undefined {
  const [, accountId, kind] = HANDLE.exec(handle) ?? [];
  const known = addressKinds.find((one) => one === kind);
  return accountId !== undefined && known ? { accountId, kind: known } : undefined;
}

interface Noticed {
  request: ResetRequest;
  /** Undefined where the directory can't be asked: then every address may be there. */
  account: Account | undefined;
  login: string;
  now: number;
}

/** Tells the owner on every other address on record what was done (rule PR-20), with a way to say that it wasn't he. */
export function createNotices(core: ResetCore) {
  const { db, channels, messages } = core;
  const { conversations, outbox } = db.tables;

  function textIn(locale: Locale, { request, login }: Pick<Noticed, 'request' | 'login'>): string {
    const what = request.state === 'unknown' ? 'unknown' : request.purpose;
    return messages.say(locale, `reset.notice.${what}`, { login, link: LINK_PLACE });
  }

  function toAddresses({ request, account, login }: Noticed): Posting[] {
    const { locale, accountId } = request;
    if (accountId === null) return [];
    return addressKinds.flatMap((kind): Posting[] => {
      const platform = kind === 'mobile' ? 'sms' : 'mail';
      const isThere = (!account || account[kind] !== undefined) && channels[platform] !== undefined;
      if (!isThere) return [];
      const place = { platform, tenant: '', channel: addressHandle(accountId, kind) };
      return [
        {
          lane: `notice:${place.channel}`,
          place,
          ref: linkRef('not-me', request.id, kind),
          message: { text: textIn(locale, { request, login }) },
        },
      ];
    });
  }

  async function toOtherChats(tx: Transaction, { request, login }: Noticed): Promise<Posting[]> {
    const chats = await tx.select().from(conversations).where(eq(conversations.personId, request.personId));
    return chats
      .filter(({ id }) => id !== request.conversationId)
      .map(({ id, platform, tenant, channel, locale }) => {
        const place = { platform, tenant, channel };
        const message = { text: textIn(locale, { request, login }) };
        return { lane: conversationLane(place), place, ref: linkRef('not-me', request.id, id), message };
      });
  }

  return {
    /** Posts the notices, and sees to it that it is looked at whether one arrived. */
    async post(tx: Transaction, noticed: Noticed): Promise<void> {
      const { request, now } = noticed;
      const postings = [...toAddresses(noticed), ...(await toOtherChats(tx, noticed))];
      await post(tx, db.tables, postings, now);
      await core.note(tx, request, {
        kind: 'notified',
        at: now,
        actor: 'bot',
        data: { addresses: postings.map(({ place }) => place.platform) },
      });
      await setTimer(tx, db.tables, {
        key: `${NOTICES_CHECK}:${request.id}`,
        name: NOTICES_CHECK,
        subject: request.id,
        lane: resetLane(request.id),
        dueAt: now + CHECK_AFTER_MS,
      });
    },

    /** Whether a notice has gone to an address that no code of this request went to. */
    async anyArrived(tx: Transaction, { id, personId, proven }: ResetRequest): Promise<boolean> {
      const used: string[] = [
        ...(proven.includes('sms') ? ['mobile'] : []),
        ...(proven.includes('mail') ? ['secondaryMail'] : []),
      ];
      const chats = await tx
        .select({ id: conversations.id })
        .from(conversations)
        .where(eq(conversations.personId, personId));
      const others = [
        ...addressKinds.filter((kind) => !used.includes(kind)),
        ...chats.map((chat) => chat.id),
      ];
      const refs = others.map((to) => linkRef('not-me', id, to));
      const rows = await tx.select({ state: outbox.state }).from(outbox).where(inArray(outbox.ref, refs));
      return rows.some(({ state }) => state === 'sent' || state === 'unknown');
    },
  };
}

export type Notices = ReturnType<typeof createNotices>;
