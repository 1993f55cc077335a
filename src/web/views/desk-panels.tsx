import type { Child } from 'hono/jsx';
import { letterKinds } from '../../runtime/letter-list.ts';
import { ChannelNews } from './channel-news.tsx';
import { deskPath, type DeskProps } from './desk-props.ts';
import { Icon } from './icons.tsx';
import { LetterItem } from './letter-item.tsx';
import { Time } from './time.tsx';

/** What must not be overlooked: people to be called back, and what went wrong. */
export function DeskPanels(props: DeskProps) {
  return (
    <div id="panels" class="panels">
      <Recovery {...props} />
      <DeadLetters {...props} />
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

function DeadLetters({ visit, letters, letterWords }: DeskProps) {
  const { t } = visit;
  const many = letterKinds.reduce((all, kind) => all + letters.counts[kind], 0);
  return (
    <Panel id="dead-letters" title={t('letters.title')} count={many}>
      {letters.letters.map((shown) => (
        <LetterItem visit={visit} deps={letterWords} shown={shown} choice={{}} mayAct={false} />
      ))}
      <li>
        <a href="/dead-letters">{t('letters.panel')}</a>
      </li>
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
