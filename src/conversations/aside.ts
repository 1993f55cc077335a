import { clauses } from '../language/clauses.ts';
import { asksHow } from '../language/questions.ts';
import type { ArticleHit } from '../knowledge/knowledge-base.ts';
import type { OutboundMessage } from '../platforms/platform.ts';
import { newId } from '../runtime/id.ts';
import { articleText, thumbs } from './article-message.ts';
import { answeredText, askModel } from './model-answer.ts';
import { text, type Effect, type Scene, type Step, type Turn } from './scene.ts';
import { talkOf, type DialogueState } from './talk.ts';
import { signEffects, toldEffect } from './told.ts';

const MOST_HITS = 5;

/** A question in between is answered from the knowledge base, and the open one repeated. */
export function answerInBetween(
  scene: Scene,
  { state, again }: { state: DialogueState; again: OutboundMessage },
  turn: Turn,
): Step | undefined {
  const hits = hitsFor(scene, turn.text);
  const [best] = hits;
  if (!best || isSeen(best) || isAboutTicket(scene, state, best.article.type)) return undefined;
  const id = newId(scene.now);
  const answered = asksHow(turn.text)
    ? askModel(
        scene,
        turn.text,
        hits.filter((hit) => !isSeen(hit)),
      )
    : undefined;
  if (!answered && best.score < scene.desk.policy.certainty.article) return undefined;
  const { article } = best;
  const shown = answered ? answeredText(scene, answered) : articleText(scene, article);
  const used = answered?.articles ?? [article];
  const told = { id, text: turn.text, type: used[0]?.type, hits, articleId: used[0]?.id };
  const effects: Effect[] = [
    toldEffect(scene, { ...told, answer: answered ? 'model' : 'article' }),
    ...signEffects(
      used.map((one) => one.id),
      'shown',
    ),
  ];
  const back = text(scene.say('questionnaire.back-to'));
  return { replies: [text(shown, thumbs(scene, id)), back, again], effects };

  function isSeen(hit: ArticleHit): boolean {
    return talkOf(state)?.tried.some((one) => one.articleId === hit.article.id) ?? false;
  }
}

/** The best articles for the message or for the question in it: “顺便问一下，VPN 怎么连？” */
function hitsFor(scene: Scene, words: string): ArticleHit[] {
  const asked = clauses(words).map((clause) => clause.text);
  const hits = [words, ...asked.filter(asksHow)]
    .flatMap((said) => scene.search(said, { limit: MOST_HITS }))
    .toSorted((a, b) => b.score - a.score);
  return hits.filter((hit, i) => hits.findIndex((one) => one.article.id === hit.article.id) === i);
}

/** What is asked about the ticket itself is for the people who work on it. */
function isAboutTicket(scene: Scene, state: DialogueState, type: string): boolean {
  if (state.kind !== 'verification') return false;
  return scene.tickets.some((ticket) => ticket.id === state.ticketId && ticket.type === type);
}
