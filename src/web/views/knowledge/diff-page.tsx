import type { FieldChange } from '../../../knowledge/article-diff.ts';
import type { Visit } from '../../visit.ts';
import { Layout } from '../layout.tsx';
import { Diff } from './diff.tsx';
import { KnowledgeNav } from './parts.tsx';

interface DiffPageProps {
  visit: Visit;
  id: string;
  title: string;
  from: number;
  to: number;
  changes: FieldChange[];
}

/** Two versions of an article beside each other. */
export function DiffPage({ visit, id, title, from, to, changes }: DiffPageProps) {
  const { t } = visit;
  const path = `/knowledge/${encodeURIComponent(id)}`;
  return (
    <Layout visit={visit} title={t('knowledge.diff')} section="knowledge">
      <KnowledgeNav visit={visit} />
      <main id="main" class="wide">
        <p class="row wrap crumbs">
          <a href={path} dir="auto">
            {title}
          </a>
        </p>
        <div class="page-head">
          <h1>{t('knowledge.diff')}</h1>
          <p class="row wrap">
            <a href={`${path}?v=${from}`}>{t('knowledge.version', { n: from })}</a> →{' '}
            <a href={`${path}?v=${to}`}>{t('knowledge.version', { n: to })}</a>
          </p>
        </div>
        <p class="small muted">
          <del>{t('knowledge.diff.removed')}</del> <ins>{t('knowledge.diff.added')}</ins>
        </p>
        <Diff visit={visit} changes={changes} />
      </main>
    </Layout>
  );
}
