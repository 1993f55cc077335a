import type { FieldChange } from '../../../knowledge/article-diff.ts';
import type { Flash } from '../../knowledge/flash.ts';
import type { KeywordProposalRow, ListedArticle } from '../../knowledge-deps.ts';
import type { Visit } from '../../visit.ts';
import { Layout } from '../layout.tsx';
import { Time } from '../time.tsx';
import { ArticleView } from './article-view.tsx';
import { Diff } from './diff.tsx';
import { KnowledgeNav, Press, Reasoned, Said } from './parts.tsx';
import { Validity } from './validity.tsx';

export interface ReviewProps {
  visit: Visit;
  flash: Flash | undefined;
  waiting: (ListedArticle & { title: string; changes: FieldChange[] | undefined; missing: string })[];
  due: (ListedArticle & { title: string })[];
  keywords: { proposal: KeywordProposalRow; title: string; number: string | undefined }[];
  nameOf: (personId: string) => string;
  ownerOf: (owner: string) => string;
}

/** What waits for a knowledge admin: articles, words, and what nobody has vouched for in time. */
export function ReviewPage(props: ReviewProps) {
  const { visit, flash, waiting, due, keywords } = props;
  const { t } = visit;
  return (
    <Layout visit={visit} title={t('review.title')} section="knowledge">
      <KnowledgeNav visit={visit} tab="review" />
      <main id="main" class="wide">
        <Said visit={visit} flash={flash} />
        <h1>{t('review.title')}</h1>
        <Part title={t('review.articles')} count={waiting.length} none={t('review.articles.none')}>
          {waiting.map((one) => (
            <Waiting {...props} one={one} />
          ))}
        </Part>
        <Part title={t('review.keywords')} count={keywords.length} none={t('review.keywords.none')}>
          <Keywords {...props} />
        </Part>
        <Part title={t('review.due')} count={due.length} none={t('review.due.none')}>
          {due.map((one) => (
            <Due {...props} one={one} />
          ))}
        </Part>
      </main>
    </Layout>
  );
}

function Part(props: { title: string; count: number; none: string; children: unknown }) {
  return (
    <section class="review-part">
      <h2>
        {props.title} <span class="count quiet">{props.count}</span>
      </h2>
      {props.count === 0 ? <p class="muted">{props.none}</p> : <>{props.children}</>}
    </section>
  );
}

function Waiting({ visit, one, nameOf }: ReviewProps & { one: ReviewProps['waiting'][number] }) {
  const { t } = visit;
  const { article, version, title, changes } = one;
  const path = `/knowledge/${encodeURIComponent(article.id)}`;
  const n = { n: String(version.n), back: 'review' };
  return (
    <article class="panel-box review-item">
      <h3>
        <a href={`${path}?v=${version.n}`} dir="auto">
          {title}
        </a>
      </h3>
      <p class="small muted">
        {nameOf(version.authorId)} · {t('knowledge.version', { n: version.n })}
        {version.submittedAt !== null && (
          <>
            {' · '}
            <Time at={version.submittedAt} visit={visit} />
          </>
        )}
      </p>
      {one.missing && <p class="remark">{t('knowledge.missing', { fields: one.missing })}</p>}
      {version.warnings.length > 0 && (
        <p class="remark" dir="auto">
          {t('review.warnings', { warnings: version.warnings.join(t('list.separator')) })}
        </p>
      )}
      <details id={`diff-${article.id}`} open={changes !== undefined}>
        <summary class="small">{t(changes ? 'review.changes' : 'review.read')}</summary>
        {changes ? (
          <Diff visit={visit} changes={changes} />
        ) : (
          (['zh-CN', 'en'] as const).map((locale) => {
            const text = version.body.texts[locale];
            return (
              text && (
                <ArticleView t={t} locale={locale} text={text} heading="h4" cause={version.body.cause} />
              )
            );
          })
        )}
      </details>
      <div class="row wrap">
        <Press
          visit={visit}
          action={`${path}/publish`}
          text={t('knowledge.approve')}
          icon="check"
          look="primary"
          fields={n}
        />
        <Reasoned
          id={`return-${article.id}`}
          visit={visit}
          action={`${path}/return`}
          text={t('knowledge.return')}
          reason={t('knowledge.reason')}
          fields={n}
        />
        <a class="button" href={`${path}/edit`}>
          {t('knowledge.edit')}
        </a>
      </div>
    </article>
  );
}

function Keywords({ visit, keywords }: ReviewProps) {
  const { t } = visit;
  return (
    <div class="table-scroll">
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">{t('review.words')}</th>
            <th scope="col">{t('review.for')}</th>
            <th scope="col">{t('review.from')}</th>
            <th scope="col">
              <span class="hidden">{t('knowledge.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keywords.map(({ proposal, title, number }) => (
            <tr>
              <th scope="row" dir="auto">
                {proposal.words}
              </th>
              <td>
                <a href={`/knowledge/${encodeURIComponent(proposal.articleId)}?lang=${proposal.locale}`}>
                  {title}
                </a>
              </td>
              <td>{number ? <a href={`/tickets/${number}`}>{number}</a> : '–'}</td>
              <td>
                <span class="row">
                  <Press
                    visit={visit}
                    action={`/knowledge/review/keywords/${encodeURIComponent(proposal.id)}`}
                    text={t('review.accept')}
                    label={`${t('review.accept')}: ${proposal.words}`}
                    fields={{ accept: 'yes' }}
                    look="primary"
                  />
                  <Press
                    visit={visit}
                    action={`/knowledge/review/keywords/${encodeURIComponent(proposal.id)}`}
                    text={t('review.reject')}
                    label={`${t('review.reject')}: ${proposal.words}`}
                    fields={{ accept: 'no' }}
                  />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Due({ visit, one, ownerOf }: ReviewProps & { one: ReviewProps['due'][number] }) {
  const { t } = visit;
  const { article, title } = one;
  const path = `/knowledge/${encodeURIComponent(article.id)}`;
  return (
    <article class="panel-box review-item">
      <h3>
        <a href={path} dir="auto">
          {title}
        </a>
      </h3>
      <p class="small muted">
        {t('articles.owner')} {ownerOf(article.owner)}
        {article.validUntil !== null && (
          <>
            {' · '}
            <Validity until={article.validUntil} visit={visit} />
          </>
        )}
      </p>
      <div class="row wrap">
        <Press
          visit={visit}
          action={`${path}/verify`}
          text={t('knowledge.verify')}
          icon="check"
          look="primary"
          fields={{ back: 'review' }}
        />
        <a class="button" href={`${path}/edit`}>
          {t('review.fix')}
        </a>
        <Reasoned
          id={`retire-${article.id}`}
          visit={visit}
          action={`${path}/retire`}
          text={t('knowledge.retire')}
          look="danger"
          reason={t('knowledge.retire.reason')}
          fields={{ back: 'review' }}
        />
      </div>
    </article>
  );
}
