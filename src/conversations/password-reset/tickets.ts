import type { Messages } from '../../content/messages.ts';
import { newId } from '../../runtime/id.ts';
import type { Transaction } from '../../store/database.ts';
import type { Impact, Urgency } from '../../store/schema.ts';
import type { ResetRequest } from '../../identity/password-reset/requests.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { TicketService } from '../../tickets/ticket-service.ts';

type Asked = Pick<ResetRequest, 'personId' | 'conversationId' | 'purpose' | 'locale'>;

export interface ResetTicketsOptions {
  tickets: TicketService;
  queries: Pick<TicketQueries, 'ofRequester'>;
  policy: Pick<DeskPolicy, 'locale'>;
  messages: Pick<Messages, 'say'>;
}

const TYPE = 'account';

/** The tickets of password resets: closed at once where the bot did it, for staff with the reason where it can't. */
export function createResetTickets({ tickets, queries, policy, messages }: ResetTicketsOptions) {
  function draftOf(asked: Asked, { impact, urgency }: { impact: Impact; urgency: Urgency }, title: string) {
    const { personId, conversationId } = asked;
    return {
      requesterId: personId,
      conversationId,
      title,
      description: title,
      type: TYPE,
      impact,
      urgency,
      answers: [],
      tried: [],
    };
  }

  const usual = { impact: 'person', urgency: 'high' } as const;
  const titleOf = ({ purpose, locale }: Asked) => messages.say(locale, `reset.ticket.${purpose}`);

  /** For staff only, in their language: the person learns no more than that it isn't possible here (rule PR-15). */
  async function explain(tx: Transaction, ticket: Ticket, { because, at }: { because: string; at: number }) {
    const reason = messages.say(policy.locale, `reset.because.${because}`);
    const message = {
      id: newId(at),
      text: messages.say(policy.locale, 'reset.note', { reason }),
      files: [],
      originId: null,
    };
    const cause = { actor: 'bot', at, sourceEvent: null };
    await tickets.command(tx, ticket.id, { do: 'note', message }, cause);
  }

  return {
    /** Opened and closed in one go: it was done, and seen to be done. */
    async done(tx: Transaction, asked: Asked, at: number): Promise<Ticket> {
      const cause = { actor: 'bot', at, sourceEvent: null };
      const draft = { ...draftOf(asked, usual, titleOf(asked)), byBot: true };
      const ticket = await tickets.open(tx, draft, cause);
      const resolution = {
        cause: messages.say(asked.locale, `reset.ticket.cause.${asked.purpose}`),
        steps: [messages.say(asked.locale, `reset.ticket.step.${asked.purpose}`)],
      };
      const completed = await tickets.command(tx, ticket.id, { do: 'complete', resolution }, cause);
      return completed.ticket;
    },

    /** Hands over to staff; an open ticket about an account is added to instead of a second one. */
    async handOver(
      tx: Transaction,
      asked: Asked,
      { because, at }: { because: string; at: number },
    ): Promise<Ticket> {
      const past = await queries.ofRequester(asked.personId, tx);
      const open = past.find(
        ({ type, stage }) => type === TYPE && stage !== 'closed' && stage !== 'feedback',
      );
      const cause = { actor: asked.personId, at, sourceEvent: null };
      const ticket = open ?? (await tickets.open(tx, draftOf(asked, usual, titleOf(asked)), cause));
      await explain(tx, ticket, { because, at });
      return ticket;
    },

    /** Somebody says that it wasn't he who changed the password: as urgent as anything. */
    async security(tx: Transaction, asked: Asked, at: number): Promise<Ticket> {
      const title = messages.say(asked.locale, 'reset.ticket.not-me');
      const cause = { actor: 'bot', at, sourceEvent: null };
      const draft = draftOf(asked, { impact: 'person', urgency: 'critical' }, title);
      const ticket = await tickets.open(tx, draft, cause);
      await explain(tx, ticket, { because: 'not-me', at });
      return ticket;
    },
  };
}

export type ResetTickets = ReturnType<typeof createResetTickets>;
