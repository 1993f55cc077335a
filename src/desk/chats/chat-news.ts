import { and, eq, gt, inArray, ne } from 'drizzle-orm';
import type { Place } from '../../platforms/platform.ts';
import type { Database } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';

/** Changes that an agent's chat shows him. */
const TOLD_AGENT = [
  'requester-wrote',
  'message-edited',
  'message-deleted',
  'assigned',
  'verification-failed',
  'reopened',
];
/** What colleagues say about a ticket, which its agent's chat shows him too. */
const SAID_INSIDE = ['note'];
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
  const { ticketEvents, tickets, conversations, dialogues } = db.tables;

  async function changed(
    among: readonly Pick<Ticket, 'id'>[],
    kinds: string[],
    by: Pick<NewsQuestion, 'personId' | 'seen'>,
  ): Promise<string[]> {
    if (among.length === 0) return [];
    const rows = await db.read
      .selectDistinct({ id: ticketEvents.ticketId })
      .from(ticketEvents)
      .where(
        and(
          inArray(
            ticketEvents.ticketId,
            among.map(({ id }) => id),
          ),
          inArray(ticketEvents.kind, kinds),
          gt(ticketEvents.seq, by.seen),
          ne(ticketEvents.actor, by.personId),
        ),
      );
    return rows.map(({ id }) => id);
  }

  /** Ids of the tickets he holds that others have merged something into. */
  async function merged({ held, personId, seen }: NewsQuestion): Promise<string[]> {
    // Before he has turned to anything there is no telling what is new, nor an end to what would be read.
    if (held.length === 0 || seen === 0) return [];
    const rows = await db.read
      .selectDistinct({ into: tickets.mergedInto })
      .from(ticketEvents)
      .innerJoin(tickets, eq(tickets.id, ticketEvents.ticketId))
      .where(
        and(
          gt(ticketEvents.seq, seen),
          eq(ticketEvents.kind, 'merged'),
          ne(ticketEvents.actor, personId),
          inArray(
            tickets.mergedInto,
            held.map(({ id }) => id),
          ),
        ),
      );
    return rows.flatMap(({ into }) => into ?? []);
  }

  return {
    /** Ids of the tickets he holds of which others have made something new. */
    ofHeld: async (question: NewsQuestion): Promise<ReadonlySet<string>> =>
      new Set(await changed(question.held, TOLD_AGENT, question)),

    /** The tickets he holds of which colleagues have said something for him: a note, or what was merged into them. */
    async remarksOn(question: NewsQuestion): Promise<Ticket[]> {
      const ids = new Set([
        ...(await changed(question.held, SAID_INSIDE, question)),
        ...(await merged(question)),
      ]);
      return question.held.filter(({ id }) => ids.has(id));
    },

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
