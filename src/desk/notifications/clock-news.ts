import { z } from 'zod';
import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import { conversationLane } from '../../runtime/conversation-lane.ts';
import { post } from '../../runtime/outbox.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database } from '../../store/database.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { TicketListener } from '../../tickets/ticket-service.ts';
import { toldWords } from '../cards/told-words.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import type { DirectPlaces } from '../threads/direct-places.ts';
import { followUp, type FollowUpEvent } from '../../runtime/follow-up.ts';

export const CLOCK_NEWS = 'clock-news';

export interface ClockNewsOptions {
  db: Database;
  voice: Voice;
  people: People;
  queries: TicketQueries;
  directPlaces: DirectPlaces;
  /** Where a ticket is looked at, if the pages' address is known. */
  ticketAt: (number: string) => string | undefined;
  now: () => number;
}

const toldData = z.object({
  what: z.string(),
  clock: z.string(),
  dueAt: z.number(),
  to: z.array(z.string()).default([]),
});

/** Warnings and breaches also reach whom they concern alone: finding his chat may ask a platform. */
export function createClockNews({
  db,
  voice,
  people,
  queries,
  directPlaces,
  ticketAt,
  now,
}: ClockNewsOptions) {
  const listen: TicketListener = async (tx, { kind, ticket, data, cause }) => {
    if (kind !== 'told') return;
    const { what, clock, dueAt, to } = toldData.parse(data);
    for (const person of to.filter((id) => id !== ticket.requesterId)) {
      const subject = [ticket.id, what, clock, dueAt, person].join('|');
      await followUp(tx, db.tables, { name: CLOCK_NEWS, subject, lane: `told:${person}`, at: cause.at });
    }
  };

  async function tell({ id, payload: { subject } }: FollowUpEvent): Promise<Plan> {
    const [ticketId = '', what = '', clock = '', dueAt = '', personId = ''] = subject.split('|');
    const ticket = await queries.byId(ticketId);
    const there = await directPlaces.of(personId);
    // Its thread says so too.
    if (!ticket || !there) return { result: 'ignored: no chat' };
    const { place, locale } = there;
    const say = speaker(voice, locale);
    const name = (await people.byId(personId))?.name ?? personId;
    const told = { what, clock, dueAt: Number(dueAt), names: [verbatim(name)], agent: '' };
    const words = toldWords(told, ticket, { say, policy: voice.policy, locale, now: now() });
    const address = ticketAt(ticket.number);
    const said = say('told.direct', { number: ticket.number, title: verbatim(ticket.title), text: words });
    const text = address === undefined ? said : `${said}\n${address}`;
    const ref = `${CLOCK_NEWS}:${id}`;
    return {
      result: 'told',
      apply: (tx) =>
        post(tx, db.tables, [{ lane: conversationLane(place), place, ref, message: { text } }], now()),
    };
  }

  return { listen, tell };
}
