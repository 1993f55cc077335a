import type { Child } from 'hono/jsx';
import { ChannelNews } from './channel-news.tsx';
import { deskPath, type DeskProps } from './desk-props.ts';
import { Icon } from './icons.tsx';
import { Time } from './time.tsx';

/** What must not be overlooked: people to be called back, and what went wrong. */
export function DeskPanels(props: DeskProps) {
  return (
    <div id="panels" class="panels">
      <Recovery {...props} />
      <Undelivered {...props} />
      <Unfinished {...props} />
      <ChannelNews {...props} />
    </div>
  );
}

function Recovery(props: DeskProps) {
  const { visit, recovery, nameOf, newId } = props;
  const { t } = visit;
  return (
    <Panel id="recovery" title={t('desk.recovery')} hint={t('desk.recovery.hint')} count={recovery.length}>
      {recovery.map(({ task, ticket }) => (
        <li class={task.dueAt < visit.at ? 'late' : undefined}>
          <p>
            {ticket && <a href={`/tickets/${ticket.number}`}>{ticket.number}</a>}{' '}
            <strong>{nameOf(task.ownerId)}</strong>
          </p>
          <p dir="auto">
            {ticket && `${nameOf(ticket.requesterId)}: ${ticket.title} · `}
            {task.reason}
          </p>
          <p class="muted small">
            {t('desk.recovery.due')} <Time at={task.dueAt} visit={visit} />
          </p>
          {ticket && (
            <form method="post" action={`/forms/recovery/${ticket.number}`}>
              <input type="hidden" name="clientId" value={newId()} />
              <input type="hidden" name="back" value={deskPath(props)} />
              <label for={`result-${task.id}`}>{t('desk.recovery.result')}</label>
              <textarea
                id={`result-${task.id}`}
                name="result"
                rows={2}
                required
                maxlength={2000}
                placeholder={t('desk.recovery.result.hint')}
              />
              <button type="submit" class="button primary">
                <Icon name="check" />
                {t('desk.recovery.done')}
              </button>
            </form>
          )}
        </li>
      ))}
    </Panel>
  );
}

function Undelivered({ visit, undelivered, numberOf }: DeskProps) {
  const { t } = visit;
  return (
    <Panel
      id="undelivered"
      title={t('desk.undelivered')}
      hint={t('desk.undelivered.hint')}
      count={undelivered.length}
    >
      {undelivered.map((row) => {
        const number = row.ticketId === null ? undefined : numberOf(row.ticketId);
        return (
          <li>
            <p>
              {number && <a href={`/tickets/${number}`}>{number}</a>}{' '}
              <span class="muted">
                {row.place.platform} · <Time at={row.createdAt} visit={visit} />
              </span>
            </p>
            {row.body && <p class="excerpt">{row.body.text.slice(0, 140)}</p>}
            <p class="small muted">{row.error}</p>
          </li>
        );
      })}
    </Panel>
  );
}

function Unfinished({ visit, unfinished }: DeskProps) {
  return (
    <Panel id="unfinished" title={visit.t('desk.unfinished')} count={unfinished.length}>
      {unfinished.map((row) => (
        <li>
          <p>
            <span class="number">{row.lane}</span> <Time at={row.receivedAt} visit={visit} />
          </p>
          <p class="small muted">{row.result}</p>
        </li>
      ))}
    </Panel>
  );
}

interface PanelProps {
  id: string;
  title: string;
  hint?: string;
  count: number;
  children: Child;
}

function Panel({ id, title, hint, count, children }: PanelProps) {
  if (count === 0) return null;
  return (
    <details id={id} class="panel">
      <summary>
        <Icon name="alert" />
        {title} <span class="count alert">{count}</span>
        <Icon name="down" />
      </summary>
      {hint && <p class="small muted">{hint}</p>}
      <ul>{children}</ul>
    </details>
  );
}
