import type { TicketFacts } from '../../model/model.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { Voice } from './voice.ts';

const LATEST = 40;

/** A ticket as data for the model: what was said, tried and answered, without who said it. */
export function createTicketInWords({
  voice,
  queries,
}: {
  voice: Voice;
  queries: Pick<TicketQueries, 'messagesOf'>;
}) {
  const { locale } = voice.policy;

  return {
    /** `inside`: what stays inside counts too. */
    async of(ticket: Ticket, { inside }: { inside: boolean }): Promise<TicketFacts> {
      const all = await queries.messagesOf(ticket.id);
      const said = all
        .filter(
          ({ deletedAt, text, side }) => deletedAt === null && text !== '' && (inside || side !== 'note'),
        )
        .slice(-LATEST);
      const from = (side: string) => (side === 'requester' ? ('requester' as const) : ('agent' as const));
      return {
        type: voice.typeNames.get(ticket.type)?.[locale] ?? ticket.type,
        answers: ticket.answers.map(({ label, shown }) => ({
          question: label[locale] ?? Object.values(label)[0] ?? '',
          answer: shown,
        })),
        tried: ticket.tried.map(({ title, verdict }) => `${title} (${verdict})`),
        messages: [
          { from: 'requester', text: ticket.description },
          ...said.map(({ side, text }) => ({ from: from(side), text })),
        ],
        ...(ticket.resolution ? { cause: ticket.resolution.cause, steps: ticket.resolution.steps } : {}),
      };
    },
  };
}

export type TicketInWords = ReturnType<typeof createTicketInWords>;
