import { and, eq, gt, inArray, ne } from 'drizzle-orm';
import type { Place } from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';
import type { Ticket } from '../tickets/commands.ts';

/** Changes that an agent's chat shows him. */
const TOLD_AGENT = [
  'requester-wrote',
  'message-edited',
  'message-deleted',
  'assigned',
  'verification-failed',
  'reopened',
];
/** Changes that take a ticket out of its agent's hands. */
const TAKE_AWAY = ['assigned', 'escalated', 'cancelled', 'merged'];
/** Changes that a requester's chat shows him. */
const TOLD_REQUESTER = [
  'claimed',
  'assigned',
  'agent-wrote',
  'escalated',
  'waiting',
  'resolved',
  'assumed',
  'merged',
];

export interface NewsQuestion {
  personId: string;
  /** What he holds. */
  held: readonly Ticket[];
  /** His own, as a requester. */
  own: readonly Ticket[];
  /** The last change that isn't news. */
  seen: number;
}

/** What a chat has shown somebody lately, read from what happened. */
export function createChatNews(db: Database) {
  const { ticketEvents, conversations, dialogues } = db.tables;

  async function changed(
    tickets: readonly Pick<Ticket, 'id'>[],
    kinds: string[],
    by: Pick<NewsQuestion, 'personId' | 'seen'>,
  ): Promise<string[]> {
    if (tickets.length === 0) return [];
    const rows = await db.read
      .selectDistinct({ id: ticketEvents.ticketId })
      .from(ticketEvents)
      .where(
        and(
          inArray(
            ticketEvents.ticketId,
            tickets.map(({ id }) => id),
          ),
          inArray(ticketEvents.kind, kinds),
          gt(ticketEvents.seq, by.seen),
          ne(ticketEvents.actor, by.personId),
        ),
      );
    return rows.map(({ id }) => id);
  }

  return {
    /** Ids of the tickets he holds of which others have made something new. */
    ofHeld: async (question: NewsQuestion): Promise<ReadonlySet<string>> =>
      new Set(await changed(question.held, TOLD_AGENT, question)),

    /** Whether others have taken a ticket away from him. */
    isTakenAway: async (id: string, question: NewsQuestion): Promise<boolean> =>
      (await changed([{ id }], TAKE_AWAY, question)).length > 0,

    ofOwn: async (question: NewsQuestion): Promise<boolean> =>
      (await changed(question.own, TOLD_REQUESTER, question)).length > 0,

    /** When the bot's open talk with him as somebody who needs help last went on, UTC ms; undefined if none is open. */
    async ownTalk({ platform, tenant, channel }: Place): Promise<number | undefined> {
      const [talk] = await db.read
        .select({ at: dialogues.updatedAt })
        .from(conversations)
        .innerJoin(dialogues, eq(dialogues.holder, conversations.id))
        .where(
          and(
            eq(conversations.platform, platform),
            eq(conversations.tenant, tenant),
            eq(conversations.channel, channel),
            eq(dialogues.open, true),
          ),
        );
      return talk?.at;
    },
  };
}

export type ChatNews = ReturnType<typeof createChatNews>;
