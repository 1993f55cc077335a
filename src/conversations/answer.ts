import { handOver } from './hand-over.ts';
import { articleMessage, choiceMessage, offerFirstChecks, offerMore, showArticle } from './help.ts';
import { before, text, wordsOf, type Scene, type Step, type Turn } from './scene.ts';
import { withVerdict, type StateOf } from './talk.ts';

type State = StateOf<'answer'>;

/** The dialogue in which an article is shown or some are offered, and the requester says what came of it. */
export function answer(scene: Scene, state: State, turn: Turn): Step {
  return state.show === 'article' ? onArticle(scene, state, turn) : onChoice(scene, state, turn);
}

export function showAnswerAgain(scene: Scene, state: State) {
  const find = (id: string) => scene.desk.knowledge.byId(id, scene.locale);
  if (state.show === 'choice') {
    return choiceMessage(
      scene,
      state.options.flatMap((id) => find(id) ?? []),
    );
  }
  const article = find(state.articleId);
  return article ? articleMessage(scene, article) : text(scene.say('answer.gone'));
}

function onArticle(scene: Scene, state: State & { show: 'article' }, turn: Turn): Step {
  const { talk, articleId } = state;
  if (turn.move === 'solved' || turn.move === 'yes') {
    return {
      replies: [text(scene.say('answer.solved'))],
      end: 'confirmed',
      resume: talk.later,
    };
  }
  const failed = withVerdict(talk, articleId, 'not-solved');
  if (turn.move === 'not-solved' || turn.move === 'no') {
    return before([text(scene.say('answer.not-solved'))], offerMore(scene, failed));
  }
  if (turn.move === 'human') return handOver(scene, talk);
  if (turn.understood.kind === 'thanks') {
    return { replies: [text(scene.say('answer.assumed'))], end: 'assumed', resume: talk.later };
  }
  if (turn.text.trim() === '' && turn.files.length === 0) return { replies: [showAnswerAgain(scene, state)] };
  return onMoreWords(scene, state, turn);
}

/** More about the problem: a better article may be found now; else the one shown has not helped. */
function onMoreWords(scene: Scene, state: State & { show: 'article' }, turn: Turn): Step {
  const failed = withVerdict(state.talk, state.articleId, 'not-solved');
  const told = { ...failed, texts: [...failed.texts, turn.text], files: [...failed.files, ...turn.files] };
  const [best] = scene.desk.knowledge
    .search(turn.text, { locale: scene.locale, limit: 3 })
    .filter(({ article }) => !told.tried.some((one) => one.articleId === article.id));
  if (best && best.score >= scene.desk.policy.certainty.article)
    return showArticle(scene, told, best.article);
  return before([text(scene.say('answer.noted'))], offerMore(scene, told));
}

function onChoice(scene: Scene, state: State & { show: 'choice' }, turn: Turn): Step {
  const { talk, options } = state;
  const chosen =
    turn.pressed?.action === 'article' ? turn.pressed.value : chosenInWords(scene, options, turn);
  const article = chosen && options.includes(chosen) && scene.desk.knowledge.byId(chosen, scene.locale);
  if (article) return showArticle(scene, { ...talk, type: talk.type ?? article.type }, article);
  if (turn.move === 'human') return handOver(scene, talk);
  const none = turn.pressed?.action === 'none-of-these' || turn.move === 'no' || turn.move === 'not-solved';
  if (none) return offerFirstChecks(scene, talk);
  if (turn.move === 'solved') {
    return { replies: [text(scene.say('answer.solved'))], end: 'confirmed', resume: talk.later };
  }
  if (turn.text.trim() === '' && turn.files.length === 0) return { replies: [showAnswerAgain(scene, state)] };
  const told = { ...talk, texts: [...talk.texts, turn.text], files: [...talk.files, ...turn.files] };
  const [best] = scene.desk.knowledge.search(wordsOf(told), { locale: scene.locale, limit: 1 });
  if (best && best.score >= scene.desk.policy.certainty.article)
    return showArticle(scene, told, best.article);
  return offerFirstChecks(scene, told);
}

function chosenInWords(scene: Scene, options: readonly string[], turn: Turn): string | undefined {
  const said = turn.text.trim().toLowerCase();
  if (/^\d$/.test(said)) return options[Number(said) - 1];
  return options.find((id) => scene.desk.knowledge.byId(id, scene.locale)?.title.toLowerCase() === said);
}
