import type { TicketRow } from '../../deps.ts';
import type { ArticleLinkRow, DecisionRow } from '../../knowledge-deps.ts';
import type { Visit } from '../../visit.ts';
import { Icon } from '../icons.tsx';

export interface TicketKnowledgeProps {
  links: {
    articleId: string;
    title: string;
    kinds: ArticleLinkRow['kind'][];
    solved: number;
    shown: number;
  }[];
  decision: DecisionRow | undefined;
  cases: TicketRow[];
  /** The words that decided its type. */
  why: readonly string[];
}

/** What is known about a ticket's problem, for the agents who work on it. */
export function TicketKnowledge(
  props: TicketKnowledgeProps & {
    visit: Visit;
    ticket: TicketRow;
    typeName: (id: string) => string;
    articleTitle: (id: string) => string;
    nameOf: (personId: string) => string;
  },
) {
  const { visit, ticket, links, decision, cases, why } = props;
  const { t } = visit;
  return (
    <section class="ticket-knowledge">
      <div class="page-head">
        <h2>{t('ticket-knowledge.title')}</h2>
        <span class="row wrap">
          <a class="button" href={`/knowledge/graph?ticket=${encodeURIComponent(ticket.number)}`}>
            <Icon name="graph" />
            {t('ticket-knowledge.graph')}
          </a>
          <a class="button" href={`/knowledge/new?ticket=${encodeURIComponent(ticket.number)}`}>
            <Icon name="edit" />
            {t('ticket-knowledge.write')}
          </a>
        </span>
      </div>
      {why.length > 0 && (
        <p class="small muted" dir="auto">
          {t('ticket-knowledge.why', {
            type: props.typeName(ticket.type),
            words: why.join(t('list.separator')),
          })}
        </p>
      )}
      {links.length > 0 && (
        <>
          <h3>{t('ticket-knowledge.articles')}</h3>
          <ul class="tried">
            {links.map(({ articleId, title, kinds, solved, shown }) => (
              <li>
                <a href={`/knowledge/${encodeURIComponent(articleId)}`} dir="auto">
                  {title}
                </a>
                {kinds.map((kind) => (
                  <span class="badge">{t(`ticket-link.${kind}`)}</span>
                ))}
                {shown > 0 && (
                  <span class="small muted">{t('ticket-knowledge.helped', { solved, shown })}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {decision && (
        <p dir="auto">
          {t('ticket-knowledge.decided', {
            name: props.nameOf(decision.actor),
            decision: t(`knowledge-decision.${decision.decision}`),
          })}{' '}
          {decision.articleId !== null && (
            <a href={`/knowledge/${encodeURIComponent(decision.articleId)}`}>
              {props.articleTitle(decision.articleId)}
            </a>
          )}
          {decision.reason !== null && decision.reason !== '' && ` ${decision.reason}`}
        </p>
      )}
      {cases.length > 0 && (
        <>
          <h3>{t('ticket-knowledge.cases')}</h3>
          <ul class="cases">
            {cases.map((one) => (
              <li>
                <a href={`/tickets/${one.number}`}>
                  <span class="number">{one.number}</span> <span dir="auto">{one.title}</span>
                </a>
                {one.resolution && (
                  <p class="small" dir="auto">
                    <strong>{t('ticket.cause')}</strong> {one.resolution.cause}
                    <br />
                    {one.resolution.steps.join(t('list.separator'))}
                  </p>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {links.length === 0 && cases.length === 0 && !decision && (
        <p class="muted small">{t('ticket-knowledge.nothing')}</p>
      )}
    </section>
  );
}
