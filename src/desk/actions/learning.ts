import { verbatim } from '../../content/markdown.ts';
import type { ArticleRow, ArticleVersion } from '../../knowledge/article.ts';
import type { ArticleService, Outcome } from '../../knowledge/article-service.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Model } from '../../model/model.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Reader, Transaction } from '../../store/database.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import { featuresOf, type TicketFeatures } from '../../tickets/features.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import { isSolved, proposalsFrom } from '../cards/learning.ts';
import type { Digests } from '../threads/digests.ts';
import type { Replies } from '../threads/replies.ts';
import type { Seat } from '../threads/seat.ts';
import { articleFrom, updateFrom } from './article-drafts.ts';
import { openQuestion, type PendingQuestions } from './pending.ts';
import type { Plans } from './plans.ts';
import { isKnowledgeAdmin, isManager } from './rights.ts';
import type { TicketInWords } from '../cards/ticket-in-words.ts';

/** What is read of articles that are not published yet. */
export interface ArticleShelf {
  article(id: string, from?: Reader): Promise<ArticleRow | undefined>;
  /** The newest first. */
  versions(id: string, from?: Reader): Promise<ArticleVersion[]>;
  linksOfTicket(
    ticketId: string,
    from?: Reader,
  ): Promise<{ articleId: string; kind: string; actor: string }[]>;
}

export interface LearningOptions {
  policy: DeskPolicy;
  knowledge: KnowledgeBase;
  articles: ArticleService;
  shelf: ArticleShelf;
  queries: TicketQueries;
  digests: Digests;
  model: Model | undefined;
  inWords: TicketInWords;
  pending: PendingQuestions;
  plans: Plans;
  replies: Replies;
  /** Where an article is edited, as people can open it. */
  editorOf: (articleId: string) => string | undefined;
}

/** So long (ms) an agent waits for a draft by the model; then he gets the one without. */
const PATIENCE_MS = 20_000;

/** What an agent decides about the knowledge that a solved ticket brought (requirement 12.6). */
export function createLearning(options: LearningOptions) {
  const { policy, knowledge, articles, shelf, digests, queries, model, inWords, pending, plans, replies } =
    options;
  const { locale } = policy;

  return { link, update, draft, nothing };

  /** An article is linked whenever it fits; as a decision it counts once there is a solution. */
  async function link(seat: Seat, articleId: string): Promise<Plan> {
    const { say, ticket, person, cause } = seat;
    const article = knowledge.byId(articleId, locale);
    if (!article) return unknown(seat, articleId);
    const refused = mayDecide(seat);
    if (refused) return refused;
    const features = await learnt(seat);
    return plan(seat, 'linked', articleId, async (tx) => {
      const about = { ticketId: ticket.id, articleId, actor: person.id };
      await articles.link(tx, { ...about, kind: isSolved(ticket) ? 'solved-by' : 'linked' }, cause.at);
      if (isSolved(ticket)) {
        await articles.decided(tx, { ...about, decision: 'link', features: { ...features } }, cause.at);
        await digests.propose(tx, proposalsFrom(features, { ...about, locale }), cause.at);
      }
      const words = say('learnt.linked', { title: article.title, id: articleId, agent: nameOf(seat) });
      await replies.inThread(tx, seat, words);
    });
  }

  /** Begins a new version of an article with what the ticket adds. Somebody's unfinished one is not written over. */
  async function update(seat: Seat, articleId: string): Promise<Plan> {
    const refused = (await cannotLearn(seat)) ?? mayDecide(seat);
    if (refused) return refused;
    const { say, ticket, person, cause } = seat;
    const row = await shelf.article(articleId);
    if (!row) return unknown(seat, articleId);
    const versions = await shelf.versions(articleId);
    const begun = versions.find(
      ({ state }) => state === 'draft' || state === 'in-review' || state === 'returned',
    );
    const features = await learnt(seat);
    const about = { ticketId: ticket.id, articleId, actor: person.id };
    const decide = async (tx: Transaction) => {
      await articles.link(tx, { ...about, kind: 'updated' }, cause.at);
      await articles.decided(tx, { ...about, decision: 'update', features: { ...features } }, cause.at);
      await digests.propose(tx, proposalsFrom(features, { ...about, locale }), cause.at);
    };
    const source = versions.find(({ n }) => n === row.version) ?? versions[0];
    if (begun || !source) {
      return plan(seat, 'update: begun already', articleId, async (tx) => {
        await decide(tx);
        await replies.inThread(
          tx,
          seat,
          say('learnt.begun-already', { id: articleId, ...where(seat, articleId) }),
        );
      });
    }
    const body = updateFrom(source.body, { ticket, features, locale });
    return plan(seat, 'update', articleId, async (tx) => {
      const reason = say('learnt.from-ticket', { number: ticket.number });
      const { revision } = row;
      const revised = { articleId, revision, body, author: person.id, reason, ticketId: ticket.id };
      const outcome = await articles.revise(tx, revised, cause.at);
      if ('refused' in outcome) return replies.alone(tx, seat, refusedText(seat, outcome));
      await decide(tx);
      await replies.inThread(tx, seat, say('learnt.updating', { id: articleId, ...where(seat, articleId) }));
    });
  }

  /** A new article, prefilled; a ticket brings one at most. */
  async function draft(seat: Seat): Promise<Plan> {
    const refused = (await cannotLearn(seat)) ?? mayDecide(seat);
    if (refused) return refused;
    const { say, ticket, person, cause } = seat;
    const features = await learnt(seat);
    const facts = await inWords.of(ticket, { inside: true });
    const who = { personId: person.id, ticketId: ticket.id };
    const made = await model?.draftArticle(facts, locale, { who, within: PATIENCE_MS });
    const body = articleFrom(ticket, features, { locale, draft: made?.value });
    return plan(seat, 'drafted', undefined, async (tx) => {
      const known = (await shelf.linksOfTicket(ticket.id, tx)).find(({ kind }) => kind === 'drafted');
      if (known) {
        const words = say('learnt.drafted-already', { id: known.articleId, ...where(seat, known.articleId) });
        return replies.alone(tx, seat, words);
      }
      const owner = person.id;
      const outcome = await articles.draft(
        tx,
        { body, owner, author: person.id, origin: 'ticket', ticketId: ticket.id },
        cause.at,
      );
      if ('refused' in outcome) return replies.alone(tx, seat, refusedText(seat, outcome));
      const { id } = outcome.article;
      const about = { ticketId: ticket.id, articleId: id, actor: person.id };
      await articles.link(tx, { ...about, kind: 'drafted' }, cause.at);
      await articles.decided(tx, { ...about, decision: 'draft', features: { ...features } }, cause.at);
      const title = body.texts[locale]?.title ?? id;
      const drafted = say(made ? 'learnt.drafted-by-model' : 'learnt.drafted', {
        id,
        title: verbatim(title),
        ...where(seat, id),
      });
      await replies.inThread(tx, seat, drafted);
    });
  }

  /** Nothing is to be kept; why is kept. */
  async function nothing(seat: Seat, reason: string): Promise<Plan> {
    const refused = (await cannotLearn(seat)) ?? mayDecide(seat);
    if (refused) return refused;
    const { say, ticket, person, cause } = seat;
    if (reason === '') {
      return plans.plan(seat, 'asked: nothing-reason', async (tx) => {
        await pending.ask(tx, { ...openQuestion(seat), state: { ask: 'nothing-reason' } });
        await replies.alone(tx, seat, say('desk.ask-nothing-reason'));
      });
    }
    const features = await learnt(seat);
    return plans.plan(seat, 'nothing to keep', async (tx) => {
      await pending.drop(tx, openQuestion(seat));
      const decision = { ticketId: ticket.id, decision: 'nothing' as const, reason, actor: person.id };
      await articles.decided(tx, { ...decision, features: { ...features } }, cause.at);
      await replies.inThread(
        tx,
        seat,
        say('learnt.nothing', { agent: nameOf(seat), reason: verbatim(reason) }),
      );
    });
  }

  /** As `plans.plan`, holding the article too. */
  function plan(
    seat: Seat,
    result: string,
    articleId: string | undefined,
    apply: (tx: Transaction) => Promise<void>,
  ): Plan {
    const made = plans.plan(seat, result, apply);
    return articleId === undefined ? made : { ...made, lock: [...(made.lock ?? []), `article:${articleId}`] };
  }

  async function cannotLearn(seat: Seat): Promise<Plan | undefined> {
    const present = (await queries.byId(seat.ticket.id)) ?? seat.ticket;
    if (isSolved(present)) return undefined;
    return plans.answerAlone(seat, seat.say('refused.not-solved'), 'refused: not solved');
  }

  /** Who solved it knows; a desk manager and a knowledge admin decide for those who don't. */
  function mayDecide(seat: Seat): Plan | undefined {
    const { ticket, person, identity, say } = seat;
    if (ticket.assigneeId === person.id) return undefined;
    if (isManager(person, policy, identity) || isKnowledgeAdmin(person, policy, identity)) return undefined;
    return plans.answerAlone(seat, say('refused.not-decider'), 'refused: not yours');
  }

  async function learnt({ ticket }: Seat): Promise<TicketFeatures> {
    return featuresOf(ticket, await queries.messagesOf(ticket.id));
  }

  function unknown(seat: Seat, id: string): Plan {
    return plans.answerAlone(
      seat,
      seat.say('refused.no-article', { id: verbatim(id) }),
      'refused: no article',
    );
  }

  /** How he goes on with it: on the page, or in words. */
  function where({ say }: Seat, articleId: string): { where: string } {
    const address = options.editorOf(articleId);
    return { where: address ? say('article.edit-at', { address }) : say('article.edit-on-page') };
  }
}

export type Learning = ReturnType<typeof createLearning>;

/** Why nothing became of an article, in the words of who wanted it. */
export function refusedText(
  { say }: Pick<Seat, 'say'>,
  { refused, missing = [] }: Exclude<Outcome, { ok: true }>,
): string {
  if (refused !== 'incomplete') return say(`article.refused-${refused}`);
  const fields = missing.map((field) => say(`article.field-${field.split('.').at(-1)}`));
  return say('article.refused-incomplete', { missing: [...new Set(fields)].join(say('list.separator')) });
}

function nameOf({ person }: Seat): string {
  return verbatim(person.name);
}
