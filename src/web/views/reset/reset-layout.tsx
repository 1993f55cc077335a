import type { Child } from 'hono/jsx';
import type { Visit } from '../../visit.ts';
import { Layout } from '../layout.tsx';

interface ResetLayoutProps {
  visit: Visit;
  title: string;
  children: Child;
}

/** The frame of the pages on which somebody proves who he is. */
export function ResetLayout({ visit, title, children }: ResetLayoutProps) {
  return (
    <Layout visit={visit} title={title} section="reset" scripts={['reset.js']}>
      <main id="main" class="narrow reset">
        <h1>{title}</h1>
        {children}
      </main>
    </Layout>
  );
}

/** What went wrong, where there is something. */
export function Problem({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p class="compose-error" role="alert">
      {text}
    </p>
  );
}
