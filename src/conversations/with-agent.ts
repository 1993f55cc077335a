import { asksHow } from '../language/questions.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { openQuestion } from './open-question.ts';
import { ANOTHER_PROBLEM } from './problem.ts';
import type { Scene, Step, Turn } from './scene.ts';
import { scoresInWords } from './survey.ts';
import type { DialogueState } from './talk.ts';
import { addToTicket } from './ticket-messages.ts';

/** Said of something that has nothing to do with what was talked about. */
const ALSO = /另外|还有|還有|顺便|順便|\b(?:also|another|besides|by the way|btw)\b/i;

/** The ticket whose agent the requester is talking with: his only one, or the one he was last written to about. */
export function ticketWithAgent({ tickets, agentWrote }: Scene): Ticket | undefined {
  const active = tickets.filter((ticket) => ticket.stage !== 'feedback');
  const [only] = active;
  if (only && active.length === 1) return only.assigneeId === null ? undefined : only;
  if (!agentWrote) return undefined;
  // A ticket opened since may be meant as well.
  const isLast = active.every(
    ({ id, createdAt }) => id === agentWrote.ticketId || createdAt <= agentWrote.at,
  );
  return isLast ? active.find((ticket) => ticket.id === agentWrote.ticketId) : undefined;
}

/** Whether something else is broken or asked; “网络是正常的” and “my laptop is a T14” are answers to the agent. */
export function leavesAgent(scene: Scene, ticket: Ticket, { text: words, understood }: Turn): boolean {
  const announced = ALSO.test(words);
  return understood.problems.some(({ text: said, types: [best], isFault }) => {
    if (!best || best.type === 'other' || best.type === ticket.type) return false;
    const enough = announced || isFault ? scene.desk.policy.certainty.type : ANOTHER_PROBLEM;
    return best.confidence >= enough && (isFault || asksHow(said));
  });
}

/** An agent wrote after the open question was asked: the next plain words are for him, and the question is repeated. */
export function answerToAgent(scene: Scene, state: DialogueState, turn: Turn): Step | undefined {
  if (!scene.agentWrote?.sinceDialogue || turn.pressed) return undefined;
  if (turn.move !== undefined && turn.move !== 'yes' && turn.move !== 'no') return undefined;
  if (turn.text.trim() === '' && turn.files.length === 0) return undefined;
  if (state.kind === 'survey' && scoresInWords(turn.text).length > 0) return undefined;
  const ticket = scene.tickets.find((one) => one.id === scene.agentWrote?.ticketId);
  const isItsOwn = 'ticketId' in state && state.ticketId === ticket?.id;
  if (!ticket || isItsOwn || leavesAgent(scene, ticket, turn)) return undefined;
  const { text: words, files, messageId } = turn;
  const added = addToTicket(scene, ticket, { words, files, messageId });
  return { ...added, replies: [openQuestion(scene, state)], next: state };
}
