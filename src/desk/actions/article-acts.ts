import { verbatim } from '../../content/markdown.ts';
import { missingIn } from '../../knowledge/article-body.ts';
import type { ArticleRow, ArticleVersion } from '../../knowledge/article.ts';
import type { ArticleService, Outcome } from '../../knowledge/article-service.ts';
import type { People } from '../../identity/people.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database, Reader, Transaction } from '../../store/database.ts';
import type { Voice } from '../cards/voice.ts';
import { articlePartsIn } from '../commands/article-fields.ts';
import type { Caller } from '../threads/seat.ts';
import type { Replies } from '../threads/replies.ts';
import { filledIn } from './article-drafts.ts';
import { refusedText, type ArticleShelf } from './learning.ts';
import { isKnowledgeAdmin } from './rights.ts';
import type { Agents } from './agents.ts';

export interface ArticleActsOptions {
  db: Database;
  voice: Voice;
  people: People;
  articles: ArticleService;
  shelf: ArticleShelf & {
    /** The oldest first. */
    events(id: string, from?: Reader): Promise<{ seq: number; kind: string; actor: string }[]>;
  };
  replies: Replies;
  agents: Pick<Agents, 'visibleTo'>;
  editorOf: (articleId: string) => string | undefined;
}

/** Steps of an article's life, by which an older card is out of date. */
const DECISIONS = new Set(['published', 'returned', 'verified', 'retired', 'restored']);
/** What is said to be done. */
type Done = 'published' | 'returned' | 'verified' | 'retired';

const ANSWERS = new Set(['published', 'verified', 'retired', 'restored']);

/** What is decided about articles, by button or in words: rights and state are those of this moment (rule I-3). */
export function createArticleActs(options: ArticleActsOptions) {
  const { voice, people, articles, shelf, replies, agents, editorOf } = options;
  const { policy } = voice;

  return { approve, giveBack, verify, retire, fix, fill, submit };

  /** `n`: the version on the card; in words the one that waits. */
  async function approve(caller: Caller, articleId: string, n?: number): Promise<Plan> {
    return reviewing(caller, { articleId, n, done: 'published' }, (tx, version) =>
      articles.publish(tx, { articleId, n: version, by: caller.person.id }, caller.cause.at),
    );
  }

  async function giveBack(
    caller: Caller,
    { articleId, n, reason }: { articleId: string; n?: number | undefined; reason: string },
  ): Promise<Plan> {
    const { say } = caller;
    const refused = mayReview(caller);
    if (refused) return refused;
    const words = reason.trim();
    if (words === '') return answer(caller, say('review.ask-reason', { id: articleId }), 'asked: reason');
    return reviewing(caller, { articleId, n, done: 'returned' }, (tx, version) =>
      articles.giveBack(tx, { articleId, n: version, by: caller.person.id, reason: words }, caller.cause.at),
    );
  }

  async function reviewing(
    caller: Caller,
    { articleId, n, done }: { articleId: string; n?: number | undefined; done: Done },
    decide: (tx: Transaction, n: number) => Promise<Outcome>,
  ): Promise<Plan> {
    const refused = mayReview(caller);
    if (refused) return refused;
    return about(articleId, 'reviewed', async (tx) => {
      const versions = await shelf.versions(articleId, tx);
      const waiting = versions.find(({ state }) => state === 'in-review');
      const isMeant = waiting !== undefined && (n === undefined || waiting.n === n);
      if (!isMeant) return tell(tx, caller, await decidedAlready(tx, caller, articleId));
      const outcome = await decide(tx, waiting.n);
      if ('refused' in outcome) return tell(tx, caller, refusedText(caller, outcome));
      return tell(tx, caller, caller.say(`article.done-${done}`, { id: articleId }));
    });
  }

  async function verify(caller: Caller, articleId: string, asked?: number): Promise<Plan> {
    return answering(caller, { articleId, asked, done: 'verified' }, (tx) =>
      articles.verify(tx, { articleId, by: caller.person.id }, caller.cause.at),
    );
  }

  async function retire(
    caller: Caller,
    { articleId, asked, reason }: { articleId: string; asked?: number | undefined; reason: string },
  ): Promise<Plan> {
    const because = reason.trim() === '' ? caller.say('fresh.retired-reason') : reason.trim();
    return answering(caller, { articleId, asked, done: 'retired' }, (tx) =>
      articles.retire(tx, { articleId, by: caller.person.id, reason: because }, caller.cause.at),
    );
  }

  /** `asked`: the event that the card is about. Once somebody has answered it, the card says no more. */
  async function answering(
    caller: Caller,
    { articleId, asked, done }: { articleId: string; asked?: number | undefined; done: Done },
    decide: (tx: Transaction) => Promise<Outcome>,
  ): Promise<Plan> {
    const isAtWork = await isAgentNow(caller);
    return about(articleId, 'answered', async (tx) => {
      const article = await shelf.article(articleId, tx);
      if (!article) return tell(tx, caller, caller.say('refused.no-article', { id: verbatim(articleId) }));
      if (!mayKeep(caller, article)) return tell(tx, caller, caller.say('refused.not-owner'));
      if (!isAtWork) return tell(tx, caller, caller.say('refused.owner-away'));
      const isOpen = article.state === 'published' || article.state === 'due';
      if (!isOpen || (asked !== undefined && (await isAnswered(tx, articleId, asked)))) {
        return tell(tx, caller, await decidedAlready(tx, caller, articleId));
      }
      const outcome = await decide(tx);
      if ('refused' in outcome) return tell(tx, caller, refusedText(caller, outcome));
      return tell(tx, caller, caller.say(`article.done-${done}`, { id: articleId }));
    });
  }

  async function isAnswered(tx: Transaction, articleId: string, asked: number): Promise<boolean> {
    const events = await shelf.events(articleId, tx);
    return events.some(({ seq, kind }) => seq > asked && ANSWERS.has(kind));
  }

  /** Where it can be mended. */
  async function fix(caller: Caller, articleId: string): Promise<Plan> {
    const address = editorOf(articleId);
    const { say } = caller;
    return answer(caller, address ? say('article.edit-at', { address }) : say('article.edit-on-page'), 'fix');
  }

  /** Its author writes on, from chat: in the language the draft has. */
  async function fill(caller: Caller, articleId: string, text: string): Promise<Plan> {
    const { say, person, cause } = caller;
    const parts = articlePartsIn(text);
    if (!parts) return answer(caller, say('article.fill-how', { id: articleId }), 'explained: fill');
    return about(articleId, 'filled in', async (tx) => {
      const open = await openVersion(tx, articleId);
      if (!open) return tell(tx, caller, say('article.refused-no-draft'));
      if (open.authorId !== person.id && !isAdmin(caller)) return tell(tx, caller, say('refused.not-author'));
      const locale = open.body.texts[policy.locale] ? policy.locale : open.body.texts.en ? 'en' : 'zh-CN';
      const body = filledIn(open.body, parts, locale);
      const outcome = await articles.revise(tx, { articleId, body, author: open.authorId }, cause.at);
      if ('refused' in outcome) return tell(tx, caller, refusedText(caller, outcome));
      const missing = missingIn(body);
      if (missing.length === 0) return tell(tx, caller, say('article.filled-complete', { id: articleId }));
      const still = refusedText(caller, { refused: 'incomplete', missing });
      return tell(tx, caller, `${say('article.filled', { id: articleId })} ${still}`);
    });
  }

  async function openVersion(tx: Transaction, articleId: string): Promise<ArticleVersion | undefined> {
    const versions = await shelf.versions(articleId, tx);
    return versions.find(({ state }) => state === 'draft' || state === 'returned');
  }

  /** Its author hands it in for review. */
  async function submit(caller: Caller, articleId: string): Promise<Plan> {
    const { say, person, cause } = caller;
    return about(articleId, 'submitted', async (tx) => {
      const open = await openVersion(tx, articleId);
      if (!open) return tell(tx, caller, say('article.refused-no-draft'));
      if (open.authorId !== person.id && !isAdmin(caller)) return tell(tx, caller, say('refused.not-author'));
      const outcome = await articles.submit(tx, { articleId, by: person.id }, cause.at);
      if ('refused' in outcome) return tell(tx, caller, refusedText(caller, outcome));
      return tell(tx, caller, say('article.submitted', { id: articleId }));
    });
  }

  function isAdmin({ person, identity }: Caller): boolean {
    return isKnowledgeAdmin(person, policy, identity);
  }

  function mayReview(caller: Caller): Plan | undefined {
    if (isAdmin(caller)) return undefined;
    return answer(caller, caller.say('refused.not-reviewer'), 'refused: no knowledge admin');
  }

  /** An article that a group owns is kept by the knowledge admins. */
  function mayKeep(caller: Caller, { owner }: ArticleRow): boolean {
    const { person, identity } = caller;
    return owner === person.id || owner === `${identity.platform}:${identity.userId}` || isAdmin(caller);
  }

  /** An owner who has left keeps nothing: he still works for a queue, or is a knowledge admin. */
  async function isAgentNow(caller: Caller): Promise<boolean> {
    if (isAdmin(caller)) return true;
    const { person, identity, cause } = caller;
    return (await agents.visibleTo(policy.queues, { person, identity, now: cause.at })).length > 0;
  }

  async function decidedAlready(tx: Transaction, { say }: Caller, articleId: string): Promise<string> {
    const last = (await shelf.events(articleId, tx)).findLast(({ kind }) => DECISIONS.has(kind));
    if (!last) return say('article.nothing-waits', { id: verbatim(articleId) });
    const agent =
      last.actor === 'bot' ? say('name.bot') : ((await people.byId(last.actor, tx))?.name ?? last.actor);
    return say(`article.already-${last.kind}`, { agent: verbatim(agent), id: articleId });
  }

  function tell(tx: Transaction, caller: Caller, text: string): Promise<void> {
    return replies.to(tx, caller, { text });
  }

  function answer(caller: Caller, text: string, result: string): Plan {
    return { result, apply: (tx) => tell(tx, caller, text) };
  }
}

export type ArticleActs = ReturnType<typeof createArticleActs>;

function about(articleId: string, result: string, apply: (tx: Transaction) => Promise<void>): Plan {
  return { result, lock: [`article:${articleId}`], apply };
}
