import { handOver } from './hand-over.ts';
import { offerHelp, typeQuestion } from './help.ts';
import { begin, describe, ticketQuestion } from './problem.ts';
import { text, typeName, wordsOf, type Scene, type Step, type Turn } from './scene.ts';
import type { StateOf } from './talk.ts';
import { addToTicket } from './ticket-messages.ts';

type State = StateOf<'intake'>;

/** The dialogue that finds out what the problem is: its words, its type, or the ticket it belongs to. */
export function intake(scene: Scene, state: State, turn: Turn): Step {
  switch (state.ask) {
    case 'describe':
      return onDescription(scene, state, turn);
    case 'type':
      return onType(scene, state, turn);
    case 'ticket':
      return onTicket(scene, state, turn);
  }
}

/** The open question once more. */
export function askIntakeAgain(scene: Scene, state: State) {
  switch (state.ask) {
    case 'describe':
      return text(scene.say(state.human ? 'intake.describe-for-human' : 'intake.describe'));
    case 'type':
      return typeQuestion(scene, state.options);
    case 'ticket':
      return ticketQuestion(
        scene,
        scene.tickets.filter((ticket) => state.options.includes(ticket.id)),
      );
  }
}

function onDescription(scene: Scene, state: State & { ask: 'describe' }, turn: Turn): Step {
  if (turn.move === 'human') return describe(scene, state.talk, { words: turn.text, human: true });
  const talk = { ...state.talk, files: [...state.talk.files, ...turn.files] };
  if (turn.text.trim() === '') return { replies: [askIntakeAgain(scene, state)], next: { ...state, talk } };
  const { problems } = turn.understood;
  if (!state.human && problems.length > 1) return begin(scene, problems, talk.files);
  return describe(scene, talk, { words: turn.text, human: state.human });
}

function onType(scene: Scene, state: State & { ask: 'type' }, turn: Turn): Step {
  const { talk } = state;
  if (turn.move === 'human') return handOver(scene, talk);
  const chosen = turn.pressed?.action === 'type' ? turn.pressed.value : typeInWords(scene, state, turn);
  if (chosen !== undefined && scene.desk.typeNames.has(chosen))
    return offerHelp(scene, { ...talk, type: chosen });
  if (turn.move === 'skip') return offerHelp(scene, { ...talk, type: 'other' });
  if (turn.text.trim() === '') return { replies: [typeQuestion(scene, state.options)] };
  return describe(scene, talk, { words: turn.text, human: false });
}

function typeInWords(scene: Scene, { options }: State & { ask: 'type' }, turn: Turn): string | undefined {
  const said = turn.text.trim().toLowerCase();
  const position = /^\d$/.test(said) ? options[Number(said) - 1] : undefined;
  return position ?? options.find((type) => said !== '' && typeName(scene, type).toLowerCase() === said);
}

function onTicket(scene: Scene, state: State & { ask: 'ticket' }, turn: Turn): Step {
  const { talk } = state;
  const joined = joinedTicket(scene, state, turn);
  if (joined) {
    const step = addToTicket(scene, joined, {
      words: wordsOf(talk),
      files: talk.files,
      messageId: turn.messageId,
    });
    return { ...step, end: 'handed-over', resume: talk.later };
  }
  const isNew = turn.pressed?.action === 'new-ticket' || turn.move === 'no';
  if (isNew) return offerHelp(scene, talk);
  if (turn.move === 'human') return handOver(scene, talk);
  if (turn.text.trim() === '') return { replies: [askIntakeAgain(scene, state)] };
  const more = { ...talk, texts: [...talk.texts, turn.text], files: [...talk.files, ...turn.files] };
  return { replies: [askIntakeAgain(scene, state)], next: { ...state, talk: more } };
}

function joinedTicket(scene: Scene, state: State & { ask: 'ticket' }, turn: Turn) {
  const options = scene.tickets.filter((ticket) => state.options.includes(ticket.id));
  if (turn.pressed?.action === 'join') return options.find((ticket) => ticket.id === turn.pressed?.value);
  if (turn.ticketTag) return options.find((ticket) => ticket.number === turn.ticketTag);
  if (/^\d$/.test(turn.text.trim())) return options[Number(turn.text.trim()) - 1];
  return turn.move === 'yes' && options.length === 1 ? options[0] : undefined;
}
