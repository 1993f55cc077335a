import { recogniseCorrection } from '../language/moves.ts';
import { askNext, handOver, questionMessage, questionnaireOf } from './hand-over.ts';
import { articleText } from './help.ts';
import { current, play, type Move } from './questionnaire/engine.ts';
import { text, type Scene, type Step, type Turn } from './scene.ts';
import type { StateOf, Talk } from './talk.ts';

type State = StateOf<'questionnaire'>;

const INTERROGATIVE = /[?\uff1f]\s*$|怎么|怎樣|怎样|如何|为什么|為什麼|^(how|what|why|where|can i|could you)\b/i;

/** The dialogue that asks what is still missing, one question at a time. */
export function asking(scene: Scene, { talk }: State, turn: Turn): Step {
  const questionnaire = questionnaireOf(scene, talk);
  const open = current(questionnaire, talk.answers);
  if (!open || turn.move === 'human') return handOver(scene, talk);
  if (turn.move === 'solved' && open.kind !== 'yes-no' && !open.confirm) {
    return { replies: [text(scene.say('answer.solved'))], end: 'confirmed', resume: talk.later };
  }
  const withFiles = { ...talk, files: [...talk.files, ...turn.files] };
  const revised = pressedEarlier(withFiles, turn, open.key);
  if (revised) return askNext(scene, revised);
  const move = moveOf(scene, turn, open.confirm !== undefined);
  const played = play(questionnaire, talk.answers, move);
  if (isAside(turn, move, played.problem !== undefined || open.kind === 'text')) {
    const aside = answerInBetween(scene, talk, turn);
    if (aside) return { ...aside, next: { kind: 'questionnaire', talk: withFiles } };
  }
  const after = { ...withFiles, answers: { ...played.answers } };
  if (!played.problem) return askNext(scene, after);
  return {
    replies: [text(played.problem[scene.locale]), questionMessage(scene, after, open)],
    next: { kind: 'questionnaire', talk: after },
  };
}

export function askQuestionAgain(scene: Scene, { talk }: State) {
  const open = current(questionnaireOf(scene, talk), talk.answers);
  return open ? questionMessage(scene, talk, open) : text(scene.say('questionnaire.complete'));
}

function moveOf(scene: Scene, turn: Turn, confirming: boolean): Move {
  const { pressed } = turn;
  if (pressed?.action === 'choose')
    return { do: 'choose', value: pressed.value.split('=').slice(1).join('=') };
  if (turn.move === 'back') return { do: 'back' };
  if (turn.move === 'skip') return { do: 'skip' };
  if (confirming && turn.move === 'yes') return { do: 'confirm', yes: true };
  if (confirming && turn.move === 'no') return { do: 'confirm', yes: false };
  const given = {
    text: turn.text,
    files: turn.files.map((file) => file.name),
    now: scene.now,
    timeZone: scene.desk.policy.timeZone,
  };
  return recogniseCorrection(turn.text) === undefined
    ? { do: 'answer', ...given }
    : { do: 'change', ...given };
}

/** A button of a question answered before is a change of that answer. */
function pressedEarlier(talk: Talk, { pressed }: Turn, open: string): Talk | undefined {
  if (pressed?.action !== 'choose') return undefined;
  const [key = '', ...rest] = pressed.value.split('=');
  if (key === open || !(key in talk.answers)) return undefined;
  return {
    ...talk,
    answers: { ...talk.answers, [key]: { value: rest.join('='), source: 'asked', sure: true } },
  };
}

function isAside(turn: Turn, move: Move, unreadable: boolean): boolean {
  return move.do === 'answer' && unreadable && INTERROGATIVE.test(turn.text.trim());
}

/** A question in between is answered from the knowledge base, and the open one repeated. */
function answerInBetween(scene: Scene, talk: Talk, turn: Turn): Step | undefined {
  const [best] = scene.desk.knowledge.search(turn.text, { locale: scene.locale, limit: 1 });
  const again = askQuestionAgain(scene, { kind: 'questionnaire', talk });
  if (!best || best.score < scene.desk.policy.certainty.article) return undefined;
  const back = text(scene.say('questionnaire.back-to'));
  return { replies: [text(articleText(scene, best.article)), back, again] };
}
