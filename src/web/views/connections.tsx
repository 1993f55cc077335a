import type { Connection, OutboxRow } from '../deps.ts';
import type { Visit } from '../visit.ts';
import { Time } from './time.tsx';

/** How the chat platforms are connected, for whoever operates this machine. */
export function Connections({ visit, connections }: { visit: Visit; connections: Connection[] }) {
  const { t } = visit;
  return (
    <section class="door connections">
      <h2>{t('connections.title')}</h2>
      <ul>
        {connections.map(({ name, state, reason }) => (
          <li class={`connection ${state}`}>
            <strong>{name}</strong> <span class="state">{t(`connections.${state}`)}</span>
            {reason && <p class="muted">{reason}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What could not be delivered for good: where and why, never what it said. */
export function Undelivered({ visit, rows }: { visit: Visit; rows: OutboxRow[] }) {
  const { t } = visit;
  return (
    <section class="door connections">
      <h2>{t('connections.undelivered', { count: rows.length })}</h2>
      <p class="muted">{t(rows.length === 0 ? 'connections.none' : 'letters.command')}</p>
      <ul>
        {rows.map((row) => (
          <li class="connection">
            <strong>{row.place.platform}</strong> <Time visit={visit} at={row.createdAt} />
            <p class="muted">{row.error}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
