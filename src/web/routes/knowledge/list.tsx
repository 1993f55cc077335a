import { Hono } from 'hono';
import { articleStates, type ArticleState } from '../../../store/schema.ts';
import type { Article } from '../../../knowledge/knowledge-base.ts';
import type { WebDeps } from '../../deps.ts';
import { mayDraft } from '../../knowledge/rights.ts';
import { visibleArticles } from '../../knowledge/visible-drafts.ts';
import type { ListedArticle } from '../../knowledge-deps.ts';
import { namesOf } from '../../names.ts';
import { page } from '../../page.tsx';
import {
  freshnesses,
  ListPage,
  type ListChoice,
  type ListItem,
  type ListProps,
} from '../../views/knowledge/list-page.tsx';
import { localeOf, type Visit, type WebEnv } from '../../visit.ts';

const PAGE_SIZE = 60;
const FOUND_SHOWN = 40;
const LONGEST_QUERY = 200;
const MOST_DRAFTS_SEARCHED = 500;
/** What is worked on or answered; what is retired is only shown when it is asked for. */
const CURRENT: readonly ArticleState[] = ['draft', 'in-review', 'published', 'due'];

/** The list of articles. */
export function listRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/knowledge', async (c) => {
    const { visit } = c.var;
    const query = (name: string) => c.req.query(name) || undefined;
    const choice: ListChoice = {
      query: (query('q') ?? '').trim().slice(0, LONGEST_QUERY),
      language: localeOf(query('lang')) ?? visit.locale,
      type: query('type'),
      state: articleStates.find((state) => state === query('state')),
      owner: query('owner'),
      fresh: freshnesses.find((fresh) => fresh === query('fresh')),
      page: Math.max(0, Math.trunc(Number(query('page') ?? 0)) || 0),
    };
    const props = mayDraft(visit.person) ? await keepers(visit, choice) : await readers(visit, choice);
    return page(c, <ListPage {...props} />);
  });

  /** What everybody may read: the articles that the bot gives out. */
  async function readers(visit: Visit, choice: ListChoice): Promise<ListProps> {
    const found = await publishedFor(choice);
    const items = found.map(readable);
    return {
      visit,
      choice: { ...choice, state: undefined, owner: undefined, fresh: undefined },
      ...ofType(items, choice),
      types: typesOf(visit, items),
      states: new Map(),
      owners: [],
      typeName: (id) => deps.typeName(id, visit.locale),
    };
  }

  async function keepers(visit: Visit, choice: ListChoice): Promise<ListProps> {
    const { reads } = deps.knowledge;
    const [rows, states, owners] = await Promise.all([
      choice.query === '' ? listed(visit, choice) : found(visit, choice),
      reads.countByState(),
      reads.owners(),
    ]);
    const nameOf = await namesOf(deps, visit, [...owners, ...rows.map(({ article }) => article.owner)]);
    const items = rows
      .filter((row) => isFresh(row, choice, visit.at))
      .map((row) => ({ ...kept(row, choice), owner: nameOf(row.article.owner) }));
    return {
      visit,
      choice,
      ...ofType(items, choice),
      types: typesOf(visit, items),
      states,
      owners: owners.map((id) => ({ id, name: nameOf(id) })),
      typeName: (id) => deps.typeName(id, visit.locale),
    };
  }

  async function listed(visit: Visit, { state, owner }: ListChoice): Promise<ListedArticle[]> {
    const states = state ? [state] : CURRENT;
    const { rows } = await deps.knowledge.reads.list({ states, owner, limit: MOST_LISTED, offset: 0 });
    return visibleArticles(deps, visit, rows);
  }

  /** The search knows what is given out; what isn't yet is found by its words. */
  async function found(visit: Visit, choice: ListChoice): Promise<ListedArticle[]> {
    const { reads } = deps.knowledge;
    const hits = await reads.search(choice.query, { locale: choice.language, limit: FOUND_SHOWN });
    const place = new Map(hits.map(({ id }, i) => [id, i]));
    const rows = await listed(visit, choice);
    const words = choice.query.toLowerCase();
    const hit = rows.filter(({ article }) => place.has(article.id));
    const other = rows
      .filter(({ article }) => !place.has(article.id) && article.state !== 'published')
      .slice(0, MOST_DRAFTS_SEARCHED)
      .filter(({ version }) => JSON.stringify(version.body).toLowerCase().includes(words));
    hit.sort((a, b) => (place.get(a.article.id) ?? 0) - (place.get(b.article.id) ?? 0));
    return [...hit, ...other];
  }

  async function publishedFor({ query, language }: ListChoice): Promise<Article[]> {
    const { reads } = deps.knowledge;
    if (query !== '') return reads.search(query, { locale: language, limit: FOUND_SHOWN });
    const all = new Map<string, Article>();
    for (const article of reads.published()) {
      if (article.locale === language || !all.has(article.id)) all.set(article.id, article);
    }
    return [...all.values()];
  }

  function isFresh({ article }: ListedArticle, { fresh }: ListChoice, now: number): boolean {
    if (fresh === undefined) return true;
    if (article.validUntil === null) return false;
    const left = article.validUntil - now;
    if (fresh === 'over') return left < 0;
    const soon = left < deps.knowledge.remindBefore;
    return fresh === 'soon' ? left >= 0 && soon : !soon;
  }

  function ofType(items: ListItem[], { type, page: n }: ListChoice) {
    const chosen = items.filter((item) => type === undefined || item.type === type);
    return {
      items: chosen.slice(n * PAGE_SIZE, (n + 1) * PAGE_SIZE),
      total: chosen.length,
      pageSize: PAGE_SIZE,
    };
  }

  function typesOf(visit: Visit, items: ListItem[]): ListProps['types'] {
    const counts = new Map<string, number>();
    for (const { type } of items) counts.set(type, (counts.get(type) ?? 0) + 1);
    return [...counts].map(([id, count]) => ({ id, count, name: deps.typeName(id, visit.locale) }));
  }

  return app;
}

/** More than a support team has; the rest is reached by searching. */
const MOST_LISTED = 2_000;

function readable({ id, locale, title, symptom, type, state, firstCheck }: Article): ListItem {
  return { id, locale, title, symptom, type, state, firstCheck };
}

function kept({ article, version }: ListedArticle, { language }: ListChoice): ListItem {
  const { texts, type, firstCheck } = version.body;
  const locale = texts[language] ? language : texts['zh-CN'] ? 'zh-CN' : 'en';
  const text = texts[locale];
  const open = version.state === 'draft' || version.state === 'in-review' || version.state === 'returned';
  return {
    id: article.id,
    locale,
    title: text?.title || article.id,
    symptom: text?.symptom ?? '',
    type,
    state: article.state,
    firstCheck,
    validUntil: article.validUntil ?? undefined,
    pending:
      open && (article.version !== null || version.state === 'returned')
        ? (version.state as 'draft' | 'in-review' | 'returned')
        : undefined,
  };
}
