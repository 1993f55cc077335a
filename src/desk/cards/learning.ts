import type { KeywordProposal } from '../../knowledge/article-service.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketFeatures } from '../../tickets/features.ts';
import { locale as languageOf, type Locale } from '../../language/tokens.ts';

/** Whether there is a solution to learn from: it was told to the requester and has not failed. */
export function isSolved({ stage, resolution, outcome }: Ticket): boolean {
  if (resolution === null) return false;
  if (stage === 'verification' || stage === 'feedback') return true;
  return stage === 'closed' && (outcome === 'confirmed' || outcome === 'assumed');
}

/** The requester's words as keywords of the article that solved it, to be reviewed (requirement 5.6). */
export function proposalsFrom(
  { words }: TicketFeatures,
  { articleId, ticketId, locale }: { articleId: string; ticketId: string; locale: Locale },
): KeywordProposal[] {
  return words.map((phrase) => ({
    articleId,
    ticketId,
    locale: languageOf(phrase) ?? locale,
    words: phrase,
  }));
}
