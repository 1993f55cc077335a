import { asksHow, isQuestion } from '../language/questions.ts';
import { changeSubject, putOff } from './another-problem.ts';
import { answer, onThumb } from './answer.ts';
import { anywhere } from './anywhere.ts';
import { answerInBetween } from './aside.ts';
import { asking } from './asking.ts';
import { isFresh } from './freshness.ts';
import { openQuestionOf } from './hand-over.ts';
import { intake } from './intake.ts';
import { openQuestion, openQuestions } from './open-question.ts';
import { outside } from './outside.ts';
import { askToDescribe, describe, describeFor, resume, tellsOfAnother } from './problem.ts';
import { text, type Effect, type Scene, type Step, type Turn } from './scene.ts';
import { isRemark, smallTalk } from './small-talk.ts';
import { finishEffect, survey } from './survey.ts';
import { talkOf, type DialogueState } from './talk.ts';
import { besidesHuman } from './verdict.ts';
import { unanswered } from './unanswered.ts';
import { verification } from './verification.ts';
import { answerToAgent } from './with-agent.ts';

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
  const { state } = scene;
  if (state && isOutdated(scene, state)) {
    const step = decideTurn({ ...scene, state: undefined }, turn);
    return { ...step, end: step.end ?? 'none' };
  }
  if (turn.text.length > scene.desk.policy.limits.messageCharacters) return tooLong(scene, turn);
  const everywhere = anywhere(scene, turn);
  if (everywhere) return everywhere;
  const human = withHuman(scene, turn);
  if (human) return human;
  if (!state) return outside(scene, turn);
  if (turn.pressed && !isFresh(scene, state, turn)) {
    return { replies: [text(scene.say('dialogue.stale-button')), openQuestion(scene, state)] };
  }
  if (turn.move === 'cancel' && !(state.kind === 'intake' && state.ask === 'cancel'))
    return cancel(scene, state);
  if (turn.move === 'restart') return restart(scene, state);
  if (turn.move === 'human' && !talkOf(state)) return humanInstead(scene, state, turn);
  const thumb = onThumb(scene, state, turn);
  if (thumb) return thumb;
  const toAgent = answerToAgent(scene, state, turn);
  if (toAgent) return toAgent;
  if (turn.move || turn.pressed) return inDialogue(scene, state, turn);
  return chatter(scene, state, turn) ?? inBetween(scene, state, turn) ?? inDialogue(scene, state, turn);
}

/** The desk went on with the tickets that the dialogue was about. */
function isOutdated({ tickets }: Scene, state: DialogueState): boolean {
  if (state.kind === 'intake' && state.ask === 'ticket') {
    return !tickets.some((ticket) => state.options.includes(ticket.id));
  }
  if (state.kind !== 'verification' && state.kind !== 'survey') return false;
  const stage = state.kind === 'survey' ? 'feedback' : 'verification';
  return tickets.find((ticket) => ticket.id === state.ticketId)?.stage !== stage;
}

function inDialogue(scene: Scene, state: DialogueState, turn: Turn): Step {
  switch (state.kind) {
    case 'intake':
      return intake(scene, state, turn);
    case 'answer':
      return (
        changeSubject(scene, { state, turn }) ??
        putOff(scene, { state, turn }, answer) ??
        answer(scene, state, turn)
      );
    case 'questionnaire':
      return (
        changeSubject(scene, { state, turn }) ??
        putOff(scene, { state, turn }, asking) ??
        asking(scene, state, turn)
      );
    case 'verification':
      return elsewhere(scene, state, turn) ?? verification(scene, state, turn);
    case 'survey':
      return elsewhere(scene, state, turn) ?? survey(scene, state, turn);
  }
}

/** “打印机坏了，转人工”: the human is called, and knows what about. */
function withHuman(scene: Scene, turn: Turn): Step | undefined {
  const words = besidesHuman(scene, turn);
  if (words === undefined) return undefined;
  const { state } = scene;
  const talk = talkOf(state);
  const blank = { files: turn.files, human: true };
  if (!state) return scene.tickets.length > 0 ? undefined : describeFor(scene, words, blank);
  if (!talk || !('talk' in state)) return undefined;
  if (state.kind === 'intake' && state.ask === 'describe')
    return describe(scene, { ...talk, files: [...talk.files, ...turn.files] }, { words, human: true });
  const told = { ...talk, texts: [...talk.texts, words] };
  return inDialogue(scene, { ...state, talk: told }, { ...turn, text: '', move: 'human' });
}

/** Small talk in the middle is answered, and the open question stands. */
function chatter(scene: Scene, state: DialogueState, turn: Turn): Step | undefined {
  const { kind } = turn.understood;
  if (kind === 'empty') return undefined;
  // Thanks for an article, for a solution or after the stars are an answer.
  if (kind === 'thanks' && state.kind !== 'intake' && state.kind !== 'questionnaire') return undefined;
  if (state.kind === 'survey' && state.scores.length > 0) return undefined;
  if (isRemark(turn)) return undefined;
  const chat = smallTalk(scene, turn);
  return chat && { replies: [...chat.replies, openQuestion(scene, state)] };
}

function inBetween(scene: Scene, state: DialogueState, turn: Turn): Step | undefined {
  if (state.kind === 'intake' && state.ask !== 'ticket') return undefined;
  const asks = asksHow(turn.text) || (isQuestion(turn.text) && !fitsOpenQuestion(scene, state, turn));
  if (!asks) return undefined;
  return answerInBetween(scene, { state, again: openQuestion(scene, state) }, turn);
}

/** “3 楼那台？” is an answer all the same; where any words would do, a question is one. */
function fitsOpenQuestion(scene: Scene, state: DialogueState, turn: Turn): boolean {
  if (state.kind !== 'questionnaire') return state.kind !== 'survey';
  const open = openQuestionOf(scene, state.talk);
  if (!open || ['text', 'device', 'error-code'].includes(open.kind)) return false;
  const { next } = asking(scene, state, turn);
  return next?.kind !== 'questionnaire' || open.key in next.talk.answers;
}

/** Who tells of something else is not held back by a question about a finished ticket; its buttons go on working. */
function elsewhere(scene: Scene, state: DialogueState & { ticketId: string }, turn: Turn): Step | undefined {
  if (turn.move || turn.pressed) return undefined;
  const ticket = scene.tickets.find((one) => one.id === state.ticketId);
  if (!ticket || !tellsOfAnother(scene, ticket.type, turn.text)) return undefined;
  const begun = outside({ ...scene, state: undefined }, turn);
  const isRated = state.kind === 'survey' && state.scores.length === 3;
  return {
    ...begun,
    effects: [...(isRated ? [finishEffect(state.ticketId)] : []), ...(begun.effects ?? [])],
    end: begun.end ?? 'none',
  };
}

function cancel(scene: Scene, state: DialogueState): Step {
  const talk = talkOf(state);
  return {
    replies: [text(scene.say(talk ? 'dialogue.cancelled' : 'dialogue.skipped'))],
    effects: state.kind === 'survey' ? [finishEffect(state.ticketId)] : leftUnanswered(scene, state),
    end: talk ? 'cancelled' : 'none',
    resume: talk?.later,
  };
}

function restart(scene: Scene, state: DialogueState): Step {
  const { files = [], later = [] } = talkOf(state) ?? {};
  return {
    ...askToDescribe(scene, { files, later, human: false }),
    effects: leftUnanswered(scene, state),
    end: talkOf(state) ? 'cancelled' : 'none',
  };
}

/** Who gives up where the type was asked had no answer yet. */
function leftUnanswered(scene: Scene, state: DialogueState): Effect[] {
  return state.kind === 'intake' && state.ask === 'type' ? unanswered(scene, state.talk) : [];
}

/** A wish for a human doesn't wait for a rating. */
function humanInstead(scene: Scene, state: DialogueState, turn: Turn): Step {
  if (state.kind !== 'survey') return inDialogue(scene, state, turn);
  const step = outside({ ...scene, state: undefined }, turn);
  return { ...step, end: step.end ?? 'none' };
}

function tooLong(scene: Scene, turn: Turn): Step {
  const { messageCharacters } = scene.desk.policy.limits;
  const words = scene.say('limits.too-long', { sent: turn.text.length, limit: messageCharacters });
  return { replies: [text(words), ...openQuestions(scene)] };
}
