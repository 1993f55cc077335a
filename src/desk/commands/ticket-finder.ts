import { Temporal } from 'temporal-polyfill';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import { fullNumber, type TicketName } from './ticket-names.ts';

interface TicketFinderOptions {
  queries: TicketQueries;
  timeZone: string;
  now: () => number;
}

/** Finds tickets by the names people give them. */
export function createTicketFinder({ queries, timeZone, now }: TicketFinderOptions) {
  const byNumber = async (n: number, year: number) => queries.byNumber(fullNumber(n, year));

  return {
    /** Those that are meant: of this year's and last year's ticket with a number the one that is open, or both. */
    async find({ n, year }: TicketName): Promise<Ticket[]> {
      const present = Temporal.Instant.fromEpochMilliseconds(now()).toZonedDateTimeISO(timeZone).year;
      const years = year === undefined ? [present, present - 1] : [year];
      const found = [];
      for (const one of years) found.push(await byNumber(n, one));
      const known = found.filter((ticket) => ticket !== undefined);
      const open = known.filter(({ stage }) => stage !== 'closed');
      return open.length > 0 ? open : known.slice(0, 1);
    },
  };
}

export type TicketFinder = ReturnType<typeof createTicketFinder>;
