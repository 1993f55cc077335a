import type { TicketEventRow } from '../deps.ts';
import { isTextKey } from '../texts.ts';
import { Avatar } from './layout.tsx';
import { Files } from './messages.tsx';
import type { TicketPageProps } from './ticket-props.ts';
import { ExactTime, Time } from './time.tsx';

/** What requester and support have written to each other; internal notes only for support. */
export function TicketMessages({ visit, messages, viewer, nameOf }: TicketPageProps) {
  const shown = messages.filter((message) => viewer === 'agent' || message.side !== 'note');
  if (shown.length === 0) return null;
  const { t } = visit;
  return (
    <section>
      <h2>{t('ticket.messages')}</h2>
      <ol class="record">
        {shown.map((message) => (
          <li class={`side-${message.side}`}>
            <Avatar id={message.authorId} name={nameOf(message.authorId)} />
            <div>
              <p class="meta">
                <span class="author">{nameOf(message.authorId)}</span>
                <span>{t(message.side === 'note' ? 'ticket.note' : `ticket.side.${message.side}`)}</span>
                <Time at={message.at} visit={visit} />
              </p>
              <p class="plain" dir="auto">
                {message.text}
              </p>
              <Files files={message.files} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Every change of the ticket. What exactly changed is for support; that something did, for both. */
export function Events({ visit, events, chainIntact, viewer, nameOf }: TicketPageProps) {
  const { t } = visit;
  const shown = events.filter((event) => viewer === 'agent' || event.kind !== 'noted');
  return (
    <section>
      <div class="page-head">
        <h2>{t('ticket.events')}</h2>
        <span class={`chain ${chainIntact ? 'ok' : 'broken'}`}>
          {t(chainIntact ? 'ticket.chain.ok' : 'ticket.chain.broken')}
        </span>
      </div>
      <ol class="events">
        {shown.map((event) => (
          <li>
            <p>
              <strong>{nameOfKind(event.kind, t)}</strong> <span>{nameOf(event.actor)}</span>{' '}
              <span class="muted small">
                <ExactTime at={event.at} visit={visit} />
              </span>
              <code class="hash" title={event.hash}>
                {event.hash.slice(0, 8)}
              </code>
            </p>
            {viewer === 'agent' && <Details event={event} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

function nameOfKind(kind: string, t: TicketPageProps['visit']['t']): string {
  const key = `event.${kind}`;
  return isTextKey(key) ? t(key) : kind;
}

function Details({ event }: { event: TicketEventRow }) {
  const details = Object.entries(event.data).filter(([, value]) => value !== null && value !== '');
  if (details.length === 0) return null;
  return (
    <p class="small muted details" dir="auto">
      {details.map(([key, value], i) => (
        <span>
          {i > 0 && ' · '}
          {key}: {typeof value === 'string' ? value : JSON.stringify(value)}
        </span>
      ))}
    </p>
  );
}
