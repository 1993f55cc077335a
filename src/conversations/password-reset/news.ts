import { verbatim } from '../../content/markdown.ts';
import type { Messages } from '../../content/messages.ts';
import type { ResetNews } from '../../identity/password-reset/core.ts';
import type { ResetRequest } from '../../identity/password-reset/requests.ts';
import type { Button } from '../../platforms/platform.ts';
import type { Transaction } from '../../store/database.ts';
import type { ConversationRepository } from '../conversation-repository.ts';
import type { Conversations } from '../conversations.ts';
import { text } from '../scene.ts';
import type { ResetTickets } from './tickets.ts';

export interface ResetNewsOptions {
  messages: Messages;
  repository: Pick<ConversationRepository, 'byId'>;
  conversations: Pick<Conversations, 'say'>;
  tickets: ResetTickets;
  /** Keeps which ticket a request has led to. */
  keepTicket: (tx: Transaction, requestId: string, ticketId: string) => Promise<void>;
  now: () => number;
}

/** What the bot says in the chat when something happens on the page, and what becomes of it as a ticket. */
export function createResetNews(
  options: ResetNewsOptions,
): (tx: Transaction, news: ResetNews) => Promise<void> {
  const { messages, repository, conversations, tickets, keepTicket, now } = options;

  async function ticketFor(tx: Transaction, { request, what, because }: ResetNews) {
    const at = now();
    switch (what) {
      case 'done':
        return tickets.done(tx, request, at);
      case 'refused':
      case 'failed':
      case 'no-notice':
        return tickets.handOver(tx, request, { because: because ?? what, at });
      case 'not-me':
        return tickets.security(tx, request, at);
      default:
        return undefined;
    }
  }

  function buttonsFor({ request, what }: ResetNews): Button[] {
    const button = (id: string, value: string): Button => ({
      id,
      label: messages.say(request.locale, `button.${id}`),
      value,
    });
    if (what === 'opened') return [button('reset-stop', request.id)];
    if (what === 'done') return [button('reset-not-me', request.id)];
    if (what === 'expired' || what === 'unknown') return [button(beginAgain(request), '')];
    return [];
  }

  return async function tell(tx, news) {
    const { request, what, account } = news;
    const ticket = await ticketFor(tx, news);
    if (ticket) await keepTicket(tx, request.id, ticket.id);
    // Whoever begins anew, or stops it himself in the chat, is answered there.
    if (what === 'no-notice') return;
    const meeting = await repository.byId(request.conversationId, tx);
    if (!meeting) return;
    const params = { login: verbatim(account?.login ?? ''), number: ticket?.number ?? '' };
    const key = what === 'done' ? `reset.done.${request.purpose}` : `reset.news.${what}`;
    await conversations.say(tx, meeting, [text(messages.say(request.locale, key, params), buttonsFor(news))]);
  };
}

function beginAgain({ purpose }: ResetRequest): string {
  return purpose === 'reset' ? 'reset-password' : `reset-${purpose}`;
}
