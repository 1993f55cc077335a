import type { Messages } from './content/messages.ts';
import { articleMessage } from './conversations/article-message.ts';
import { emptyText } from './knowledge/article-body.ts';
import type { ArticleQueries } from './knowledge/article-queries.ts';
import type { ArticleService } from './knowledge/article-service.ts';
import { exportCsv, exportMarkdown, exportZip } from './knowledge/export.ts';
import { draftOfGap, type Gaps } from './knowledge/gaps.ts';
import { readFilesApart } from './knowledge/import/apart.ts';
import { linkedTickets } from './knowledge/graph-rows.ts';
import type { Article, KnowledgeBase } from './knowledge/knowledge-base.ts';
import type { KnowledgePolicy } from './knowledge/policy.ts';
import { parseSynonyms, type Synonyms } from './knowledge/synonyms.ts';
import { issueTypes } from './language/issue-types.ts';
import { locale as languageOf } from './language/tokens.ts';
import type { ModelUse } from './model/use.ts';
import type { Locale } from './platforms/platform.ts';
import type { Database, Transaction } from './store/database.ts';
import type { ArticleBody } from './store/schema.ts';
import type { SimilarCases } from './tickets/cases.ts';
import { featuresOf } from './tickets/features.ts';
import type { TicketMessage } from './tickets/ticket-queries.ts';
import type { TicketRow } from './web/deps.ts';
import type { KnowledgeChanges, KnowledgeDeps, KnowledgeReads } from './web/knowledge-deps.ts';

/** What the pages of knowledge are put together from. */
export interface KnowledgeParts {
  db: Database;
  base: KnowledgeBase;
  articles: ArticleService;
  queries: ArticleQueries;
  gaps: Gaps;
  synonyms: Synonyms;
  cases?: SimilarCases | undefined;
  /** Why the bot took a text for its type: the words that decided. */
  whyType?: ((text: string, type: string) => readonly string[]) | undefined;
  modelUse?: (() => Promise<ModelUse>) | undefined;
  messagesOf(ticketId: string): Promise<readonly TicketMessage[]>;
  messages: Messages;
  policy: Pick<KnowledgePolicy, 'remindBefore'>;
  timeZone: string;
  now: () => number;
}

const PAIRS_READ = 50;

/** The pages' view of knowledge: each change a transaction of its own. */
export function knowledgeDeps(parts: KnowledgeParts): KnowledgeDeps {
  return {
    reads: reads(parts),
    changes: changes(parts),
    transfer: {
      read: (files) => readFilesApart(files, { types: new Set(issueTypes) }),
      markdown(id, locale) {
        const article = parts.base.byId(id, locale);
        return article && exportMarkdown([article])[0];
      },
      csv: () => exportCsv(parts.base.all()),
      zip: () => exportZip(parts.base.all()),
    },
    modelUse: async () => parts.modelUse?.(),
    remindBefore: parts.policy.remindBefore,
  };
}

function reads(parts: KnowledgeParts): KnowledgeReads {
  const { db, base, queries, gaps, synonyms, cases, messages, timeZone } = parts;
  return {
    published: () => base.all(),
    byId: (id, locale) => base.byId(id, locale),
    search: async (query, options) => (await base.search(query, options)).map(({ article }) => article),
    article: (id) => queries.article(id),
    versions: (id) => queries.versions(id),
    events: (id) => queries.events(id),
    list: (filter) => queries.list(filter),
    countByState: () => queries.countByState(),
    owners: () => queries.owners(),
    statsOf: (ids, since) => queries.statsOf(ids, since),
    linksOfArticle: (id) => queries.linksOfArticle(id),
    linksOfTicket: (ticketId) => queries.linksOfTicket(ticketId),
    decisionOf: (ticketId) => queries.decisionOf(ticketId),
    whyType: ({ title, description, type }) => parts.whyType?.(`${title}\n${description}`, type) ?? [],
    similarCases: async (ticket, options) =>
      ((await cases?.like(ticket, options)) ?? []).map((found) => found.ticket),
    linkedTickets: (ticketId) => linkedTickets(db, ticketId),
    inReview: (limit) => queries.inReview(limit),
    keywordProposals: (limit) => queries.keywordProposals('pending', limit),
    points: (since) => queries.pointsTable(since),
    pointsOf: (personId, limit) => queries.pointsOf(personId, limit),
    gaps: (state) => gaps.list({ state }),
    gap: (id) => gaps.byId(id),
    gapsLike: async (id) =>
      (await gaps.duplicates(PAIRS_READ)).flatMap(({ a, b }) => (a === id ? [b] : b === id ? [a] : [])),
    questionsOf: (gapId, limit) => gaps.questionsOf(gapId, limit),
    synonyms: async () => [...synonyms.all()],
    chatLook: (article, locale) => chatLook(article, { messages, locale, timeZone }),
    async draftOf(from) {
      if ('gap' in from) return draftOfGap(from.gap, await gaps.questionsOf(from.gap.id, 10));
      return draftOfTicket(from.ticket, await parts.messagesOf(from.ticket.id));
    },
  };
}

function changes({ db, articles, gaps, synonyms, now }: KnowledgeParts): KnowledgeChanges {
  const change = <T>(lock: string, work: (tx: Transaction, at: number) => Promise<T>) =>
    db.transaction({ lock: [lock] }, (tx) => work(tx, now()));
  const onArticle = <T>(id: string, work: (tx: Transaction, at: number) => Promise<T>) =>
    change(`article:${id}`, work);
  return {
    save({ articleId, newId, revision, body, owner, author, origin, ticketId, gapId }) {
      if (articleId === undefined) {
        return change('article:new', (tx, at) =>
          articles.draft(tx, { id: newId, body, owner, author, origin, ticketId, gapId }, at),
        );
      }
      return onArticle(articleId, (tx, at) =>
        articles.revise(tx, { articleId, revision, body, author, owner }, at),
      );
    },
    submit: (asked) => onArticle(asked.articleId, (tx, at) => articles.submit(tx, asked, at)),
    publish: (asked) => onArticle(asked.articleId, (tx, at) => articles.publish(tx, asked, at)),
    giveBack: (asked) => onArticle(asked.articleId, (tx, at) => articles.giveBack(tx, asked, at)),
    verify: (asked) => onArticle(asked.articleId, (tx, at) => articles.verify(tx, asked, at)),
    retire: (asked) => onArticle(asked.articleId, (tx, at) => articles.retire(tx, asked, at)),
    restore: (asked) => onArticle(asked.articleId, (tx, at) => articles.restore(tx, asked, at)),
    decideKeyword: (asked) =>
      change(`keyword:${asked.id}`, async (tx, at) => 'ok' in (await articles.decideKeyword(tx, asked, at))),
    assignGap: ({ gapId, ownerId }) => change(`gap:${gapId}`, (tx) => gaps.assign(tx, { gapId, ownerId })),
    closeGap: ({ gapId }) => change(`gap:${gapId}`, (tx) => gaps.close(tx, { gapId })),
    mergeGap: ({ gapId, into }) => change('gaps', (tx) => gaps.merge(tx, { gapId, into })),
    async addSynonyms({ text, by }) {
      const words = parseSynonyms(text);
      if ('mistake' in words) return words;
      const group = await change('synonyms', (tx, at) => synonyms.add(tx, { words, by }, at));
      return 'mistake' in group ? group : undefined;
    },
    removeSynonyms: ({ id, by }) => change('synonyms', (tx) => synonyms.remove(tx, { id, by })),
  };
}

/** The message in which a requester gets an article. */
function chatLook(
  article: Article,
  { messages, locale, timeZone }: { messages: Messages; locale: Locale; timeZone: string },
) {
  const message = articleMessage(
    { say: (key, params) => messages.say(locale, key, params), desk: { policy: { timeZone } } },
    article,
  );
  return { text: message.text, buttons: (message.buttons ?? []).map(({ label }) => label) };
}

/** What a solved ticket tells, as the beginning of an article in the requester's language. */
function draftOfTicket(ticket: TicketRow, said: readonly TicketMessage[]): ArticleBody {
  const { type, symptom, device, errorCodes, cause, steps, words } = featuresOf(ticket, said);
  return {
    type,
    related: [ticket.number],
    ...(cause === '' ? {} : { cause }),
    firstCheck: false,
    texts: {
      [languageOf(`${ticket.title} ${ticket.description}`) ?? 'zh-CN']: {
        ...emptyText(),
        title: ticket.title,
        symptom: symptom === '' ? ticket.title : symptom,
        keywords: [...errorCodes, ...(device ? [device] : [])],
        synonyms: words,
        steps,
      },
    },
  };
}
