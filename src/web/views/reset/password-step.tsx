import type { Visit } from '../../visit.ts';

/** The new password, twice. It is in this form and in no other place. */
export function PasswordStep({ visit, minLength }: { visit: Visit; minLength: number }) {
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
      <p class="muted">{t('reset.password.hint', { n: minLength })}</p>
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
