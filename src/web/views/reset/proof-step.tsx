import type { ShownMethod, ShownRequest } from '../../../identity/password-reset/page.ts';
import type { Visit } from '../../visit.ts';

interface ProofStepProps {
  visit: Visit;
  request: ShownRequest;
}

/** The proof that is asked for now, and the other ways there are. */
export function ProofStep({ visit, request }: ProofStepProps) {
  const { t } = visit;
  const current = request.methods.find(({ state }) => state === 'current');
  const others = request.methods.filter(({ state }) => state === 'open');
  return (
    <>
      <h2>{t('reset.prove')}</h2>
      {current && <Current visit={visit} method={current} />}
      {others.length > 0 && (
        <form method="post" action="/reset/send" class="reset-ways">
          <p class="label">{t('reset.other-ways')}</p>
          {others.map(({ method, to }) => (
            <button type="submit" name="method" value={method} class="button">
              {to === undefined ? t(`reset.method.${method}`) : `${t(`reset.method.${method}`)} ${to}`}
            </button>
          ))}
        </form>
      )}
    </>
  );
}

function Current({ visit, method }: { visit: Visit; method: ShownMethod }) {
  const { t } = visit;
  if (method.method === 'manager') return <ManagersNumber visit={visit} number={method.number} />;
  const isSent = method.method === 'sms' || method.method === 'mail';
  return (
    <>
      <p>{t(`reset.ask.${method.method}`, { to: method.to ?? '' })}</p>
      <form method="post" action="/reset/prove">
        <input type="hidden" name="method" value={method.method} />
        <label for="code">
          {t(method.method === 'recovery-code' ? 'reset.method.recovery-code' : 'reset.code')}
        </label>
        <input
          id="code"
          name="code"
          type="text"
          inputmode={method.method === 'recovery-code' ? 'text' : 'numeric'}
          autocomplete="one-time-code"
          maxlength={40}
          required
          autofocus
        />
        <button type="submit" class="button primary">
          {t('reset.code.check')}
        </button>
        {method.triesLeft < 3 && <p class="small">{t('reset.tries', { n: method.triesLeft })}</p>}
      </form>
      {isSent && (
        <form method="post" action="/reset/send">
          <button type="submit" name="method" value={method.method} class="button">
            {t('reset.again')}
          </button>
        </form>
      )}
    </>
  );
}

/** The page looks again by itself: the manager's press comes from elsewhere. */
function ManagersNumber({ visit, number }: { visit: Visit; number: number | undefined }) {
  return (
    <div data-refresh="4000">
      <p>{visit.t('reset.ask.manager')}</p>
      <p class="reset-number">{number}</p>
    </div>
  );
}
