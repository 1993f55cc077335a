import { recogniseCorrection } from '../language/moves.ts';
import { isQuestion } from '../language/questions.ts';
import { askNext, handOver, openQuestionOf, questionMessage, questionnaireOf } from './hand-over.ts';
import { play, type Move } from './questionnaire/engine.ts';
import type { OpenQuestion } from './questionnaire/state.ts';
import { before, text, type Scene, type Step, type Turn } from './scene.ts';
import type { StateOf, Talk } from './talk.ts';

type State = StateOf<'questionnaire'>;

/** The dialogue that asks what is still missing, one question at a time. */
export function asking(scene: Scene, { talk }: State, turn: Turn): Step {
  const withFiles = { ...talk, files: [...talk.files, ...turn.files] };
  const questionnaire = questionnaireOf(scene, talk);
  const open = openQuestionOf(scene, talk);
  if (!open || turn.move === 'human') return handOver(scene, withFiles);
  const byTheWay = onVerdict(scene, { talk: withFiles, open }, turn);
  if (byTheWay) return byTheWay;
  const revised = pressedEarlier(withFiles, turn, open.key);
  if (revised) return askNext(scene, revised);
  if (isQuestionInstead(open, turn)) {
    const asked = { ...withFiles, texts: [...talk.texts, turn.text] };
    return before([text(scene.say('questionnaire.passed-on'))], askNext(scene, asked));
  }
  const played = play(questionnaire, talk.answers, moveOf(scene, turn, open.confirm !== undefined));
  if (played.problem && turn.move === 'no' && !open.required) {
    // “没有” to what may be left out is an answer too.
    const { answers } = play(questionnaire, talk.answers, { do: 'skip' });
    return askNext(scene, { ...withFiles, answers: { ...answers } });
  }
  const after = { ...withFiles, answers: { ...played.answers } };
  if (!played.problem) return askNext(scene, after);
  return before([text(played.problem[scene.locale])], askNext(scene, after));
}

export function askQuestionAgain(scene: Scene, { talk }: State) {
  const open = openQuestionOf(scene, talk);
  return open ? questionMessage(scene, talk, open) : text(scene.say('questionnaire.complete'));
}

/** It works again, or it still doesn't: said of the problem and not of the open question. */
function onVerdict(
  scene: Scene,
  { talk, open }: { talk: Talk; open: OpenQuestion },
  { move }: Turn,
): Step | undefined {
  if (open.kind === 'yes-no' || open.confirm) return undefined;
  if (move === 'solved') {
    return { replies: [text(scene.say('answer.solved'))], end: 'confirmed', resume: talk.later };
  }
  if (move !== 'not-solved') return undefined;
  return before([text(scene.say('questionnaire.still'))], askNext(scene, talk));
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

/** “怎么看型号？” is no model, whatever the question takes. */
function isQuestionInstead({ kind }: OpenQuestion, { text: words, move, pressed }: Turn): boolean {
  if (move || pressed || (kind !== 'device' && kind !== 'error-code')) return false;
  return isQuestion(words) && !/\d/.test(words);
}
