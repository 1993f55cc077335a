import type { Locale } from '../../../platforms/platform.ts';
import { articleStates, type ArticleState } from '../../../store/schema.ts';
import { mayDraft } from '../../knowledge/rights.ts';
import type { Visit } from '../../visit.ts';
import { Icon } from '../icons.tsx';
import { Layout } from '../layout.tsx';
import { KnowledgeNav, State } from './parts.tsx';
import { Validity } from './validity.tsx';

export const freshnesses = ['fresh', 'soon', 'over'] as const;
export type Freshness = (typeof freshnesses)[number];

/** What a visitor has chosen to see. */
export interface ListChoice {
  query: string;
  language: Locale;
  type?: string | undefined;
  state?: ArticleState | undefined;
  owner?: string | undefined;
  fresh?: Freshness | undefined;
  page: number;
}

export interface ListItem {
  id: string;
  locale: Locale;
  title: string;
  symptom: string;
  type: string;
  state: ArticleState;
  firstCheck: boolean;
  /** Undefined where nobody has vouched for it yet, and for who only reads. */
  validUntil?: number | undefined;
  owner?: string | undefined;
  /** A version that waits beside the published one. */
  pending?: 'draft' | 'in-review' | 'returned' | undefined;
}

export interface ListProps {
  visit: Visit;
  choice: ListChoice;
  items: ListItem[];
  total: number;
  pageSize: number;
  types: { id: string; name: string; count: number }[];
  states: ReadonlyMap<ArticleState, number>;
  owners: { id: string; name: string }[];
  typeName: (id: string) => string;
}

/** All articles that the visitor may see, searched and filtered. */
export function ListPage(props: ListProps) {
  const { visit, choice, items, total } = props;
  const { t } = visit;
  return (
    <Layout visit={visit} title={t('articles.title')} section="knowledge">
      <KnowledgeNav visit={visit} tab="list" />
      <main id="main" class="wide">
        <div class="page-head">
          <h1>{t('articles.title')}</h1>
          <span class="row wrap">
            <Languages choice={choice} visit={visit} />
            {mayDraft(visit.person) && (
              <a class="button primary" href="/knowledge/new">
                <Icon name="plus" />
                {t('knowledge.new')}
              </a>
            )}
          </span>
        </div>
        <Search {...props} />
        {mayDraft(visit.person) && <States {...props} />}
        <Types {...props} />
        <p class="muted small" role="status">
          {total === 0 ? t('articles.none') : t('articles.count', { count: total })}
        </p>
        <ul class="articles">
          {items.map((item) => (
            <Card item={item} {...props} />
          ))}
        </ul>
        <Pages {...props} />
      </main>
    </Layout>
  );
}

function Languages({ choice, visit }: { choice: ListChoice; visit: Visit }) {
  return (
    <nav class="segments" aria-label={visit.t('app.language')}>
      {(
        [
          ['zh-CN', '中文'],
          ['en', 'English'],
        ] as const
      ).map(([id, text]) => (
        <a
          href={listPath({ ...choice, language: id, page: 0 })}
          lang={id}
          aria-current={id === choice.language ? 'true' : undefined}
        >
          {text}
        </a>
      ))}
    </nav>
  );
}

function Search(props: ListProps) {
  const { visit, choice } = props;
  const { t } = visit;
  return (
    <form method="get" action="/knowledge" class="find" role="search">
      <div class="search">
        <Icon name="search" />
        <label class="hidden" for="q">
          {t('articles.search')}
        </label>
        <input
          id="q"
          type="search"
          name="q"
          value={choice.query}
          placeholder={t('articles.placeholder')}
          maxlength={200}
        />
        <input type="hidden" name="lang" value={choice.language} />
        {choice.type && <input type="hidden" name="type" value={choice.type} />}
        {choice.state && <input type="hidden" name="state" value={choice.state} />}
        <button type="submit" class="button primary">
          {t('articles.search')}
        </button>
      </div>
      {mayDraft(visit.person) && <Filters {...props} />}
    </form>
  );
}

function Filters({ visit, choice, owners }: ListProps) {
  const { t } = visit;
  return (
    <div class="filters">
      <label>
        <span>{t('articles.owner')}</span>
        <select name="owner">
          <option value="">{t('knowledge.any')}</option>
          {owners.map(({ id, name }) => (
            <option value={id} selected={id === choice.owner}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('knowledge.freshness')}</span>
        <select name="fresh">
          <option value="">{t('knowledge.any')}</option>
          {freshnesses.map((fresh) => (
            <option value={fresh} selected={fresh === choice.fresh}>
              {t(`knowledge.freshness.${fresh}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button">
        {t('knowledge.filter')}
      </button>
    </div>
  );
}

function States({ visit, choice, states }: ListProps) {
  const { t } = visit;
  const link = (state: ArticleState | undefined) => listPath({ ...choice, state, page: 0 });
  return (
    <nav class="chips states" aria-label={t('knowledge.state')}>
      <a href={link(undefined)} aria-current={choice.state === undefined ? 'true' : undefined}>
        {t('knowledge.state.current')}
      </a>
      {articleStates.map((state) => (
        <a href={link(state)} aria-current={state === choice.state ? 'true' : undefined}>
          {t(`article-state.${state}`)} <span class="count quiet">{states.get(state) ?? 0}</span>
        </a>
      ))}
    </nav>
  );
}

function Types({ visit, choice, types }: ListProps) {
  return (
    <nav class="chips" aria-label={visit.t('articles.type')}>
      <a
        href={listPath({ ...choice, type: undefined, page: 0 })}
        aria-current={choice.type === undefined ? 'true' : undefined}
      >
        {visit.t('articles.allTypes')}
      </a>
      {types.map(({ id, name, count }) => (
        <a
          href={listPath({ ...choice, type: id, page: 0 })}
          aria-current={choice.type === id ? 'true' : undefined}
        >
          {name} <span class="count quiet">{count}</span>
        </a>
      ))}
    </nav>
  );
}

function Card({ item, visit, typeName }: ListProps & { item: ListItem }) {
  const { t } = visit;
  const late = item.validUntil !== undefined && item.validUntil < visit.at;
  return (
    <li>
      <a href={articlePath(item)} lang={item.locale}>
        <span class="row wrap">
          <span class="badge">{typeName(item.type)}</span>
          {item.state !== 'published' && <State state={item.state} visit={visit} />}
          {item.pending && (
            <span class="badge article-draft">
              {t('knowledge.pending', { state: t(`article-state.${item.pending}`) })}
            </span>
          )}
          {item.firstCheck && <span class="badge first">{t('articles.firstCheck')}</span>}
        </span>
        <strong dir="auto">{item.title}</strong>
        <span class="muted small" dir="auto">
          {item.symptom}
        </span>
        {item.owner !== undefined && (
          <span class={`small card-foot ${late ? 'late' : 'muted'}`}>
            {item.owner}
            {item.validUntil !== undefined && (
              <>
                {' · '}
                <Validity until={item.validUntil} visit={visit} />
              </>
            )}
          </span>
        )}
      </a>
    </li>
  );
}

function Pages({ visit, choice, total, pageSize }: ListProps) {
  const last = Math.ceil(total / pageSize) - 1;
  if (last < 1) return null;
  const { t } = visit;
  return (
    <nav class="pages" aria-label={t('knowledge.pages')}>
      {choice.page > 0 && (
        <a class="button" href={listPath({ ...choice, page: choice.page - 1 })} rel="prev">
          {t('knowledge.previous')}
        </a>
      )}
      <span class="muted">{t('knowledge.page', { page: choice.page + 1, pages: last + 1 })}</span>
      {choice.page < last && (
        <a class="button" href={listPath({ ...choice, page: choice.page + 1 })} rel="next">
          {t('knowledge.next')}
        </a>
      )}
    </nav>
  );
}

/** Where an article stands, in its language. */
export function articlePath({ id, locale }: { id: string; locale?: Locale | undefined }): string {
  return `/knowledge/${encodeURIComponent(id)}${locale ? `?lang=${locale}` : ''}`;
}

function listPath({ query, language, type, state, owner, fresh, page }: ListChoice): string {
  const search = new URLSearchParams({ lang: language });
  const wanted = { q: query, type, state, owner, fresh, page: page > 0 ? String(page) : '' };
  for (const [name, value] of Object.entries(wanted)) if (value) search.set(name, value);
  return `/knowledge?${search.toString()}`;
}
