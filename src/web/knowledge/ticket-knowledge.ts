import type { TicketRow, WebDeps } from '../deps.ts';
import type { ArticleLinkRow } from '../knowledge-deps.ts';
import type { TicketKnowledgeProps } from '../views/knowledge/ticket-knowledge.tsx';
import type { Visit } from '../visit.ts';
import { maySee } from './visible-tickets.ts';

const CASES_SHOWN = 5;
const WORDS_SHOWN = 6;
/** More are looked for: some may be none of the viewer's business. */
const CASES_LOOKED_FOR = 20;
const STATS_SINCE_MS = 90 * 86_400_000;

/** What the agents who work on a ticket should know: its articles, what was decided, and cases like it. */
export async function ticketKnowledge(
  deps: WebDeps,
  visit: Visit,
  ticket: TicketRow,
): Promise<TicketKnowledgeProps> {
  const { reads } = deps.knowledge;
  const [rows, decision, cases] = await Promise.all([
    reads.linksOfTicket(ticket.id),
    reads.decisionOf(ticket.id),
    reads.similarCases(ticket, CASES_LOOKED_FOR),
  ]);
  const kinds = new Map<string, ArticleLinkRow['kind'][]>();
  for (const { articleId, kind } of rows) kinds.set(articleId, [...(kinds.get(articleId) ?? []), kind]);
  const stats = await reads.statsOf([...kinds.keys()], visit.at - STATS_SINCE_MS);
  const links = [...kinds].map(([articleId, ofIt]) => ({
    articleId,
    title: reads.byId(articleId, visit.locale)?.title ?? articleId,
    kinds: ofIt,
    shown: stats.get(articleId)?.shown ?? 0,
    solved: stats.get(articleId)?.solved ?? 0,
  }));
  return {
    links,
    decision,
    cases: cases.filter((one) => maySee(deps, visit, one)).slice(0, CASES_SHOWN),
    why: ticket.type === 'other' ? [] : reads.whyType(ticket).slice(0, WORDS_SHOWN),
  };
}
