import type { Visit } from '../visit.ts';
import { Icon } from './icons.tsx';
import { Layout } from './layout.tsx';

interface ErrorPageProps {
  visit: Visit;
  status: number;
  title: string;
  hint?: string | undefined;
}

/** Says what went wrong and where to go from here. */
export function ErrorPage({ visit, status, title, hint }: ErrorPageProps) {
  return (
    <Layout visit={visit} title={title}>
      <main id="main" class="error-page">
        <p class="status">{status}</p>
        <h1>{title}</h1>
        {hint && <p class="lead">{hint}</p>}
        <p>
          <a class="button primary" href="/">
            <Icon name="back" />
            {visit.t('error.home')}
          </a>
        </p>
        <p class="small muted">{visit.requestId}</p>
      </main>
    </Layout>
  );
}
