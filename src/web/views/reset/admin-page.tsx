import type { ResetStatus } from '../../reset-deps.ts';
import type { Visit } from '../../visit.ts';
import { Layout } from '../layout.tsx';
import { ExactTime } from '../time.tsx';

interface AdminPageProps {
  visit: Visit;
  status: ResetStatus;
  reasonOf: (because: string) => string;
}

/** What administrators see and switch. Nobody can reset for anybody here (rule PR-25). */
export function ResetAdminPage({ visit, status, reasonOf }: AdminPageProps) {
  const { t } = visit;
  const { state, firstBroken } = status;
  return (
    <Layout visit={visit} title={t('reset-admin.title')} section="reset">
      <main id="main" class="narrow reset">
        <h1>{t('reset-admin.title')}</h1>
        <p role="status">{t(`reset-admin.${state}`)}</p>
        {status.problems.length > 0 && (
          <ul>
            {status.problems.map((problem) => (
              <li>{problem}</li>
            ))}
          </ul>
        )}
        {state !== 'off' && <Switch visit={visit} isOn={state === 'on'} />}
        <p class={firstBroken === undefined ? 'small muted' : 'compose-error'}>
          {firstBroken === undefined
            ? t('reset-admin.log-intact')
            : t('reset-admin.log-broken', { n: firstBroken })}
        </p>
        <p class="small muted">{t('reset-admin.nobody')}</p>
        <h2>{t('reset-admin.blocked')}</h2>
        <Blocked visit={visit} status={status} />
        <h2>{t('reset-admin.recent')}</h2>
        <Recent visit={visit} status={status} reasonOf={reasonOf} />
      </main>
    </Layout>
  );
}

function Switch({ visit, isOn }: { visit: Visit; isOn: boolean }) {
  return (
    <form method="post" action="/admin/password-reset/turn">
      <input type="hidden" name="token" value={visit.token} />
      <button
        type="submit"
        name="on"
        value={isOn ? 'no' : 'yes'}
        class={`button ${isOn ? 'danger' : 'primary'}`}
      >
        {visit.t(isOn ? 'reset-admin.turn-off' : 'reset-admin.turn-on')}
      </button>
    </form>
  );
}

function Blocked({ visit, status }: Omit<AdminPageProps, 'reasonOf'>) {
  const { t } = visit;
  if (status.blocked.length === 0) return <p class="muted">{t('reset-admin.none')}</p>;
  return (
    <ul>
      {status.blocked.map(({ accountId, login, at }) => (
        <li>
          <form method="post" action="/admin/password-reset/lift" class="row wrap">
            <input type="hidden" name="token" value={visit.token} />
            <strong>{login}</strong> <ExactTime at={at} visit={visit} />
            <button type="submit" name="accountId" value={accountId} class="button">
              {t('reset-admin.lift')}
            </button>
          </form>
        </li>
      ))}
    </ul>
  );
}

function Recent({ visit, status, reasonOf }: AdminPageProps) {
  const { t } = visit;
  if (status.recent.length === 0) return <p class="muted">{t('reset-admin.none')}</p>;
  return (
    <table class="reset-table">
      <thead>
        <tr>
          <th>{t('reset-admin.when')}</th>
          <th>{t('reset-admin.who')}</th>
          <th>{t('reset-admin.what')}</th>
          <th>{t('reset-admin.state')}</th>
        </tr>
      </thead>
      <tbody>
        {status.recent.map(({ startedAt, person, purpose, state, because }) => (
          <tr>
            <td>
              <ExactTime at={startedAt} visit={visit} />
            </td>
            <td>{person}</td>
            <td>{t(`reset.title.${purpose}`)}</td>
            <td>
              {[t(`reset-admin.state.${state}`), because === null ? '' : reasonOf(because)]
                .filter(Boolean)
                .join(' · ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
