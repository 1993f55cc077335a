import { and, eq, inArray, or, sql, type SQL } from 'drizzle-orm';
import { platformName } from './content/platform-name.ts';
import type { Messages } from './content/messages.ts';
import { obstacleParts } from './desk/cards/obstacle-text.ts';
import type { Place, Platform } from './platforms/platform.ts';
import {
  dropLetter,
  lastAct,
  lettersActed,
  retryLetter,
  type LetterOutcome,
} from './runtime/dead-letters.ts';
import { isRepeatable } from './runtime/deliver.ts';
import type { OutboxRow } from './runtime/deliveries.ts';
import { deadLetters, givenUp, type Letter } from './runtime/letter-list.ts';
import type { Database, Transaction } from './store/database.ts';
import { ticketOfNews } from './tickets/relayed-rows.ts';
import type { LetterDeps, LetterPlace, LetterView } from './web/letter-deps.ts';

type PlatformHere = Pick<Platform, 'name' | 'health' | 'idempotent' | 'looksUp' | 'sendPrivately'>;

export interface LetterDepsOptions {
  db: Database;
  messages: Messages;
  queues: readonly { id: string; channel: { platform: string; channel: string } }[];
  platforms: () => readonly PlatformHere[];
  /** For a message that waited until it was dropped. */
  tellDropped: (tx: Transaction, row: OutboxRow) => Promise<void>;
  now: () => number;
}

/** What the page of dead letters needs. */
export function letterDepsOf(options: LetterDepsOptions): LetterDeps {
  const { db, messages, queues, platforms, tellDropped, now } = options;
  const { outbox, inbox, tickets, ticketMessages, conversations, people } = db.tables;

  /** A row is a queue's through its ticket or through where it goes. */
  function within(ids: readonly string[]): { messages: SQL; events: SQL } {
    const channels = queues.filter(({ id }) => ids.includes(id)).map(({ channel }) => channel);
    const carried = sql`(select ${ticketMessages.ticketId} from ${ticketMessages} where ${ticketMessages.id} = ${outbox.carries})`;
    const isTickets = or(
      eq(tickets.id, outbox.ticketId),
      sql`${tickets.id} = ${carried}`,
      sql`${outbox.ref} like 'news:%' and ${tickets.id} = substr(${outbox.ref}, 6, 26)`,
    );
    const ofTickets = sql`exists (select 1 from ${tickets} where ${and(isTickets, inArray(tickets.queue, [...ids]))})`;
    const at = (json: SQL) =>
      channels.map(
        ({ platform, channel }) =>
          sql`${json} ->> 'platform' = ${platform} and ${json} ->> 'channel' = ${channel}`,
      );
    return {
      messages: or(ofTickets, ...at(sql`${outbox.place}`)) ?? sql`false`,
      events: or(...at(sql`(${inbox.payload} -> 'place')`)) ?? sql`1 = 0`,
    };
  }

  async function viewOf(letter: Letter): Promise<LetterView> {
    if (letter.of === 'inbox') {
      const { payload } = letter.row;
      if (payload.kind === 'timer') {
        return { ...NOWHERE, letter };
      }
      const { place, platform, sender } = payload;
      const name = place.kind === 'direct' ? sender.name : undefined;
      const where = queueAt(place) ?? (place.kind === 'direct' ? { kind: 'chat' as const, name } : GROUP);
      return { ...NOWHERE, letter, platform, place: where };
    }
    const { row } = letter;
    const platform = platforms().find(({ name }) => name === row.place.platform);
    return {
      letter,
      platform: row.place.platform,
      place: queueAt(row.place) ?? (await chatAt(row.place)),
      ticketId: await ticketOf(row),
      mayDouble: row.state === 'unknown' && !isRepeatable(row, platform),
      isAway: platform?.health().state !== 'connected',
    };
  }

  function queueAt({ platform, channel }: Pick<Place, 'platform' | 'channel'>): LetterPlace | undefined {
    const queue = queues.find((one) => one.channel.platform === platform && one.channel.channel === channel);
    return queue && { kind: 'desk', queue: queue.id };
  }

  async function chatAt({ platform, tenant, channel }: Place): Promise<LetterPlace> {
    const [owner] = await db.read
      .select({ name: people.name })
      .from(conversations)
      .innerJoin(people, eq(people.id, conversations.personId))
      .where(
        and(
          eq(conversations.platform, platform),
          eq(conversations.tenant, tenant),
          eq(conversations.channel, channel),
        ),
      );
    return { kind: 'chat', name: owner?.name };
  }

  async function ticketOf({ ticketId, ref, carries }: OutboxRow): Promise<string | undefined> {
    if (ticketId !== null) return ticketId;
    const named = ref === null ? undefined : ticketOfNews(ref);
    if (named !== undefined || carries === null) return named;
    const columns = { ticketId: ticketMessages.ticketId };
    const found = await db.read.select(columns).from(ticketMessages).where(eq(ticketMessages.id, carries));
    return found[0]?.ticketId;
  }

  return {
    async list({ queues: ids, ...choice }, page) {
      const filter = ids ? { ...choice, within: within(ids) } : choice;
      const { letters, counts } = await deadLetters(db, filter, { ...page, now: now() });
      return { letters: await Promise.all(letters.map(viewOf)), counts };
    },

    platforms: () => platforms().map(({ name }) => name),

    platformName: (platform, locale) => platformName(messages, locale, platform).trim(),

    reasonOf({ of, row }, locale) {
      if (of === 'outbox') return row.error === null ? undefined : obstacleParts({ messages }, locale, row);
      return row.result === null ? undefined : { why: undefined, reason: row.result };
    },

    retry: (name, actor) => retryLetter(db, name, { actor, now: now() }),

    async retryAll(choice, actor) {
      const outcomes: LetterOutcome[] = [];
      for (const name of await givenUp(db, choice)) {
        outcomes.push(await retryLetter(db, name, { actor, now: now() }));
      }
      return outcomes;
    },

    drop: (name, { actor, reason }) =>
      dropLetter(db, name, {
        actor,
        reason,
        now: now(),
        onDropped: (tx, row) => tellDropped(tx, { ...row, state: 'dead', error: `dropped: ${reason}` }),
      }),

    acts: (limit) => lettersActed(db, limit),
    lastAct: (letter) => lastAct(db.read, db.tables, letter),
  };
}

const GROUP = { kind: 'group' } as const;
const NOWHERE = {
  platform: undefined,
  place: { kind: 'none' } as LetterPlace,
  ticketId: undefined,
  mayDouble: false,
  isAway: false,
};
