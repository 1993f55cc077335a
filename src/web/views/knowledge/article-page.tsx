import type { Visit } from '../../visit.ts';
import { Icon } from '../icons.tsx';
import { Layout } from '../layout.tsx';
import { Stage } from '../ticket-parts.tsx';
import { Actions } from './article-actions.tsx';
import { History } from './article-history.tsx';
import type { ArticlePageProps, KeptProps } from './article-props.ts';
import { ArticleView } from './article-view.tsx';
import { articlePath } from './list-page.tsx';
import { KnowledgeNav, Said, State } from './parts.tsx';
import { Validity } from './validity.tsx';

/** One article; for those who keep it also where it comes from, how it does, and what can be done to it. */
export function ArticlePage(props: ArticlePageProps) {
  const { visit, id, locale, text, kept, flash } = props;
  return (
    <Layout visit={visit} title={text.title} section="knowledge">
      <KnowledgeNav visit={visit} />
      <main id="main" class={kept ? 'wide' : 'narrow'}>
        <Said visit={visit} flash={flash} />
        <Crumbs {...props} />
        {kept && <Actions visit={visit} id={id} {...kept} />}
        <div class={kept ? 'article-columns' : undefined}>
          <div class="article-main">
            {props.state === 'due' && (
              <p class="remark" role="note">
                <Icon name="clock" />
                {visit.t('knowledge.due-remark')}
              </p>
            )}
            <ArticleView t={visit.t} locale={locale} text={text} cause={props.cause} />
            <Related {...props} />
            {!kept && <Foot {...props} />}
          </div>
          {kept && <Side {...props} kept={kept} />}
        </div>
        {kept && <History visit={visit} id={id} locale={locale} {...kept} />}
      </main>
    </Layout>
  );
}

function Crumbs({ visit, id, locale, type, typeName, others, kept }: ArticlePageProps) {
  return (
    <p class="row wrap crumbs">
      <a href={`/knowledge?lang=${locale}`}>{visit.t('articles.title')}</a>
      <a class="badge" href={`/knowledge?lang=${locale}&type=${encodeURIComponent(type)}`}>
        {typeName}
      </a>
      {kept && <State state={kept.article.state} visit={visit} />}
      {kept && <span class="number">{visit.t('knowledge.version', { n: kept.shown.n })}</span>}
      {others.map((other) => (
        <a class="other" href={articlePath({ id, locale: other })} lang={other}>
          {other === 'en' ? 'Read in English' : '查看中文版'}
        </a>
      ))}
    </p>
  );
}

function Related({ visit, related }: ArticlePageProps) {
  if (related.length === 0) return null;
  return (
    <section>
      <h2>{visit.t('articles.related')}</h2>
      <ul class="related">
        {related.map(({ title, href }) => (
          <li>
            <a href={href} dir="auto">
              {title}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Foot({ visit, owner, validUntil }: ArticlePageProps) {
  const { t } = visit;
  return (
    <>
      <p class="small muted">
        {t('articles.owner')} {owner}
        {validUntil !== undefined && (
          <>
            {' · '}
            <Validity until={validUntil} visit={visit} />
          </>
        )}
      </p>
      {visit.person && (
        <p>
          <a class="button primary" href="/chat">
            {t('articles.ask')}
          </a>
        </p>
      )}
    </>
  );
}

function Side({ visit, id, locale, owner, kept }: ArticlePageProps & { kept: KeptProps }) {
  const { t } = visit;
  const { stats, article, nameOf } = kept;
  return (
    <aside class="ticket-side">
      <section class="panel-box">
        <h2>{t('ticket.facts')}</h2>
        <dl class="facts">
          <div>
            <dt>{t('articles.owner')}</dt>
            <dd>{owner}</dd>
          </div>
          <div>
            <dt>{t('knowledge.author')}</dt>
            <dd>{nameOf(article.authorId)}</dd>
          </div>
          <div>
            <dt>{t('knowledge.origin')}</dt>
            <dd>{t(`knowledge.origin.${article.origin}`)}</dd>
          </div>
          {article.validUntil !== null && (
            <div>
              <dt>{t('knowledge.valid')}</dt>
              <dd class={article.validUntil < visit.at ? 'late' : undefined}>
                <Validity until={article.validUntil} visit={visit} bare />
              </dd>
            </div>
          )}
        </dl>
        {article.version !== null && article.state !== 'retired' && (
          <p class="small">
            <a href={`/knowledge/${encodeURIComponent(id)}/markdown?lang=${locale}`}>
              {t('knowledge.markdown')}
            </a>
          </p>
        )}
      </section>
      <section class="panel-box">
        <h2>{t('knowledge.stats')}</h2>
        <dl class="stats">
          <Figure label={t('sign.shown')} value={stats?.shown ?? 0} />
          <Figure label={t('sign.solved')} value={stats?.solved ?? 0} />
          <Figure label={t('sign.not-solved')} value={stats?.notSolved ?? 0} />
          <Figure label={t('sign.thumbs-up')} value={stats?.thumbsUp ?? 0} />
          <Figure label={t('sign.thumbs-down')} value={stats?.thumbsDown ?? 0} />
          <Figure label={t('sign.reopened')} value={stats?.reopened ?? 0} />
        </dl>
        <p class="small muted">{t('knowledge.stats.since')}</p>
      </section>
      <section class="panel-box">
        <h2>{t('knowledge.tickets')}</h2>
        <Tickets visit={visit} {...kept} />
        <p class="small">
          <a href={`/knowledge/graph?around=${encodeURIComponent(`article:${id}`)}`}>
            <Icon name="graph" /> {t('knowledge.in-graph')}
          </a>
        </p>
      </section>
    </aside>
  );
}

function Tickets({ visit, tickets, hiddenTickets }: KeptProps & { visit: Visit }) {
  const { t } = visit;
  return (
    <>
      {tickets.length === 0 && <p class="muted small">{t('knowledge.tickets.none')}</p>}
      <ul class="linked">
        {tickets.map(({ ticket, kinds }) => (
          <li>
            <a href={`/tickets/${ticket.number}`}>
              <span class="number">{ticket.number}</span> <span dir="auto">{ticket.title}</span>
            </a>
            <span class="row wrap">
              <Stage ticket={ticket} visit={visit} />
              {kinds.map((kind) => (
                <span class="badge">{t(`ticket-link.${kind}`)}</span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {hiddenTickets > 0 && (
        <p class="small muted">{t('knowledge.tickets.hidden', { count: hiddenTickets })}</p>
      )}
    </>
  );
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
