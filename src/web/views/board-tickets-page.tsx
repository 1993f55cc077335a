import { boardPath, type ListedChoice } from '../board-query.ts';
import type { TicketRow } from '../deps.ts';
import type { NameOf } from '../names.ts';
import type { Visit } from '../visit.ts';
import { Layout } from './layout.tsx';
import { Deadline, Priority, Stage } from './ticket-parts.tsx';
import { Time } from './time.tsx';

interface BoardTicketsProps {
  visit: Visit;
  choice: ListedChoice;
  nameOf: NameOf;
  tickets: TicketRow[];
  count: number;
  /** How many stand on a page. */
  listed: number;
}

/** The tickets behind one number of the board. */
export function BoardTicketsPage({ visit, choice, nameOf, tickets, count, listed }: BoardTicketsProps) {
  const { t } = visit;
  const { figure, skip, queue, priority, age, ...rest } = choice;
  const narrower = Object.fromEntries(
    Object.entries({ queue, priority, age }).filter(([, one]) => one !== undefined),
  );
  const to = (from: number) =>
    boardPath('/board/tickets', rest, { figure, ...(narrower as Record<string, string>), skip: from });
  return (
    <Layout visit={visit} title={t(`board.figure.${figure}`)} section="board">
      <main id="main" class="wide">
        <div class="page-head">
          <h1>
            {t(`board.figure.${figure}`)} <span class="muted">{t('board.tickets.count', { count })}</span>
          </h1>
          <a class="button" href={boardPath('/board', rest)}>
            {t('board.back')}
          </a>
        </div>
        <p class="muted">
          {[t(`board.period.${choice.period}`), choice.department, choice.type, ...Object.values(narrower)]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {tickets.length === 0 && <p class="muted">{t('board.tickets.none')}</p>}
        <ul class="tickets board-list">
          {tickets.map((ticket) => (
            <li>
              <a href={`/tickets/${ticket.number}`} class={`ticket-row edge-${ticket.priority}`}>
                <span class="row">
                  <span class="number">{ticket.number}</span>
                  <Time at={ticket.createdAt} visit={visit} />
                </span>
                <span class="title" dir="auto">
                  {ticket.title}
                </span>
                <span class="row wrap">
                  <Priority ticket={ticket} visit={visit} />
                  <Stage ticket={ticket} visit={visit} />
                  <span class="muted small">
                    {nameOf(ticket.requesterId)} →{' '}
                    {ticket.assigneeId ? nameOf(ticket.assigneeId) : t('desk.unassigned')}
                  </span>
                </span>
                <Deadline ticket={ticket} visit={visit} />
              </a>
            </li>
          ))}
        </ul>
        <p class="row wrap">
          {skip > 0 && <a href={to(Math.max(0, skip - listed))}>{t('board.before')}</a>}
          {skip + tickets.length < count && <a href={to(skip + listed)}>{t('board.more')}</a>}
        </p>
      </main>
    </Layout>
  );
}
