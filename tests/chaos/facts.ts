import { asc } from 'drizzle-orm';
import type { Database } from '../../src/store/database.ts';
import type { TicketEvent } from '../../src/tickets/event-chain.ts';

/** What the program's database says at the end, as far as it is compared with the ledger. */
export interface Facts {
  inbox: InboxFact[];
  outbox: OutboxFact[];
  /** The bot's messages on the built-in web page, oldest first. */
  web: { channel: string; key: string; text: string }[];
  tickets: { id: string; number: string; words: string; assigneeId: string | null; version: number }[];
  events: TicketEvent[];
  /** Timers that wait. */
  timers: { key: string; dueAt: number }[];
  /** What the database's own check of its files and references finds. */
  damage: string[];
  now: number;
}

export interface InboxFact {
  id: number;
  state: string;
  result: string | null;
  keys: readonly string[];
  receivedAt: number;
  isBot: boolean;
  timer?: { key: string; dueAt: number } | undefined;
}

export interface OutboxFact {
  key: string;
  state: string;
  op: string;
  platform: string;
  channel: string;
  text: string;
  error: string | null;
}

/** Reads them. `damage`: found by the database's own means. */
export async function readFacts(db: Database, damage: string[]): Promise<Facts> {
  const { inbox, outbox, webMessages, tickets, ticketEvents, timers } = db.tables;
  const { read } = db;
  const heard = await read.select().from(inbox).orderBy(asc(inbox.id));
  const sent = await read.select().from(outbox).orderBy(asc(outbox.id));
  const shown = await read.select().from(webMessages).orderBy(asc(webMessages.seq));
  return {
    inbox: heard.map(({ id, state, result, payload, receivedAt }) => {
      const row = { id, state, result, receivedAt };
      if (payload.kind === 'timer') {
        const { key, dueAt } = payload;
        return { ...row, keys: [], isBot: false, timer: { key, dueAt } };
      }
      const isBot = payload.sender.kind === 'bot' || payload.sender.kind === 'self';
      return { ...row, keys: payload.keys, isBot };
    }),
    outbox: sent.map(({ key, state, op, place, body, error }) => ({
      key,
      state,
      op,
      platform: place.platform,
      channel: place.channel,
      text: body?.text ?? '',
      error,
    })),
    web: shown
      .filter(({ key }) => key.startsWith('out:'))
      .map(({ channel, key, text, body }) => ({ channel, key, text: body?.text ?? text })),
    tickets: (await read.select().from(tickets)).map(
      ({ id, number, title, description, assigneeId, version }) => ({
        id,
        number,
        words: `${title}\n${description}`,
        assigneeId,
        version,
      }),
    ),
    events: await read.select().from(ticketEvents).orderBy(asc(ticketEvents.ticketId), asc(ticketEvents.n)),
    timers: await read.select({ key: timers.key, dueAt: timers.dueAt }).from(timers),
    damage,
    now: await db.time(),
  };
}
