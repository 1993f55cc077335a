import { eventSentence, isInternal, stagesAfter } from '../event-sentences.ts';
import { Files } from './files.tsx';
import { Avatar } from './layout.tsx';
import type { TicketPageProps } from './ticket-props.ts';
import { StageName } from './ticket-parts.tsx';
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
                {message.editedAt !== null && <span>{t('message.edited')}</span>}
              </p>
              {message.deletedAt === null ? (
                <p class="plain" dir="auto">
                  {message.text}
                </p>
              ) : (
                <p class="recalled">{t('message.recalled')}</p>
              )}
              <Files files={message.files} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Every change of the ticket; that somebody wrote a note is for support alone. */
export function Events(props: TicketPageProps) {
  const { visit, events, chainIntact, viewer } = props;
  const { t } = visit;
  const stages = stagesAfter(events);
  const shown = events
    .map((event, i) => ({ event, stage: stages[i] }))
    .filter(({ event }) => viewer === 'agent' || !isInternal(event));
  return (
    <section>
      <div class="page-head">
        <h2>{t('ticket.events')}</h2>
        <span class={`chain ${chainIntact ? 'ok' : 'broken'}`}>
          {t(chainIntact ? 'ticket.chain.ok' : 'ticket.chain.broken')}
        </span>
      </div>
      <ol class="events">
        {shown.map(({ event, stage }) => (
          <li>
            <p dir="auto">
              {eventSentence(event, { ...props, t })}{' '}
              {stage && <StageName stage={stage} own={viewer === 'requester'} visit={visit} />}
            </p>
            <p class="muted small">
              <ExactTime at={event.at} visit={visit} />
              <code class="hash" title={event.hash}>
                {event.hash.slice(0, 8)}
              </code>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
