import type { ArticleService } from '../knowledge/article-service.ts';
import type { Transaction } from '../store/database.ts';
import type { Tried } from '../store/schema.ts';
import type { Ticket } from './ticket.ts';
import type { TicketHappening, TicketListener } from './ticket-service.ts';

export interface KnowledgeLinksOptions {
  articles: Pick<ArticleService, 'link' | 'unlink' | 'sign'>;
  /** The articles a ticket is linked to, as they stand in the transaction. */
  linksOfTicket: (ticketId: string, from: Transaction) => Promise<{ articleId: string; kind: string }[]>;
}

/**
 * Ties tickets to articles as they go on (requirement 12.4), in the transaction of the change: what was tried, what
 * was carried out, what solved it, and what of that held.
 */
export function createKnowledgeLinks({ articles, linksOfTicket }: KnowledgeLinksOptions): TicketListener {
  return async (tx, happening) => {
    const { kind, ticket, data, cause } = happening;
    switch (kind) {
      case 'opened':
        for (const one of ticket.tried) await tried(tx, ticket, one, cause.at);
        return;
      case 'procedure':
        if (typeof data.articleId === 'string') await link(tx, happening, data.articleId, 'linked');
        return;
      case 'resolved': {
        const { resolution } = ticket;
        if (resolution?.articleId) await link(tx, happening, resolution.articleId, 'solved-by');
        return;
      }
      case 'confirmed':
        return sign(tx, ticket, 'solved', cause.at);
      case 'verification-failed':
        return failed(tx, ticket, 'not-solved', cause.at);
      case 'reopened':
        return failed(tx, ticket, 'reopened', cause.at);
    }
  };

  /** What the requester tried before; that it didn't help he has said, or shown by coming. */
  async function tried(tx: Transaction, ticket: Ticket, { articleId, verdict }: Tried, at: number) {
    await articles.link(tx, { ticketId: ticket.id, articleId, kind: 'tried', actor: 'bot' }, at);
    if (verdict === 'unanswered') return;
    const { requesterId: personId } = ticket;
    await articles.sign(tx, { articleId, sign: verdict, personId, ticketId: ticket.id }, at);
  }

  async function link(
    tx: Transaction,
    { ticket, cause: { actor, at } }: TicketHappening,
    articleId: string,
    kind: 'linked' | 'solved-by',
  ) {
    await articles.link(tx, { ticketId: ticket.id, articleId, kind, actor }, at);
  }

  /** What the requester says of the solution he says of the articles it came from. */
  async function sign(
    tx: Transaction,
    ticket: Ticket,
    sign: 'solved' | 'not-solved' | 'reopened',
    at: number,
  ) {
    for (const articleId of await solvedBy(tx, ticket)) {
      const { requesterId: personId } = ticket;
      await articles.sign(tx, { articleId, sign, personId, ticketId: ticket.id }, at);
    }
  }

  async function failed(tx: Transaction, ticket: Ticket, how: 'not-solved' | 'reopened', at: number) {
    await sign(tx, ticket, how, at);
    for (const articleId of await solvedBy(tx, ticket)) {
      await articles.unlink(tx, { ticketId: ticket.id, articleId, kind: 'solved-by' });
      await articles.link(tx, { ticketId: ticket.id, articleId, kind: 'tried', actor: 'bot' }, at);
    }
  }

  async function solvedBy(tx: Transaction, { id }: Ticket): Promise<string[]> {
    const links = await linksOfTicket(id, tx);
    return links.filter(({ kind }) => kind === 'solved-by').map(({ articleId }) => articleId);
  }
}
