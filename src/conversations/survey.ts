import { dimensions, needsRecovery, recoveryDueAt } from '../tickets/survey.ts';
import { whenText } from '../tickets/when.ts';
import type { Rating } from '../tickets/commands.ts';
import { button } from './buttons.ts';
import { text, type Effect, type Scene, type Step, type Turn } from './scene.ts';
import type { StateOf } from './talk.ts';

type State = StateOf<'survey'>;

const LONGEST_COMMENT = 2000;

/** The dialogue of three one-tap ratings and, if the requester likes, some words (requirement 5.2). */
export function survey(scene: Scene, state: State, turn: Turn): Step {
  const { scores } = state;
  if (turn.move === 'skip' || turn.move === 'no') return finish(scene, state);
  if (scores.length === dimensions.length) return onWords(scene, state, turn);
  const given = scoresIn(state, turn);
  if (given.length === 0)
    return { replies: [text(scene.say('survey.one-to-five')), surveyQuestion(scene, state)] };
  const next = { ...state, scores: [...scores, ...given].slice(0, dimensions.length) };
  if (next.scores.length < dimensions.length) return { replies: [surveyQuestion(scene, next)], next };
  return { replies: [], effects: rate(scene, next, null), next };
}

export function surveyQuestion(scene: Scene, { ticketId, scores }: State) {
  const dimension = dimensions[scores.length];
  if (!dimension) return text(scene.say('survey.words'), [button(scene, 'skip', { value: ticketId })]);
  const stars = [1, 2, 3, 4, 5].map((score) => ({
    id: 'rate',
    label: scene.say(`survey.score-${score}`),
    value: `${ticketId}:${dimension}:${score}`,
  }));
  return text(scene.say(`survey.${dimension}`), [...stars, button(scene, 'skip', { value: ticketId })]);
}

/** A rating as effects: what is stored, and the call-back a low one leads to. */
export function rate(scene: Scene, { ticketId, scores }: State, comment: string | null): Effect[] {
  const [response = 0, quality = 0, attitude = 0] = scores;
  const rating: Rating = { response, quality, attitude, comment };
  const low = needsRecovery(rating, scene.desk.policy);
  const said = low ? [text(scene.say('survey.sorry', { when: dueText(scene) }))] : [];
  const words = surveyQuestion(scene, { kind: 'survey', ticketId, scores });
  return [
    {
      do: 'command',
      ticketId,
      command: { do: 'rate', rating },
      said: () => [...said, ...(comment === null ? [words] : [])],
    },
    ...(low && comment === null ? [recovery(scene, ticketId, rating)] : []),
  ];
}

function recovery(scene: Scene, ticketId: string, { response, quality, attitude }: Rating): Effect {
  const { policy } = scene.desk;
  return {
    do: 'command',
    ticketId,
    command: {
      do: 'open-recovery',
      owner: policy.survey.recoveryOwner,
      reason: `${response} / ${quality} / ${attitude}`,
      dueAt: recoveryDueAt(scene.now, policy),
    },
  };
}

function onWords(scene: Scene, state: State, turn: Turn): Step {
  const words = turn.text.trim();
  if (words === '') return { replies: [surveyQuestion(scene, state)] };
  const step = finish(scene, state);
  return {
    ...step,
    effects: [...rate(scene, state, words.slice(0, LONGEST_COMMENT)), ...(step.effects ?? [])],
  };
}

function finish(scene: Scene, { ticketId }: State): Step {
  return {
    replies: [text(scene.say('survey.thanks'))],
    effects: [{ do: 'command', ticketId, command: { do: 'finish' } }],
    end: 'none',
  };
}

function scoresIn({ ticketId, scores }: State, { pressed, text: words }: Turn): number[] {
  if (pressed?.action === 'rate') {
    const [id, dimension, score] = pressed.value.split(':');
    // A tap on an earlier question's button must not count for this one.
    const fits = id === ticketId && dimension === dimensions[scores.length];
    return fits ? [Number(score)] : [];
  }
  const said = words.trim();
  return /^[1-5](?:[\s,\uff0c\u3001/]*[1-5]){0,2}$/.test(said)
    ? [...said.matchAll(/[1-5]/g)].map((match) => Number(match[0]))
    : [];
}

function dueText(scene: Scene): string {
  const { policy } = scene.desk;
  const reader = { locale: scene.locale, timeZone: policy.timeZone, now: scene.now };
  return whenText(recoveryDueAt(scene.now, policy), reader);
}
