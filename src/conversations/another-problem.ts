import { clauses } from '../language/clauses.ts';
import { recogniseCorrection } from '../language/moves.ts';
import { openQuestion } from './open-question.ts';
import { describe, tellsOfAnother } from './problem.ts';
import { before, text, type Scene, type Step, type Turn } from './scene.ts';
import type { DialogueState, StateOf } from './talk.ts';

type Talking = StateOf<'answer'> | StateOf<'questionnaire'>;

/** Another problem told in the middle of a talk is noted for afterwards; what else was said counts now. */
export function putOff<S extends Talking>(
  scene: Scene,
  { state, turn }: { state: S; turn: Turn },
  play: (scene: Scene, state: S, turn: Turn) => Step,
): Step | undefined {
  const { talk } = state;
  if (talk.type === undefined || turn.pressed || turn.move || turn.text.trim() === '') return undefined;
  const { others, rest } = takeApart(scene, talk.type, turn.text);
  if (others.length === 0) return undefined;
  if (rest === '' && answersOpenQuestion(state, play(scene, state, turn))) return undefined;
  const next = { ...state, talk: { ...talk, later: [...talk.later, ...others] } };
  const note = text(scene.say('dialogue.noted-for-later'));
  const understood = scene.desk.understand(rest);
  if (rest === '' || (understood.kind !== 'problem' && understood.kind !== 'unclear')) {
    const files = [...talk.files, ...turn.files];
    const kept = { ...next, talk: { ...next.talk, files } };
    return { replies: [note, openQuestion(scene, kept)], next: kept };
  }
  const said = { ...turn, text: rest, understood, move: understood.move };
  const step = play({ ...scene, state: next }, next, said);
  return before([note], step.next || step.end ? step : { ...step, next });
}

/** “其实不是打印机，是电脑蓝屏了”: the talk was about the wrong thing, and begins anew with the right one. */
export function changeSubject(
  scene: Scene,
  { state, turn }: { state: Talking; turn: Turn },
): Step | undefined {
  const { talk } = state;
  const right = turn.pressed ? undefined : recogniseCorrection(turn.text);
  if (right === undefined || talk.type === undefined || !tellsOfAnother(scene, talk.type, right)) {
    return undefined;
  }
  const { files, later, impact, urgency } = talk;
  const blank = { texts: [], files: [...files, ...turn.files], answers: {}, tried: [], declined: [], later };
  return describe(scene, { ...blank, impact, urgency }, { words: right, human: false });
}

/** The problems of other types in a message, and what remains of it. */
function takeApart(scene: Scene, type: string, words: string): { others: string[]; rest: string } {
  const others: string[] = [];
  const rest: string[] = [];
  for (const sentence of sentences(words)) {
    const { problems } = scene.desk.understand(sentence.join('，'));
    const isOther = (said: string) => tellsOfAnother(scene, type, said);
    if (problems.length > 1) {
      for (const problem of problems) (isOther(problem.text) ? others : rest).push(problem.text);
      continue;
    }
    if (!isOther(sentence.join('，'))) {
      rest.push(sentence.join('，'));
      continue;
    }
    const leading = sentence.findIndex((clause) => !isAnswerByItself(scene, clause) || isOther(clause));
    const from = Math.max(0, leading);
    rest.push(...sentence.slice(0, from));
    others.push(sentence.slice(from).join('，'));
  }
  return { others, rest: rest.join('。') };
}

/** “3 楼的 M404，另外 VPN 也连不上”: what stands before the comma tells something of its own. */
function isAnswerByItself(scene: Scene, clause: string): boolean {
  return scene.desk.moveOf(clause) !== undefined || /\d/.test(clause);
}

function sentences(words: string): string[][] {
  const found: string[][] = [];
  for (const { text: part, after } of clauses(words)) {
    const last = found.at(-1);
    if (last && after === 'comma') last.push(part);
    else found.push([part]);
  }
  return found;
}

function answersOpenQuestion(state: DialogueState, { next, end }: Step): boolean {
  if (state.kind !== 'questionnaire') return false;
  if (end) return true;
  const before = Object.keys(state.talk.answers).length;
  return next?.kind === 'questionnaire' && Object.keys(next.talk.answers).length > before;
}
