import { clauses } from '../language/clauses.ts';
import { asksHow } from '../language/questions.ts';
import type { Article, ArticleHit } from '../knowledge/knowledge-base.ts';
import type { OutboundMessage } from '../platforms/platform.ts';
import { newId } from '../runtime/id.ts';
import { articleMessage } from './article-message.ts';
import { button } from './buttons.ts';
import { startQuestionnaire } from './hand-over.ts';
import { tellsNothing } from './informative.ts';
import { answerByModel } from './model-answer.ts';
import { text, wordsOf, type AnswerKind, type Scene, type Step } from './scene.ts';
import { selfHelp, talkOf, type Talk } from './talk.ts';
import { signEffects, toldEffect, withEffects } from './told.ts';

/** Articles shown before a human is asked; more would only annoy. */
const MOST_TRIED = 2;
const MOST_OFFERED = 3;
const MOST_PARTS = 8;
/** A guess below this is none: “坏了” may be anything, and the usual types are offered. */
const LIKELY = 0.15;
/** From here on an article of an unsure type is offered instead of asking for the type. */
const PROBABLE = 0.4;
/** A score this near to the best one, as a share of it, is as good: where one word was told, and where more were. */
const NEARLY = 0.8;
const EQUALLY = 0.98;
/** An article below the score from which it is offered is asked about where it stands out, and its type is sure. */
const FAINT = 0.15;
const STANDS_OUT = 1.3;
const COMMON_TYPES = ['hardware', 'printer', 'network', 'software', 'email', 'account'];

/** The next thing that may help: an article, a choice of some, the first checks of the type, or the questions. */
export function offerHelp(scene: Scene, talk: Talk): Step {
  if (!selfHelp(talk)) return offerFirstChecks(scene, talk);
  const hits = freshHits(scene, talk);
  if (talk.questionId !== undefined) return bestHelp(scene, talk, hits);
  const id = newId(scene.now);
  return recorded(
    scene,
    { id, text: wordsOf(talk), hits },
    bestHelp(scene, { ...talk, questionId: id }, hits),
  );
}

function bestHelp(scene: Scene, talk: Talk, hits: readonly ArticleHit[]): Step {
  const { certainty } = scene.desk.policy;
  const [best, next] = hits;
  const isVague = isOneWord(wordsOf(talk));
  const isTied = best && next && next.score >= (isVague ? NEARLY : EQUALLY) * best.score;
  const isClear = best && !isTied && best.score >= certainty.article && fits(talk, best.article);
  const byModel =
    talk.tried.length === 0 && (!isClear || asksHow(wordsOf(talk)))
      ? answerByModel(scene, talk, hits)
      : undefined;
  if (byModel) return byModel;
  if (isClear) return showArticle(scene, { ...talk, type: talk.type ?? best.article.type }, best.article);
  const type = talk.type ?? scene.ask.type(wordsOf(talk));
  if (talk.type === undefined && type !== undefined) return bestHelp(scene, { ...talk, type }, hits);
  const offered = isTied && isVague ? goodEnough(scene, hits) : offeredHits(scene, talk, hits);
  if (offered.length > 0 && talk.tried.length === 0) {
    const articles = offered.slice(0, MOST_OFFERED).map((hit) => hit.article);
    return offerChoice(scene, talk, articles);
  }
  return offerFirstChecks(scene, talk);
}

function goodEnough(scene: Scene, hits: readonly ArticleHit[]): ArticleHit[] {
  return hits.filter(({ score }) => score >= scene.desk.policy.certainty.offer);
}

/** Articles to choose from: of the type, better ones of another where the type was only guessed, or one that stands out. */
function offeredHits(scene: Scene, talk: Talk, hits: readonly ArticleHit[]): ArticleHit[] {
  const good = goodEnough(scene, hits);
  const { kind, problems } = scene.desk.understand(wordsOf(talk));
  const { type } = talk;
  if (type === undefined) {
    const likely = likelyTypes(scene, talk, PROBABLE);
    return kind === 'unclear' ? good : good.filter(({ article }) => likely.includes(article.type));
  }
  const guess = problems[0]?.types[0];
  const isGuessed = guess?.type === type && guess.confidence >= scene.desk.policy.certainty.type;
  const best = good.findIndex(({ article }) => article.type === type);
  const better = isGuessed ? good.slice(0, best < 0 ? good.length : best) : [];
  const offered = [...better, ...good.filter(({ article }) => article.type === type)];
  const [first, next] = hits;
  const standsOut =
    first && fits(talk, first.article) && first.score >= Math.max(FAINT, STANDS_OUT * (next?.score ?? 0));
  return offered.length === 0 && standsOut ? [first] : offered;
}

/** What was told is recorded with its first answer; a question about its kind is none yet. */
function recorded(
  scene: Scene,
  told: { id: string; text: string; hits: readonly ArticleHit[] },
  step: Step,
): Step {
  const { next } = step;
  if (next?.kind === 'intake') return step;
  const isArticle = next?.kind === 'answer' && next.show === 'article';
  const type = step.effects?.find((effect) => effect.do === 'open-ticket')?.draft.type ?? talkOf(next)?.type;
  const answer = answerKind(scene, next);
  const articleId = isArticle ? next.articleId : undefined;
  return withEffects(step, [toldEffect(scene, { ...told, type, answer, articleId })]);
}

function answerKind(scene: Scene, next: Step['next']): AnswerKind {
  if (next?.kind !== 'answer') return 'none';
  if (next.show === 'choice') return 'choice';
  if (next.cited) return 'model';
  return scene.desk.knowledge.byId(next.articleId, scene.locale)?.firstCheck ? 'first-checks' : 'article';
}

/** The first checks of the type; where they were seen or there are none, the questions; without a type, which it is. */
export function offerFirstChecks(scene: Scene, talk: Talk): Step {
  if (talk.type === undefined) return askType(scene, talk);
  const checks = scene.desk.knowledge.firstChecks(talk.type, scene.locale);
  if (!checks || !selfHelp(talk) || talk.tried.some((one) => one.articleId === checks.id)) {
    return startQuestionnaire(scene, talk);
  }
  const step = showArticle(scene, talk, checks);
  return { ...step, replies: [text(scene.say('answer.first-checks')), ...step.replies] };
}

/** After an article that didn't help: something else, the first checks, then the questions. */
export function offerMore(scene: Scene, talk: Talk): Step {
  if (talk.tried.length >= MOST_TRIED) return startQuestionnaire(scene, talk);
  return offerFirstChecks(scene, talk);
}

export function showArticle(scene: Scene, talk: Talk, article: Article): Step {
  const seen = talk.tried.some((one) => one.articleId === article.id);
  const shown = { articleId: article.id, title: article.title, verdict: 'unanswered' as const };
  return {
    replies: [articleMessage(scene, article)],
    effects: seen ? [] : signEffects([article.id], 'shown'),
    next: {
      kind: 'answer',
      show: 'article',
      articleId: article.id,
      talk: seen ? talk : { ...talk, tried: [...talk.tried, shown] },
    },
  };
}

function offerChoice(scene: Scene, talk: Talk, articles: Article[]): Step {
  return {
    replies: [choiceMessage(scene, articles)],
    next: { kind: 'answer', show: 'choice', options: articles.map((article) => article.id), talk },
  };
}

export function choiceMessage(scene: Scene, articles: readonly Article[]): OutboundMessage {
  const list = articles.map((article, i) => `${i + 1}. ${article.title}`).join('\n');
  const [only] = articles;
  const words =
    only && articles.length === 1
      ? scene.say('answer.choice-one', { title: only.title })
      : `${scene.say('answer.choice')}\n\n${list}`;
  return text(words, [
    ...articles.map((article) => ({ id: 'article', label: article.title, value: article.id })),
    button(scene, 'none-of-these'),
    button(scene, 'human'),
  ]);
}

/** One question instead of a guess: which kind of problem it is (requirement 1.5). */
export function askType(scene: Scene, talk: Talk): Step {
  const likely = likelyTypes(scene, talk, LIKELY);
  const known = likely.filter((type) => type !== 'other').slice(0, MOST_OFFERED);
  const options = [...new Set([...(known.length > 0 ? known : COMMON_TYPES), 'other'])];
  const { questionId: _, ...unasked } = talk;
  return {
    replies: [typeQuestion(scene, options)],
    next: { kind: 'intake', ask: 'type', options, talk: unasked },
  };
}

function likelyTypes(scene: Scene, talk: Talk, least: number): string[] {
  const ranked = scene.desk.understand(wordsOf(talk)).problems.flatMap((problem) => problem.types);
  return ranked.filter(({ confidence }) => confidence >= least).map(({ type }) => type);
}

/** “slow”, “会议室”: too little to tell which of several articles is meant. */
function isOneWord(words: string): boolean {
  return /^\s*(?:\p{Script=Han}{1,3}|[\p{Script=Latin}\d-]+)\s*[.!?。！？]*\s*$/u.test(words);
}

export function typeQuestion(scene: Scene, options: readonly string[]): OutboundMessage {
  return text(scene.say('intake.which-type'), [
    ...options.map((type) => ({
      id: 'type',
      label: scene.desk.typeNames.get(type)?.[scene.locale] ?? type,
      value: type,
    })),
    button(scene, 'human'),
    button(scene, 'cancel'),
  ]);
}

function freshHits(scene: Scene, talk: Talk): ArticleHit[] {
  if (tellsNothing(wordsOf(talk))) return [];
  const seen = new Set([...talk.declined, ...talk.tried.map((one) => one.articleId)]);
  const hits = [wordsOf(talk), ...tellingParts(scene, talk)]
    .flatMap((words) => scene.search(words, { limit: 6 }))
    .filter(({ article }) => !seen.has(article.id) && !article.firstCheck)
    .toSorted((a, b) => b.score - a.score);
  return hits.filter((hit, i) => hits.findIndex((one) => one.article.id === hit.article.id) === i);
}

/** “蓝屏了，急，马上要开会”: the parts that tell of the problem are searched without the haste around them. */
function tellingParts(scene: Scene, talk: Talk): string[] {
  const parts = clauses(wordsOf(talk)).map((clause) => clause.text);
  if (parts.length < 2) return [];
  return parts.slice(0, MOST_PARTS).filter((part) => {
    const best = scene.desk.understand(part).problems[0]?.types[0];
    return (
      best !== undefined && best.type === talk.type && best.confidence >= scene.desk.policy.certainty.type
    );
  });
}

function fits(talk: Talk, article: Article): boolean {
  return talk.type === undefined || talk.type === article.type;
}
