import { Hono } from 'hono';
import { diffBodies } from '../../../knowledge/article-diff.ts';
import { emptyText, missingIn } from '../../../knowledge/article-body.ts';
import type { ArticleVersion } from '../../../knowledge/article.ts';
import type { Locale } from '../../../platforms/platform.ts';
import type { ArticleBody, ArticleState } from '../../../store/schema.ts';
import type { WebDeps } from '../../deps.ts';
import { flashOf } from '../../knowledge/flash.ts';
import { drafter, mayDraft } from '../../knowledge/rights.ts';
import { maySeeArticle, visibleVersions } from '../../knowledge/visible-drafts.ts';
import { visibleLinks } from '../../knowledge/visible-tickets.ts';
import { namesOf } from '../../names.ts';
import { page } from '../../page.tsx';
import { notFound, Refusal } from '../../refusal.ts';
import { visibleTicket } from '../../rights.ts';
import { ArticlePage } from '../../views/knowledge/article-page.tsx';
import type { ArticlePageProps, KeptProps } from '../../views/knowledge/article-props.ts';
import { DiffPage } from '../../views/knowledge/diff-page.tsx';
import { articlePath } from '../../views/knowledge/list-page.tsx';
import { localeOf, type Visit, type WebEnv } from '../../visit.ts';

const STATS_SINCE_MS = 90 * 86_400_000;

/** One article, and two of its versions compared. */
export function articleRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { reads } = deps.knowledge;

  app.get('/knowledge/:id', async (c) => {
    const { visit } = c.var;
    const asked = {
      id: c.req.param('id'),
      locale: localeOf(c.req.query('lang')) ?? visit.locale,
      n: numberOf(c.req.query('v')),
    };
    const props = mayDraft(visit.person) ? await keeper(visit, asked) : await reader(visit, asked);
    return page(c, <ArticlePage {...props} flash={flashOf(c)} />);
  });

  app.get('/knowledge/:id/diff', async (c) => {
    const { visit } = c.var;
    drafter(visit);
    const id = c.req.param('id');
    const { versions } = await visible(visit, id);
    const find = (name: string) => versions.find(({ n }) => n === numberOf(c.req.query(name)));
    const [from, to] = [find('from'), find('to')];
    if (!from || !to) throw notFound();
    return page(
      c,
      <DiffPage
        visit={visit}
        id={id}
        title={titleOf(to.body, visit.locale) ?? id}
        from={from.n}
        to={to.n}
        changes={diffBodies(from.body, to.body)}
      />,
    );
  });

  /** The article with those of its versions that the visitor may see. */
  async function visible(visit: Visit, id: string) {
    const [article, all] = await Promise.all([reads.article(id), reads.versions(id)]);
    if (!article || !(await maySeeArticle(deps, visit, article))) throw notFound();
    return { article, versions: await visibleVersions(deps, visit, { article, versions: all }) };
  }

  interface Asked {
    id: string;
    locale: Locale;
    n: number | undefined;
  }

  async function reader(visit: Visit, { id, locale }: Asked): Promise<ArticlePageProps> {
    const article = reads.byId(id, locale);
    if (!article) throw notFound();
    const nameOf = await namesOf(deps, visit, [article.owner]);
    const other = reads.byId(id, article.locale === 'en' ? 'zh-CN' : 'en');
    return {
      visit,
      id,
      locale: article.locale,
      text: article,
      cause: article.cause,
      type: article.type,
      typeName: deps.typeName(article.type, visit.locale),
      owner: nameOf(article.owner),
      state: article.state,
      validUntil: article.validUntil,
      others: other && other.locale !== article.locale ? [other.locale] : [],
      related: await relatedOf(visit, article.related, article.locale),
      kept: undefined,
      flash: undefined,
    };
  }

  async function keeper(visit: Visit, { id, locale, n }: Asked): Promise<ArticlePageProps> {
    const { article, versions } = await visible(visit, id);
    const shown = versions.find((version) => version.n === (n ?? article.version)) ?? newest(versions, n);
    if (!shown) throw notFound();
    const [events, stats, links] = await Promise.all([
      reads.events(id),
      reads.statsOf([id], visit.at - STATS_SINCE_MS),
      reads.linksOfArticle(id),
    ]);
    const tickets = await visibleLinks(deps, visit, links);
    const nameOf = await namesOf(deps, visit, [
      article.owner,
      article.authorId,
      ...versions.flatMap((version) => [version.authorId, version.reviewerId]),
      ...events.map(({ actor }) => actor),
    ]);
    const { texts, type, cause, related } = shown.body;
    const language = texts[locale] ? locale : texts['zh-CN'] ? 'zh-CN' : 'en';
    const kept: KeptProps = {
      article,
      versions,
      shown,
      events,
      stats: stats.get(id),
      ...tickets,
      missing: missingIn(newest(versions, undefined)?.body ?? shown.body),
      nameOf,
    };
    return {
      visit,
      id,
      locale: language,
      text: texts[language] ?? { ...emptyText(), title: id },
      cause,
      type,
      typeName: deps.typeName(type, visit.locale),
      owner: nameOf(article.owner),
      state: stateShown(article.state, shown),
      validUntil: article.validUntil ?? undefined,
      others: (['zh-CN', 'en'] as const).filter((one) => one !== language && texts[one]),
      related: await relatedOf(visit, related, language),
      kept,
      flash: undefined,
    };
  }

  /** Articles that are given out, and tickets that the visitor may see. */
  async function relatedOf(visit: Visit, ids: readonly string[], locale: Locale) {
    const found = await Promise.all(
      ids.map(async (id) => {
        const article = reads.byId(id, locale);
        if (article) return [{ id, title: article.title, href: articlePath(article) }];
        const ticket = visit.person && (await seen(visit, id));
        return ticket ? [{ id, title: `${id} ${ticket.title}`, href: `/tickets/${id}` }] : [];
      }),
    );
    return found.flat();
  }

  async function seen(visit: Visit, number: string) {
    try {
      return (await visibleTicket(deps, visit, number)).ticket;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  return app;
}

function newest(versions: readonly ArticleVersion[], n: number | undefined): ArticleVersion | undefined {
  return n === undefined ? versions[0] : undefined;
}

/** The remark that an article is due belongs to the version that is given out. */
function stateShown(state: ArticleState, shown: ArticleVersion): ArticleState {
  return state === 'due' && shown.state !== 'published' ? 'draft' : state;
}

export function titleOf({ texts }: ArticleBody, locale: Locale): string | undefined {
  return texts[locale]?.title || texts['zh-CN']?.title || texts.en?.title || undefined;
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
