import { and, eq, sum } from 'drizzle-orm';
import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import type { ArticleEvent, ArticleRow, ArticleVersion } from '../../knowledge/article.ts';
import type { Locale, OutboundMessage } from '../../platforms/platform.ts';
import { conversationLane } from '../../runtime/conversation-lane.ts';
import { post } from '../../runtime/outbox.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database, Transaction } from '../../store/database.ts';
import { freshnessCard, freshnessRef } from '../cards/freshness-card.ts';
import { speaker, type Say, type Voice } from '../cards/voice.ts';
import type { DirectPlace, DirectPlaces } from '../threads/direct-places.ts';
import type { FollowUpEvent } from '../../runtime/follow-up.ts';
import type { KnowledgeChannel } from '../threads/knowledge-channel.ts';
import { ANSWERS, titleOf, type ArticleArchive } from './article-archive.ts';
import { createSharedAges, type AgeingArticle } from './shared-ages.ts';

export interface ArticleNewsOptions {
  db: Database;
  voice: Voice;
  people: People;
  archive: ArticleArchive;
  channel: KnowledgeChannel;
  directPlaces: DirectPlaces;
  editorOf: (articleId: string) => string | undefined;
  /** Where the articles are listed, if the pages' address is known. */
  listAt: string | undefined;
  now: () => number;
}

/** An article whose age is asked about, and the step by which it is. */
interface Asked {
  article: ArticleRow;
  validUntil: number;
  asked: ArticleEvent;
}

/** What authors and owners of articles are told alone; in the knowledge channel where they can't be reached. */
export function createArticleNews(options: ArticleNewsOptions) {
  const { db, voice, people, archive, channel, directPlaces, editorOf, now } = options;
  const { locale } = voice.policy;
  const sharedAges = createSharedAges({ ...options, ageing: ageingOfGroup });

  return {
    /** The author learns what became of his text, with the points it brought (requirement 8.7). */
    async tellAuthor({ payload: { subject } }: FollowUpEvent): Promise<Plan> {
      const [kind = '', articleId = '', number = ''] = subject.split(':');
      const n = Number(number);
      const article = await archive.article(articleId);
      const versions = await archive.versions(articleId);
      const version = versions.find((one) => one.n === n);
      if (!article || !version) return { result: 'ignored: no article' };
      if (version.authorId === version.reviewerId) return { result: 'ignored: his own' };
      const there = await directPlaces.of(version.authorId);
      const spoken = there?.locale ?? locale;
      const say = speaker(voice, spoken);
      const words = {
        id: articleId,
        title: verbatim(await titleOf(archive, { article, locale: spoken })),
        agent: verbatim(await nameOf(version.reviewerId, say)),
        reason: verbatim(version.reason ?? ''),
      };
      const told = say(`article.news-${kind}`, words);
      const isFirst = !versions.some((one) => one.n < n && one.state === 'superseded');
      const earned = isFirst ? articleId : `${articleId}#${n}`;
      const points = kind === 'published' ? await pointsFor(version.authorId, earned) : 0;
      const text = points > 0 ? `${told} ${say('article.news-points', { points })}` : told;
      return { result: 'author told', apply: (tx) => tellOfHis(tx, { version, there, text }) };
    },

    /** Asks the owner whether his article is still right; groups' articles are asked about together, in the channel. */
    async askOwner({ payload: { subject } }: FollowUpEvent): Promise<Plan> {
      const found = await askedAbout(subject);
      if (!found) return { result: 'ignored: answered already' };
      const { article, asked } = found;
      const there = await ownChatOf(article);
      if (!there) return { result: 'owned by a group', apply: (tx) => sharedAges.gather(tx, asked.at) };
      const message = await cardFor(found, there.locale);
      const ref = freshnessRef(article.id);
      return { result: 'owner asked', apply: (tx) => write(tx, there, { ref, message }) };
    },

    askTogether: (event: FollowUpEvent): Promise<Plan> => sharedAges.show(event),
  };

  async function askedAbout(articleId: string): Promise<Asked | undefined> {
    const article = await archive.article(articleId);
    const events = await archive.events(articleId);
    const asked = events.findLast(({ kind }) => kind === 'reminded' || kind === 'due');
    if (!article || article.validUntil === null || !asked) return undefined;
    const isOpen = article.state === 'published' || article.state === 'due';
    const isAnswered = events.some(({ seq, kind }) => seq > asked.seq && ANSWERS.has(kind));
    return isOpen && !isAnswered ? { article, validUntil: article.validUntil, asked } : undefined;
  }

  async function cardFor({ article, validUntil, asked }: Asked, spoken: Locale): Promise<OutboundMessage> {
    return freshnessCard({
      say: speaker(voice, spoken),
      voice,
      articleId: article.id,
      title: await titleOf(archive, { article, locale: spoken }),
      validUntil,
      isDue: article.state === 'due',
      asked: asked.seq,
      address: editorOf(article.id),
      locale: spoken,
      now: now(),
    });
  }

  async function ageingOfGroup(articleId: string): Promise<AgeingArticle | undefined> {
    const found = await askedAbout(articleId);
    if (!found || (await ownChatOf(found.article))) return undefined;
    const { article } = found;
    const title = await titleOf(archive, { article, locale });
    return { id: article.id, owner: article.owner, title, card: await cardFor(found, locale) };
  }

  /** Where its owner is asked alone; a group is nobody. */
  async function ownChatOf({ owner }: ArticleRow): Promise<DirectPlace | undefined> {
    const person = await people.byId(owner);
    return person && directPlaces.of(person.id);
  }

  async function tellOfHis(
    tx: Transaction,
    { version, there, text }: { version: ArticleVersion; there: DirectPlace | undefined; text: string },
  ): Promise<void> {
    const { articleId, n, authorId } = version;
    if (there) return write(tx, there, { ref: `article-news:${articleId}:${n}`, message: { text } });
    const name = verbatim((await people.byId(authorId, tx))?.name ?? authorId);
    await channel.say(tx, { text: speaker(voice, locale)('article.news-for', { name, text }) }, now());
  }

  function write(
    tx: Transaction,
    { place }: DirectPlace,
    named: { ref: string; message: OutboundMessage },
  ): Promise<void> {
    return post(tx, db.tables, [{ ...named, place, lane: conversationLane(place) }], now());
  }

  async function nameOf(personId: string | null, say: Say): Promise<string> {
    if (personId === null || personId === 'bot') return say('name.bot');
    return (await people.byId(personId))?.name ?? personId;
  }

  async function pointsFor(personId: string, subject: string): Promise<number> {
    const { points } = db.tables;
    const [row] = await db.read
      .select({ total: sum(points.points) })
      .from(points)
      .where(and(eq(points.personId, personId), eq(points.subject, subject)));
    return Number(row?.total ?? 0);
  }
}
