import { randomBytes } from 'node:crypto';
import { and, eq, gt, isNull, lt } from 'drizzle-orm';
import { DeliveryError, type OutboundMessage } from '../../platforms/platform.ts';
import type { Database, Transaction } from '../../store/database.ts';
import type { Tables } from '../../store/schema.ts';
import { hashOf } from './keys.ts';
import type { ResetPolicy } from './policy.ts';
import { isLive, type ResetRequests } from './requests.ts';

type OutboxRow = Tables['outbox']['$inferSelect'];

/** Stands in a message where its one-time link will be: the link itself is in no row (rules PR-8, PR-10). */
export const LINK_PLACE = 'https://link.invalid/';

/** As messages have it: `[open the page](…)`. */
const LABELLED = /\[[^\]\n]*\]\(https:\/\/link\.invalid\/\)/g;

const opens = ['page', 'not-me'] as const;
export type Opens = (typeof opens)[number];

const REF = /^reset-link:(page|not-me):([0-9A-Z]{26})(?::|$)/;
const TOKEN_BYTES = 32;
const DAY_MS = 86_400_000;

/** The name of an outbox row whose message carries a link; `to` tells several of one request apart. */
export function linkRef(what: Opens, requestId: string, to = ''): string {
  return to === '' ? `reset-link:${what}:${requestId}` : `reset-link:${what}:${requestId}:${to}`;
}

export interface ResetLinksOptions {
  db: Database;
  policy: Pick<ResetPolicy, 'link' | 'notMe'>;
  requests: Pick<ResetRequests, 'byId'>;
  /** Where our pages are, from the configuration and nowhere else (rule PR-12). */
  baseUrl: string;
  clock: () => Promise<number>;
}

/** One-time links: made when a message is sent, kept as hashes. */
export function createResetLinks({ db, policy, requests, baseUrl, clock }: ResetLinksOptions) {
  const { resetTokens: t } = db.tables;

  /**
   * The token stands behind `#`: browsers send that to no server, so it is in no log on the way. Letters and digits
   * only: chat clients read `_` as markup, and cut a `-` off the end of a link.
   */
  async function mint(what: Opens, requestId: string): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('hex');
    const now = await clock();
    const expiresAt = now + (what === 'page' ? policy.link : policy.notMe);
    await db.transaction({}, async (tx) => {
      await tx.delete(t).where(lt(t.expiresAt, now - DAY_MS));
      await tx.insert(t).values({ hash: hashOf(token), requestId, opens: what, expiresAt });
    });
    return new URL(what === 'page' ? `/reset#${token}` : `/reset/not-me#${token}`, baseUrl).href;
  }

  return {
    /**
     * The message of an outbox row with its link in it; as it is where it carries none. Throws a DeliveryError where
     * there is nothing to open any more.
     */
    async complete({ ref, body, place }: OutboxRow): Promise<OutboundMessage | null> {
      const [, what, requestId] = REF.exec(ref ?? '') ?? [];
      if (body === null || requestId === undefined || !isOpens(what)) return body;
      if (what === 'page') {
        const request = await requests.byId(requestId);
        if (!request || !isLive(request)) {
          throw new DeliveryError('permanent', 'the request was over before its link was sent', {
            obstacle: 'gone',
          });
        }
      }
      // On the built-in platform messages are kept in our own database, and who reads them is known there: no token.
      if (place.platform === 'web') {
        const path = `/reset/${what === 'page' ? 'begin' : 'not-me'}/${requestId}`;
        return { ...body, text: body.text.replaceAll(LINK_PLACE, path) };
      }
      // Written out elsewhere: people should see whose page it is before they open it.
      const link = await mint(what, requestId);
      return { ...body, text: body.text.replace(LABELLED, link).replaceAll(LINK_PLACE, link) };
    },

    /**
     * Uses a token up and gives the request it belongs to. Malformed, unknown, expired and used ones, and those for
     * something else, look alike.
     */
    async use(tx: Transaction, what: Opens, token: string, now: number): Promise<string | undefined> {
      const [used] = await tx
        .update(t)
        .set({ usedAt: now })
        .where(and(eq(t.hash, hashOf(token)), eq(t.opens, what), isNull(t.usedAt), gt(t.expiresAt, now)))
        .returning({ requestId: t.requestId });
      return used?.requestId;
    },

    /** Takes back all links of a request that open its page. */
    async revoke(tx: Transaction, requestId: string, now: number): Promise<void> {
      await tx
        .update(t)
        .set({ usedAt: now })
        .where(and(eq(t.requestId, requestId), eq(t.opens, 'page'), isNull(t.usedAt)));
    },
  };
}

function isOpens(what: string | undefined): what is Opens {
  return opens.some((one) => one === what);
}
