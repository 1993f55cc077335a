import type { ShownRequest } from '../../../identity/password-reset/page.ts';
import type { Visit } from '../../visit.ts';

/** The new password, twice. It is in this form and in no other place. */
export function PasswordStep({ visit, request }: { visit: Visit; request: ShownRequest }) {
  const { t } = visit;
  const field = (name: 'password' | 'again') => (
    <>
      <label for={name}>{t(name === 'again' ? 'reset.password.again' : 'reset.password')}</label>
      <input
        id={name}
        name={name}
        type="password"
        autocomplete="new-password"
        maxlength={1000}
        required
        autofocus={name === 'password'}
      />
    </>
  );
  return (
    <form method="post" action="/reset/password" autocomplete="off">
      <p class="muted">{t('reset.password.hint', { n: request.minLength })}</p>
      {/* For password managers; it has no name and is never sent. */}
      <input type="text" autocomplete="username" value={request.login} readonly hidden />
      {field('password')}
      {field('again')}
      <label class="reset-show" hidden data-show>
        <input type="checkbox" /> {t('reset.password.show')}
      </label>
      <button type="submit" class="button primary">
        {t('reset.password.save')}
      </button>
    </form>
  );
}
