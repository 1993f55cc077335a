import type { TicketRow } from '../deps.ts';
import type { Visit } from '../visit.ts';
import { Time } from './time.tsx';

/** How pressing a ticket is, in words and colour. */
export function Priority({ ticket, visit }: { ticket: TicketRow; visit: Visit }) {
  return <span class={`badge priority-${ticket.priority}`}>{visit.t(`priority.${ticket.priority}`)}</span>;
}

/** Where a ticket stands, and whose move it is. */
export function Stage({ ticket, visit }: { ticket: TicketRow; visit: Visit }) {
  const text =
    ticket.waitingFor && ticket.stage !== 'closed'
      ? visit.t(`ticket.waiting.${ticket.waitingFor}`)
      : visit.t(`stage.${ticket.stage}`);
  return <span class={`badge stage-${ticket.stage}`}>{text}</span>;
}

/** The clock that runs now: to the first response, then to the solution. */
export function Deadline({ ticket, visit }: { ticket: TicketRow; visit: Visit }) {
  if (ticket.resolvedAt !== null || ticket.stage === 'closed') return null;
  const { t } = visit;
  const responding = ticket.firstResponseAt === null;
  const due = responding ? ticket.respondBy : ticket.resolveBy;
  const late = due < visit.at;
  return (
    <span class={`deadline ${late ? 'late' : ''}`}>
      {late ? `${t('ticket.late')} · ` : ''}
      {t(responding ? 'ticket.respondBy' : 'ticket.resolveBy')} <Time at={due} visit={visit} />
    </span>
  );
}
