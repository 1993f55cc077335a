import { letterKinds } from '../../runtime/letter-list.ts';
import type { Connection } from '../deps.ts';
import type { LetterDeps, LettersShown } from '../letter-deps.ts';
import type { Visit } from '../visit.ts';
import { WaitLine } from './letter-item.tsx';
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

interface DeadLettersProps {
  visit: Visit;
  deps: Pick<LetterDeps, 'platformName' | 'reasonOf'>;
  letters: LettersShown;
}

/** What could not be delivered or worked on, or waits for long: where and why, never what it said. */
export function DeadLetters({ visit, deps, letters }: DeadLettersProps) {
  const { t } = visit;
  const count = letterKinds.reduce((all, kind) => all + letters.counts[kind], 0);
  return (
    <section class="door connections">
      <h2>{t('connections.undelivered', { count })}</h2>
      <p class="muted">{t(count === 0 ? 'connections.none' : 'letters.command')}</p>
      <ul>
        {letters.letters.map((view) => (
          <li class="connection">
            <span class="number">{view.letter.id}</span>{' '}
            <strong>
              {view.platform === undefined
                ? t('letters.event.timer')
                : deps.platformName(view.platform, visit.locale)}
            </strong>{' '}
            <Time visit={visit} at={view.letter.since} />
            <p class="muted">{deps.reasonOf(view.letter, visit.locale)?.reason}</p>
            <WaitLine visit={visit} deps={deps} shown={view} />
          </li>
        ))}
      </ul>
    </section>
  );
}
