import type { OutboundMessage } from '../platforms/platform.ts';
import { showAnswerAgain } from './answer.ts';
import { askQuestionAgain } from './asking.ts';
import { askIntakeAgain } from './intake.ts';
import { text, type Scene } from './scene.ts';
import { surveyQuestion } from './survey.ts';
import type { DialogueState } from './talk.ts';
import { verificationQuestion } from './verification.ts';

/** The question that is open, once more. */
export function openQuestion(scene: Scene, state: DialogueState): OutboundMessage {
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

/** The question that is open, to follow an answer to something else; nothing where none is. */
export function openQuestions(scene: Scene): OutboundMessage[] {
  return scene.state ? [openQuestion(scene, scene.state)] : [];
}
