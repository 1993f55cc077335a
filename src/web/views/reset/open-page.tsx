import type { Visit } from '../../visit.ts';
import { ResetLayout } from './reset-layout.tsx';

interface OpenPageProps {
  visit: Visit;
  /** What the token is for. */
  opens: 'page' | 'not-me';
}

/**
 * Where a link leads. The page knows nothing of its token, which stands behind `#`: the script hands it over with a POST, so that
 * whoever only looks at the link uses nothing up (rule PR-11).
 */
export function OpenPage({ visit, opens }: OpenPageProps) {
  const { t } = visit;
  const isPage = opens === 'page';
  return (
    <ResetLayout visit={visit} title={t(isPage ? 'reset.open.title' : 'reset.not-me.title')}>
      <p class="muted">{t(isPage ? 'reset.open.hint' : 'reset.not-me.hint')}</p>
      <form method="post" action={isPage ? '/reset/open' : '/reset/not-me'} data-open={opens}>
        <label for="token">{t('reset.open.field')}</label>
        <input id="token" name="token" type="text" autocomplete="off" required maxlength={200} />
        <button type="submit" class={`button ${isPage ? 'primary' : 'danger'}`}>
          {t(isPage ? 'reset.open.go' : 'reset.not-me.go')}
        </button>
      </form>
    </ResetLayout>
  );
}

interface BeginPageProps extends OpenPageProps {
  requestId: string;
}

/** The same for somebody whom the built-in platform knows: he needs no token. */
export function BeginPage({ visit, opens, requestId }: BeginPageProps) {
  const { t } = visit;
  const isPage = opens === 'page';
  const action = `/reset/${isPage ? 'begin' : 'not-me'}/${requestId}`;
  return (
    <ResetLayout visit={visit} title={t(isPage ? 'reset.prove' : 'reset.not-me.title')}>
      <p>{t(isPage ? 'reset.begin.hint' : 'reset.not-me.hint')}</p>
      <form method="post" action={action} data-go={isPage ? 'now' : undefined}>
        <button type="submit" class={`button ${isPage ? 'primary' : 'danger'}`}>
          {t(isPage ? 'reset.open.go' : 'reset.not-me.go')}
        </button>
      </form>
    </ResetLayout>
  );
}

/** One text for every link that isn't good, whatever the reason (rule PR-15). */
export function GonePage({ visit }: { visit: Visit }) {
  const { t } = visit;
  return (
    <ResetLayout visit={visit} title={t('reset.gone.title')}>
      <p role="status">{t('reset.gone.hint')}</p>
    </ResetLayout>
  );
}

export function NotMePage({ visit }: { visit: Visit }) {
  const { t } = visit;
  return (
    <ResetLayout visit={visit} title={t('reset.not-me.title')}>
      <p role="status">{t('reset.not-me.done')}</p>
    </ResetLayout>
  );
}

/** The directory doesn't answer: the page stays as it is. */
export function DownPage({ visit }: { visit: Visit }) {
  const { t } = visit;
  return (
    <ResetLayout visit={visit} title={t('reset.prove')}>
      <p role="alert">{t('reset.error.down')}</p>
      <p>
        <a class="button" href="/reset/steps">
          {t('demo-directory.refresh')}
        </a>
      </p>
    </ResetLayout>
  );
}
