import { openQuestionOf } from './hand-over.ts';
import type { Scene, Turn } from './scene.ts';
import type { DialogueState } from './talk.ts';

/** Whether a button belongs to what is open now, and not to an older message. */
export function isFresh(scene: Scene, state: DialogueState, { pressed }: Turn): boolean {
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
      return isOfQuestionnaire(scene, state, pressed.value.split('=')[0] ?? '');
    case 'yes':
    case 'no':
      return isOpen(scene, state, pressed.value);
    case 'skip':
      if (state.kind === 'survey') return state.ticketId === pressed.value;
      return isOpen(scene, state, pressed.value);
    case 'back':
      return state.kind === 'questionnaire';
    default:
      return true;
  }
}

function isOpen(scene: Scene, state: DialogueState, key: string): boolean {
  return state.kind === 'questionnaire' && openQuestionOf(scene, state.talk)?.key === key;
}

/** The open question's, or that of a question answered before, whose answer it changes. */
function isOfQuestionnaire(scene: Scene, state: DialogueState, key: string): boolean {
  if (state.kind !== 'questionnaire') return false;
  return isOpen(scene, state, key) || key in state.talk.answers;
}
