import { articleText } from './help.ts';
import { clauses } from '../language/clauses.ts';
import { asksHow } from '../language/questions.ts';
import type { OutboundMessage } from '../platforms/platform.ts';
import { text, type Scene, type Step, type Turn } from './scene.ts';
import { talkOf, type DialogueState } from './talk.ts';

/** A question in between is answered from the knowledge base, and the open one repeated. */
export function answerInBetween(
  scene: Scene,
  { state, again }: { state: DialogueState; again: OutboundMessage },
  turn: Turn,
): Step | undefined {
  const best = bestArticle(scene, turn.text);
  if (!best || best.score < scene.desk.policy.certainty.article) return undefined;
  if (talkOf(state)?.tried.some((one) => one.articleId === best.article.id)) return undefined;
  if (isAboutTicket(scene, state, best.article.type)) return undefined;
  const back = text(scene.say('questionnaire.back-to'));
  return { replies: [text(articleText(scene, best.article)), back, again] };
}

/** The best article for the message or for the question in it: “顺便问一下，VPN 怎么连？” */
function bestArticle(scene: Scene, words: string) {
  const asked = clauses(words).map((clause) => clause.text);
  return [words, ...asked.filter(asksHow)]
    .flatMap((said) => scene.search(said, { limit: 1 }))
    .toSorted((a, b) => b.score - a.score)[0];
}

/** What is asked about the ticket itself is for the people who work on it. */
function isAboutTicket(scene: Scene, state: DialogueState, type: string): boolean {
  if (state.kind !== 'verification') return false;
  return scene.tickets.some((ticket) => ticket.id === state.ticketId && ticket.type === type);
}
