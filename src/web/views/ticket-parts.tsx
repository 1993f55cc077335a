import type { TicketStage } from '../../store/schema.ts';
import type { TicketRow } from '../deps.ts';
import type { TextKey } from '../text-keys.ts';
import type { Visit } from '../visit.ts';
import { Time } from './time.tsx';

/** How pressing a ticket is, in words and colour. */
export function Priority({ ticket, visit }: { ticket: TicketRow; visit: Visit }) {
  return <span class={`badge priority-${ticket.priority}`}>{visit.t(`priority.${ticket.priority}`)}</span>;
}

/** Where a ticket stands, and whose move it is. */
export function Stage({ ticket, visit }: { ticket: TicketRow; visit: Visit }) {
  const own = ticket.requesterId === visit.person?.id;
  if (ticket.waitingFor === null || ticket.stage === 'closed') {
    return <StageName stage={ticket.stage} own={own} visit={visit} />;
  }
  const mine = own && ticket.waitingFor === 'requester';
  const text: TextKey = mine ? 'ticket.waiting.you' : `ticket.waiting.${ticket.waitingFor}`;
  return <span class={`badge stage-${ticket.stage}`}>{visit.t(text)}</span>;
}

/** The name of a stage; `own` is whether who reads it is the requester. */
export function StageName({ stage, own, visit }: { stage: TicketStage; own: boolean; visit: Visit }) {
  const confirmedByAnother = stage === 'verification' && !own;
  return (
    <span class={`badge stage-${stage}`}>
      {visit.t(confirmedByAnother ? 'ticket.confirming' : `stage.${stage}`)}
    </span>
  );
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
