import type { ShownRequest } from '../../../identity/password-reset/page.ts';
import type { Visit } from '../../visit.ts';
import { ExactTime } from '../time.tsx';
import { EnrolPassword } from './enrol-steps.tsx';
import { PasswordStep } from './password-step.tsx';
import { ProofStep } from './proof-step.tsx';
import { Problem, ResetLayout } from './reset-layout.tsx';

interface StepsPageProps {
  visit: Visit;
  request: ShownRequest;
  /** What went wrong with what was sent, in words. */
  problems: readonly string[];
  isDemo: boolean;
}

/** What is to be done next: a proof, another one, then what it is all for. */
export function StepsPage({ visit, request, problems, isDemo }: StepsPageProps) {
  const { t } = visit;
  const isProven = request.state === 'proven';
  return (
    <ResetLayout visit={visit} title={t(`reset.title.${request.purpose}`)}>
      <p>{t('reset.account', { login: request.login })}</p>
      <Progress visit={visit} request={request} />
      {problems.map((text) => (
        <Problem text={text} />
      ))}
      {request.purpose === 'enrol' ? (
        <EnrolPassword visit={visit} />
      ) : isProven ? (
        <LastStep visit={visit} request={request} />
      ) : (
        <ProofStep visit={visit} request={request} />
      )}
      {isDemo && (
        <p class="small">
          <a href="/demo/directory" target="_blank" rel="noopener">
            {t('reset.demo.note')}
          </a>
        </p>
      )}
      <p class="small muted">{t('reset.never-ask')}</p>
      <p class="small muted">
        {before(t('reset.until', { time: '|' }))}
        <ExactTime at={request.expiresAt} visit={visit} />
        {after(t('reset.until', { time: '|' }))}
      </p>
      <form method="post" action="/reset/cancel">
        <button type="submit" class="button">
          {t('reset.cancel')}
        </button>
      </form>
    </ResetLayout>
  );
}

const STEPS = 3;

function Progress({ visit, request }: { visit: Visit; request: ShownRequest }) {
  if (request.purpose === 'enrol') return null;
  const done = request.state === 'proven' ? STEPS - 1 : STEPS - 1 - request.proofsLeft;
  return (
    <p class="reset-progress">
      <progress value={done} max={STEPS} />{' '}
      <span class="small muted">{visit.t('reset.step', { n: done + 1, of: STEPS })}</span>
    </p>
  );
}

function LastStep({ visit, request }: { visit: Visit; request: ShownRequest }) {
  if (request.purpose === 'reset') return <PasswordStep visit={visit} request={request} />;
  return (
    <form method="post" action="/reset/unlock">
      <button type="submit" class="button primary">
        {visit.t('reset.unlock')}
      </button>
    </form>
  );
}

const before = (text: string) => text.slice(0, text.indexOf('|'));
const after = (text: string) => text.slice(text.indexOf('|') + 1);
