import { raw } from 'hono/html';
import { renderSVG } from 'uqr';
import type { Proposal } from '../../../identity/password-reset/enrolling.ts';
import type { Visit } from '../../visit.ts';
import { Problem, ResetLayout } from './reset-layout.tsx';

export function EnrolPassword({ visit }: { visit: Visit }) {
  const { t } = visit;
  return (
    <form method="post" action="/reset/enrol/password" autocomplete="off">
      <label for="password">{t('reset.enrol.password')}</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        maxlength={1000}
        required
      />
      <button type="submit" class="button primary">
        {t('reset.open.go')}
      </button>
    </form>
  );
}

interface EnrolPageProps {
  visit: Visit;
  proposal: Proposal;
  problem?: string | undefined;
}

/** The new secret as a picture and in letters, and its first code. */
export function EnrolPage({ visit, proposal, problem }: EnrolPageProps) {
  const { t } = visit;
  const { secret, uri, sealed } = proposal;
  return (
    <ResetLayout visit={visit} title={t('reset.title.enrol')}>
      <p>{t('reset.enrol.scan')}</p>
      <div class="reset-qr">{raw(renderSVG(uri, { border: 2 }))}</div>
      <p class="reset-secret">{secret.match(/.{1,4}/g)?.join(' ')}</p>
      <Problem text={problem} />
      <form method="post" action="/reset/enrol/code" autocomplete="off">
        <input type="hidden" name="sealed" value={sealed} />
        <label for="code">{t('reset.code')}</label>
        <input
          id="code"
          name="code"
          type="text"
          inputmode="numeric"
          autocomplete="one-time-code"
          maxlength={12}
          required
        />
        <button type="submit" class="button primary">
          {t('reset.code.check')}
        </button>
      </form>
    </ResetLayout>
  );
}

/** The recovery codes, this once. */
export function RecoveryPage({ visit, codes }: { visit: Visit; codes: readonly string[] }) {
  const { t } = visit;
  return (
    <ResetLayout visit={visit} title={t('reset.method.recovery-code')}>
      <p role="status">{t('reset.enrol.recovery')}</p>
      <ol class="reset-codes">
        {codes.map((code) => (
          <li>{code}</li>
        ))}
      </ol>
      <button type="button" class="button" data-print hidden>
        {t('reset.print')}
      </button>
    </ResetLayout>
  );
}
