import type { DemoDirectoryView, DemoLetter } from '../../reset-deps.ts';
import type { Visit } from '../../visit.ts';
import { Layout } from '../layout.tsx';
import { Time } from '../time.tsx';

interface DemoDirectoryPageProps {
  visit: Visit;
  demo: DemoDirectoryView;
  result?: 'in' | 'wrong' | 'locked' | undefined;
}

/** The demo's phone and mailbox, and a door to try a password at. */
export function DemoDirectoryPage({ visit, demo, result }: DemoDirectoryPageProps) {
  const { t } = visit;
  const { phone, mailbox } = demo.letters();
  return (
    <Layout visit={visit} title={t('demo-directory.title')} section="reset">
      <main id="main" class="wide reset">
        <div class="page-head">
          <h1>{t('demo-directory.title')}</h1>
          <a class="button" href="/demo/directory">
            {t('demo-directory.refresh')}
          </a>
        </div>
        <div class="reset-panes">
          <Pane visit={visit} title={t('demo-directory.phone')} letters={phone} />
          <Pane visit={visit} title={t('demo-directory.mailbox')} letters={mailbox} />
        </div>
        <h2>{t('demo-directory.people')}</h2>
        <ul>
          {demo.people().map(({ login, name, mobile, secondaryMail, locked }) => (
            <li>
              <strong>{login}</strong> {name} ·{' '}
              {[mobile, secondaryMail].filter((one) => one !== undefined).join(' · ')} ·{' '}
              {t(locked ? 'demo-directory.locked' : 'demo-directory.fine')}
            </li>
          ))}
        </ul>
        <h2>{t('demo-directory.try')}</h2>
        {result && <p role="status">{t(`demo-directory.result.${result}`)}</p>}
        <form method="post" action="/demo/directory/log-in" autocomplete="off">
          <label for="login">{t('demo-directory.login')}</label>
          <input id="login" name="login" type="text" maxlength={100} required />
          <label for="password">{t('demo-directory.password')}</label>
          <input id="password" name="password" type="password" autocomplete="off" maxlength={1000} required />
          <button type="submit" class="button">
            {t('demo-directory.try')}
          </button>
        </form>
      </main>
    </Layout>
  );
}

function Pane({ visit, title, letters }: { visit: Visit; title: string; letters: readonly DemoLetter[] }) {
  return (
    <section class="reset-pane">
      <h2>{title}</h2>
      {letters.length === 0 && <p class="muted">{visit.t('demo-directory.nothing')}</p>}
      {letters.map(({ at, to, text }) => (
        <article>
          <p class="small muted">
            {to} · <Time at={at} visit={visit} />
          </p>
          <p class="reset-letter">{text}</p>
        </article>
      ))}
    </section>
  );
}
