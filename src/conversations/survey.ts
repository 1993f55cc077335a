import { dimensions, recoveryAfter } from '../tickets/survey.ts';
import { whenText } from '../tickets/when.ts';
import type { Ticket } from '../tickets/ticket.ts';
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
  const given = scoresInWords(turn.text);
  if (given.length === 0)
    return { replies: [text(scene.say('survey.one-to-five')), surveyQuestion(scene, state)] };
  return withScores(scene, { ...state, scores: [...scores, ...given].slice(0, dimensions.length) });
}

export function surveyQuestion(scene: Scene, { ticketId, scores }: State) {
  const dimension = dimensions[scores.length];
  if (!dimension) return text(scene.say('survey.words'), [button(scene, 'skip', { value: ticketId })]);
  const stars = [1, 2, 3, 4, 5].map((score) => ({
    id: 'rate',
    label: scene.say(`survey.score-${score}`),
    // With the scores before it a tap counts wherever the conversation has gone meanwhile.
    value: `${ticketId}:${[...scores, score].join('')}`,
  }));
  return text(scene.say(`survey.${dimension}`), [...stars, button(scene, 'skip', { value: ticketId })]);
}

/** A tap on a score, in the survey's dialogue or beside another one. */
export function rateByButton(scene: Scene, value: string): Step {
  const [ticketId = '', digits = ''] = value.split(':');
  const { state } = scene;
  const ticket = scene.tickets.find((one) => one.id === ticketId && one.stage === 'feedback');
  const again = state ? [openSurvey(scene, state)].flatMap((one) => one ?? []) : [];
  if (!ticket || !/^[1-5]{1,3}$/.test(digits)) {
    return { replies: [text(scene.say('survey.over')), ...again] };
  }
  const tapped: State = { kind: 'survey', ticketId, scores: digits.split('').map(Number) };
  if (!state) return withScores(scene, tapped);
  if (state.kind === 'survey' && state.ticketId === ticketId) {
    // A tap on an earlier question's button must not count for this one.
    const fits = digits.length === state.scores.length + 1 && digits.startsWith(state.scores.join(''));
    return fits ? withScores(scene, tapped) : { replies: [surveyQuestion(scene, state)] };
  }
  if (tapped.scores.length < dimensions.length) return { replies: [surveyQuestion(scene, tapped)] };
  return {
    replies: [text(scene.say('survey.thanks'))],
    effects: [...rate(scene, tapped), finishEffect(ticketId)],
  };
}

/** Skip, pressed while no survey's dialogue is open; undefined where it is no survey's button. */
export function skipByButton(scene: Scene, ticket: Ticket | undefined): Step | undefined {
  if (ticket?.stage !== 'feedback') return undefined;
  return { replies: [text(scene.say('survey.thanks'))], effects: [finishEffect(ticket.id)] };
}

export function finishEffect(ticketId: string): Effect {
  return { do: 'command', ticketId, command: { do: 'finish' } };
}

function withScores(scene: Scene, state: State): Step {
  const complete = state.scores.length === dimensions.length;
  return {
    replies: [surveyQuestion(scene, state)],
    effects: complete ? rate(scene, state) : [],
    next: state,
  };
}

/** Three scores as effects: what is stored, and the call-back that low ones lead to. */
function rate(scene: Scene, { ticketId, scores }: State): Effect[] {
  const [response = 0, quality = 0, attitude = 0] = scores;
  const rating = { response, quality, attitude, comment: null };
  return [
    { do: 'command', ticketId, command: { do: 'rate', rating } },
    ...callBack(scene, { ticketId, scores }),
  ];
}

function callBack(scene: Scene, { ticketId, scores }: Omit<State, 'kind'>): Effect[] {
  const { policy } = scene.desk;
  const assigneeId = scene.past.find(({ id }) => id === ticketId)?.assigneeId ?? null;
  const command = recoveryAfter(scores, { at: scene.now, assigneeId }, policy);
  if (!command) return [];
  const when = whenText(command.dueAt, { locale: scene.locale, timeZone: policy.timeZone, now: scene.now });
  return [{ do: 'command', ticketId, command, said: () => [text(scene.say('survey.sorry', { when }))] }];
}

function onWords(scene: Scene, state: State, turn: Turn): Step {
  const comment = turn.text.trim().slice(0, LONGEST_COMMENT);
  if (comment === '') return { replies: [surveyQuestion(scene, state)] };
  const step = finish(scene, state);
  const { ticketId } = state;
  const stored: Effect = { do: 'command', ticketId, command: { do: 'comment', comment } };
  return { ...step, effects: [stored, ...(step.effects ?? [])] };
}

/** A 1 given before the rest was skipped counts: it needs somebody as much as a whole bad rating. */
function finish(scene: Scene, state: State): Step {
  const { ticketId, scores } = state;
  const early = scores.length < dimensions.length ? callBack(scene, { ticketId, scores }) : [];
  return {
    replies: [text(scene.say('survey.thanks'))],
    effects: [...early, finishEffect(ticketId)],
    end: 'none',
  };
}

function openSurvey(scene: Scene, state: NonNullable<Scene['state']>) {
  return state.kind === 'survey' ? surveyQuestion(scene, state) : undefined;
}

/** `5`, `4 5 5`: one to three scores; none where anything else is said. */
export function scoresInWords(words: string): number[] {
  const said = words.normalize('NFKC').trim();
  return /^[1-5](?:[\s,、/]*[1-5]){0,2}[。.!]?$/.test(said)
    ? [...said.matchAll(/[1-5]/g)].map((match) => Number(match[0]))
    : [];
}
