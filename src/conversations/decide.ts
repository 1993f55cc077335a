import { answer, showAnswerAgain } from './answer.ts';
import { asking, askQuestionAgain } from './asking.ts';
import { askIntakeAgain, intake } from './intake.ts';
import { askToCancel, cancelTicket, myTickets } from './my-tickets.ts';
import { outside } from './outside.ts';
import { askToDescribe, resume } from './problem.ts';
import { text, type Scene, type Step, type Turn } from './scene.ts';
import { help, smallTalk } from './small-talk.ts';
import { survey, surveyQuestion } from './survey.ts';
import { talkOf, type DialogueState } from './talk.ts';
import { confirm, reject, reopen, verification, verificationQuestion } from './verification.ts';

/** Sure enough to be another problem and no answer to the question that is open. */
const ANOTHER_PROBLEM = 0.8;

/** What comes of one turn of the requester. Pure: everything it may know is in the scene. */
export function decide(scene: Scene, turn: Turn): Step {
  const step = decideTurn(scene, turn);
  const resumed = step.next ? undefined : resume({ ...scene, state: undefined }, step.resume ?? []);
  if (!resumed) return step;
  return {
    replies: [...step.replies, ...resumed.replies],
    effects: [...(step.effects ?? []), ...(resumed.effects ?? [])],
    end: step.end,
    next: resumed.next,
  };
}

function decideTurn(scene: Scene, turn: Turn): Step {
  const anywhere = always(scene, turn);
  if (anywhere) return anywhere;
  const { state } = scene;
  if (turn.text.length > scene.desk.policy.limits.messageCharacters) return tooLong(scene, turn);
  if (!state) return outside(scene, turn);
  if (turn.pressed && !isFresh(state, turn)) {
    return { replies: [text(scene.say('dialogue.stale-button')), openQuestion(scene, state)] };
  }
  if (turn.move === 'cancel') return cancel(scene, state);
  if (turn.move === 'restart') return restart(scene, state);
  const chat =
    turn.understood.kind === 'thanks' && state.kind === 'answer' ? undefined : smallTalk(scene, turn);
  if (chat && !turn.move && !turn.pressed) return { replies: [...chat.replies, openQuestion(scene, state)] };
  return putOff(scene, state, turn) ?? inDialogue(scene, state, turn);
}

function inDialogue(scene: Scene, state: DialogueState, turn: Turn): Step {
  switch (state.kind) {
    case 'intake':
      return intake(scene, state, turn);
    case 'answer':
      return answer(scene, state, turn);
    case 'questionnaire':
      return asking(scene, state, turn);
    case 'verification':
      return verification(scene, state, turn);
    case 'survey':
      return survey(scene, state, turn);
  }
}

/** The question that is open, once more. */
export function openQuestion(scene: Scene, state: DialogueState) {
  switch (state.kind) {
    case 'intake':
      return askIntakeAgain(scene, state);
    case 'answer':
      return showAnswerAgain(scene, state);
    case 'questionnaire':
      return askQuestionAgain(scene, state);
    case 'verification': {
      const ticket = scene.tickets.find((one) => one.id === state.ticketId);
      return ticket ? verificationQuestion(scene, ticket) : text(scene.say('dialogue.over'));
    }
    case 'survey':
      return surveyQuestion(scene, state);
  }
}

/** Wishes and buttons that mean the same wherever the conversation stands. */
function always(scene: Scene, turn: Turn): Step | undefined {
  const onTicket = turn.pressed && ticketButton(scene, turn.pressed);
  if (onTicket) return onTicket;
  const again = scene.state ? [openQuestion(scene, scene.state)] : [];
  switch (turn.move) {
    case 'my-tickets':
      return { ...myTickets(scene), replies: [...myTickets(scene).replies, ...again] };
    case 'help':
      return { ...help(scene), replies: [...help(scene).replies, ...again] };
    case 'language-zh':
    case 'language-en':
      return speak(scene, turn.move === 'language-en' ? 'en' : 'zh-CN');
    default:
      return undefined;
  }
}

function speak(scene: Scene, locale: Scene['locale']): Step {
  const say: Scene['say'] = (key, params) => scene.desk.messages.say(locale, key, params);
  const spoken = { ...scene, locale, say };
  const again = scene.state ? [openQuestion(spoken, scene.state)] : [];
  return { replies: [text(say('language.switched')), ...again], effects: [{ do: 'speak', locale }] };
}

function ticketButton(scene: Scene, { action, value }: { action: string; value: string }): Step | undefined {
  const ticket = [...scene.tickets, ...(scene.lastClosed ? [scene.lastClosed] : [])].find(
    (one) => one.id === value,
  );
  const gone: Step = { replies: [text(scene.say('ticket.gone'))] };
  switch (action) {
    case 'verify-solved':
      return ticket ? confirm(scene, ticket) : gone;
    case 'verify-not-solved':
      return ticket ? reject(scene, ticket) : gone;
    case 'cancel-ticket':
      return ticket ? askToCancel(scene, ticket) : gone;
    case 'cancel-ticket-yes':
      return ticket ? cancelTicket(scene, ticket) : gone;
    case 'keep-ticket':
      return ticket ? { replies: [text(scene.say('ticket.kept', { number: ticket.number }))] } : gone;
    case 'reopen':
      return ticket ? reopen(scene, ticket) : gone;
    default:
      return undefined;
  }
}

/** Whether a button belongs to what is open now, and not to an older message. */
function isFresh(state: DialogueState, { pressed }: Turn): boolean {
  switch (pressed?.action) {
    case 'solved':
    case 'not-solved':
      return state.kind === 'answer' && state.show === 'article' && state.articleId === pressed.value;
    case 'article':
    case 'none-of-these':
      return state.kind === 'answer' && state.show === 'choice';
    case 'type':
      return state.kind === 'intake' && state.ask === 'type';
    case 'join':
    case 'new-ticket':
      return state.kind === 'intake' && state.ask === 'ticket';
    case 'choose':
    case 'yes':
    case 'no':
    case 'back':
      return state.kind === 'questionnaire';
    case 'skip':
      return state.kind === 'questionnaire' || (state.kind === 'survey' && state.ticketId === pressed.value);
    case 'rate':
      return state.kind === 'survey';
    default:
      return true;
  }
}

function cancel(scene: Scene, state: DialogueState): Step {
  const isTalk = talkOf(state) !== undefined;
  const finish = {
    do: 'command',
    ticketId: 'ticketId' in state ? state.ticketId : '',
    command: { do: 'finish' },
  } as const;
  return {
    replies: [text(scene.say(isTalk ? 'dialogue.cancelled' : 'dialogue.skipped'))],
    effects: state.kind === 'survey' ? [finish] : [],
    end: isTalk ? 'cancelled' : 'none',
  };
}

function restart(scene: Scene, state: DialogueState): Step {
  const files = talkOf(state)?.files ?? [];
  return { ...askToDescribe(scene, { files, human: false }), end: talkOf(state) ? 'cancelled' : 'none' };
}

/** Another problem told in the middle of a talk is noted, and its turn comes afterwards. */
function putOff(scene: Scene, state: DialogueState, turn: Turn): Step | undefined {
  const talk = talkOf(state);
  if (!talk || !('talk' in state) || (state.kind !== 'answer' && state.kind !== 'questionnaire'))
    return undefined;
  const [problem] = turn.understood.problems;
  const [best] = problem?.types ?? [];
  if (!problem || !best || talk.type === undefined) return undefined;
  if (best.type === talk.type || best.type === 'other' || best.confidence < ANOTHER_PROBLEM) return undefined;
  if (state.kind === 'questionnaire' && answersOpenQuestion(scene, state, turn)) return undefined;
  const next = { ...state, talk: { ...talk, later: [...talk.later, turn.text] } };
  return { replies: [text(scene.say('dialogue.noted-for-later')), openQuestion(scene, next)], next };
}

function answersOpenQuestion(
  scene: Scene,
  state: DialogueState & { kind: 'questionnaire' },
  turn: Turn,
): boolean {
  const { next, end } = asking(scene, state, turn);
  if (end) return true;
  const before = Object.keys(state.talk.answers).length;
  return next?.kind === 'questionnaire' && Object.keys(next.talk.answers).length > before;
}

function tooLong(scene: Scene, turn: Turn): Step {
  const { messageCharacters } = scene.desk.policy.limits;
  const words = scene.say('limits.too-long', { sent: turn.text.length, limit: messageCharacters });
  const again = scene.state ? [openQuestion(scene, scene.state)] : [];
  return { replies: [text(words), ...again] };
}
