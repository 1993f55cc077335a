import { placeInList } from '../language/questions.ts';
import { button, meansButton } from './buttons.ts';
import { handOver } from './hand-over.ts';
import { answersTo, thumbs } from './article-message.ts';
import { choiceMessage, offerFirstChecks, offerMore, showArticle } from './help.ts';
import { describe } from './problem.ts';
import { before, text, wordsOf, type Scene, type Step, type Turn } from './scene.ts';
import { saysNotSolved } from './verdict.ts';
import { withVerdict, type DialogueState, type StateOf, type Talk } from './talk.ts';
import { thumbIn } from './thumb-words.ts';
import { signEffects, verdictEffects, withEffects } from './told.ts';

type State = StateOf<'answer'>;

/** The dialogue in which an article is shown or some are offered, and the requester says what came of it. */
export function answer(scene: Scene, state: State, turn: Turn): Step {
  return state.show === 'article' ? onArticle(scene, state, turn) : onChoice(scene, state, turn);
}

/** What is open once more; the steps of an article stand above and aren't repeated. */
export function showAnswerAgain(scene: Scene, state: State) {
  const find = (id: string) => scene.desk.knowledge.byId(id, scene.locale);
  if (state.show === 'choice') {
    const left = state.options.flatMap((id) => find(id) ?? []);
    return left.length > 0
      ? choiceMessage(scene, left)
      : text(scene.say('answer.gone'), [button(scene, 'none-of-these'), button(scene, 'human')]);
  }
  const article = find(state.articleId);
  const words = article ? scene.say('answer.again', { title: article.title }) : scene.say('answer.gone');
  return text(words, answersTo(scene, state.articleId));
}

function onArticle(scene: Scene, state: State & { show: 'article' }, turn: Turn): Step {
  const { talk, articleId } = state;
  switch (turn.move) {
    case 'solved':
      return withEffects(solved(scene, talk), verdictEffects(state, 'solved'));
    case 'not-solved':
    case 'no':
      return notSolved(scene, state, { talk });
    case 'human':
      return handOver(scene, withMore(talk, turn));
    case 'skip':
      return offerMore(scene, talk);
    // “好的” says that it will be tried, not that it helped: only a clear word counts as confirmed.
    case 'yes':
    case 'back':
      return waiting(scene, state, talk);
    default:
  }
  if (turn.understood.kind === 'thanks') {
    const { questionId, later } = talk;
    const buttons = questionId === undefined ? [] : thumbs(scene, questionId);
    return { replies: [text(scene.say('answer.assumed'), buttons)], end: 'assumed', resume: later };
  }
  if (turn.text.trim() === '' && turn.files.length === 0) return { replies: [showAnswerAgain(scene, state)] };
  const told = withMore(talk, turn);
  if (saysNotSolved(scene, turn)) return notSolved(scene, state, { talk: told });
  if (turn.understood.kind !== 'problem') return waiting(scene, state, told);
  return onMoreWords(scene, withVerdict(told, articleId, 'not-solved'), turn);
}

function notSolved(
  scene: Scene,
  state: State & { show: 'article' },
  { talk, verdict = 'not-solved' }: { talk: Talk; verdict?: 'not-solved' | 'thumbs-down' },
): Step {
  const failed = withVerdict(talk, state.articleId, 'not-solved');
  const step = before([text(scene.say('answer.not-solved'))], offerMore(scene, failed));
  return withEffects(step, verdictEffects(state, verdict));
}

/** 👍 says that an answer is good, not that it has helped already; 👎 that another is needed. */
export function onThumb(scene: Scene, state: DialogueState, turn: Turn): Step | undefined {
  if (state.kind !== 'answer' || state.show !== 'article' || turn.pressed) return undefined;
  const thumb = thumbIn(turn.text);
  if (!thumb) return undefined;
  if (thumb === 'thumbs-down') return notSolved(scene, state, { talk: state.talk, verdict: thumb });
  return {
    replies: [text(scene.say('thumbs.up-open'), answersTo(scene, state.articleId))],
    effects: signEffects(state.cited ?? [state.articleId], thumb),
  };
}

function waiting(scene: Scene, state: State & { show: 'article' }, talk: Talk): Step {
  const words = text(scene.say('answer.waiting'), answersTo(scene, state.articleId));
  return { replies: [words], next: { ...state, talk } };
}

function solved(scene: Scene, { later }: Talk): Step {
  return { replies: [text(scene.say('answer.solved'))], end: 'confirmed', resume: later };
}

/** More about the problem: a better article may be found now; else the one shown has not helped. */
function onMoreWords(scene: Scene, told: Talk, turn: Turn): Step {
  const [best] = scene
    .search(turn.text, { limit: 3 })
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
  if (article) return showArticle(scene, { ...talk, type: article.type }, article);
  if (turn.move === 'human') return handOver(scene, withMore(talk, turn));
  const none =
    meansButton(scene, 'none-of-these', turn) || ['no', 'not-solved', 'skip'].includes(turn.move ?? '');
  if (none) return noneOfThem(scene, { ...talk, declined: [...talk.declined, ...options] });
  if (turn.move === 'solved') return solved(scene, talk);
  if (turn.move || turn.text.trim() === '') {
    return { replies: [showAnswerAgain(scene, state)], next: { ...state, talk: withMore(talk, turn) } };
  }
  if (talk.type === undefined && turn.understood.kind === 'problem') {
    const files = [...talk.files, ...turn.files];
    return describe(scene, { ...talk, files }, { words: turn.text, human: false });
  }
  const told = withMore(talk, turn);
  const [best] = scene.search(wordsOf(told), { limit: 1 });
  if (best && best.score >= scene.desk.policy.certainty.article)
    return showArticle(scene, { ...told, type: told.type ?? best.article.type }, best.article);
  return noneOfThem(scene, told);
}

/** What was offered is not what was asked for. */
function noneOfThem(scene: Scene, talk: Talk): Step {
  return withEffects(offerFirstChecks(scene, talk), [{ do: 'verdict', verdict: 'not-solved' }]);
}

function withMore(talk: Talk, { text: words, files, move }: Turn): Talk {
  const texts = words.trim() === '' || move ? talk.texts : [...talk.texts, words];
  return { ...talk, texts, files: [...talk.files, ...files] };
}

function chosenInWords(scene: Scene, options: readonly string[], turn: Turn): string | undefined {
  const said = turn.text.trim().toLowerCase();
  const position = placeInList(said);
  if (position !== undefined) return options[position - 1];
  if (turn.move === 'yes' && options.length === 1) return options[0];
  return options.find((id) => scene.desk.knowledge.byId(id, scene.locale)?.title.toLowerCase() === said);
}
