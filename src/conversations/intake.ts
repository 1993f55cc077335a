import type { Ticket } from '../tickets/ticket.ts';
import { placeInList } from '../language/questions.ts';
import { meansButton } from './buttons.ts';
import { handOver } from './hand-over.ts';
import { offerHelp, typeQuestion } from './help.ts';
import { meTooQuestion, onMeToo } from './mass-incident.ts';
import { cancelQuestion, cancelTicket } from './my-tickets.ts';
import {
  askToDescribe,
  begin,
  describe,
  describeQuestion,
  tellsOfAnother,
  ticketQuestion,
} from './problem.ts';
import { text, typeName, wordsOf, type Scene, type Step, type Turn } from './scene.ts';
import type { StateOf } from './talk.ts';
import { addToTicket } from './ticket-messages.ts';
import { reopen } from './verification.ts';

type State = StateOf<'intake'>;
type Asking<A extends State['ask']> = Extract<State, { ask: A }>;

/** The dialogue that finds out what is wanted: the problem's words, its type, or the ticket it is about. */
export function intake(scene: Scene, state: State, turn: Turn): Step {
  switch (state.ask) {
    case 'describe':
      return onDescription(scene, state, turn);
    case 'type':
      return onType(scene, state, turn);
    case 'ticket':
      return onTicket(scene, state, turn);
    case 'me-too':
      return onMeToo(scene, state, turn, (talk) => offerHelp(scene, talk));
    case 'cancel':
      return onCancel(scene, state, turn);
  }
}

/** The open question once more. */
export function askIntakeAgain(scene: Scene, state: State) {
  switch (state.ask) {
    case 'describe':
      return describeQuestion(scene, state.human);
    case 'type':
      return typeQuestion(scene, state.options);
    case 'ticket':
      return ticketQuestion(scene, offered(scene, state));
    case 'me-too':
      return meTooQuestion(scene, state.others);
    case 'cancel': {
      const ticket = scene.tickets.find((one) => one.id === state.ticketId);
      return ticket ? cancelQuestion(scene, ticket) : text(scene.say('ticket.gone'));
    }
  }
}

function onDescription(scene: Scene, state: Asking<'describe'>, turn: Turn): Step {
  const talk = { ...state.talk, files: [...state.talk.files, ...turn.files] };
  if (turn.move === 'human') {
    if (state.human) return handOver(scene, talk);
    const human = { ...state, human: true, talk };
    return { replies: [askIntakeAgain(scene, human)], next: human };
  }
  if (turn.text.trim() === '' || turn.move) {
    return { replies: [askIntakeAgain(scene, state)], next: { ...state, talk } };
  }
  const { problems } = turn.understood;
  if (!state.human && problems.length > 1) return begin(scene, problems, talk);
  return describe(scene, talk, { words: turn.text, human: state.human });
}

function onType(scene: Scene, state: Asking<'type'>, turn: Turn): Step {
  const talk = { ...state.talk, files: [...state.talk.files, ...turn.files] };
  if (turn.move === 'human') return handOver(scene, talk);
  const chosen = turn.pressed?.action === 'type' ? turn.pressed.value : typeInWords(scene, state, turn);
  if (chosen !== undefined && scene.desk.typeNames.has(chosen))
    return offerHelp(scene, { ...talk, type: chosen });
  if (turn.move === 'solved') {
    return { replies: [text(scene.say('answer.solved'))], end: 'confirmed', resume: talk.later };
  }
  // Asked once: who can't say it either is helped by a person.
  if (turn.move === 'skip' || turn.move === 'no') return offerHelp(scene, { ...talk, type: 'other' });
  if (turn.text.trim() === '' || turn.move) {
    return { replies: [typeQuestion(scene, state.options)], next: { ...state, talk } };
  }
  const step = describe(scene, talk, { words: turn.text, human: false });
  const { next } = step;
  const isAsking = next?.kind === 'intake' && next.ask === 'type';
  return isAsking ? offerHelp(scene, { ...next.talk, type: 'other' }) : step;
}

function typeInWords(scene: Scene, { options }: Asking<'type'>, turn: Turn): string | undefined {
  const said = turn.text.trim().toLowerCase();
  const place = placeInList(said);
  if (place !== undefined) return options[place - 1];
  if (said.length < 2) return undefined;
  const named = options.filter((type) => typeName(scene, type).toLowerCase().includes(said));
  return named.find((type) => typeName(scene, type).toLowerCase() === said) ?? onlyOne(named);
}

function onlyOne<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function onTicket(scene: Scene, state: Asking<'ticket'>, turn: Turn): Step {
  const { talk } = state;
  const joined = joinedTicket(scene, state, turn);
  if (joined) {
    const written = { words: wordsOf(talk), files: talk.files, messageId: null };
    const step =
      joined.stage === 'closed' ? reopen(scene, joined, written) : addToTicket(scene, joined, written);
    return { ...step, end: 'handed-over', resume: talk.later };
  }
  const isNew = meansButton(scene, 'new-ticket', turn) || turn.move === 'no';
  if (isNew) return asNew(scene, state);
  if (turn.move === 'human') return handOver(scene, talk);
  if (turn.text.trim() === '' && turn.files.length === 0) return { replies: [askIntakeAgain(scene, state)] };
  if (talk.type !== undefined && tellsOfAnother(scene, talk.type, turn.text)) {
    const next = { ...state, talk: { ...talk, later: [...talk.later, turn.text] } };
    return { replies: [text(scene.say('dialogue.noted-for-later')), askIntakeAgain(scene, next)], next };
  }
  const more = { ...talk, texts: [...talk.texts, turn.text], files: [...talk.files, ...turn.files] };
  return { replies: [askIntakeAgain(scene, state)], next: { ...state, talk: more } };
}

/** “还是不行” names no new problem: that has to be told first. */
function asNew(scene: Scene, { talk }: Asking<'ticket'>): Step {
  if (scene.desk.understand(wordsOf(talk)).problems.length > 0) return offerHelp(scene, talk);
  return askToDescribe(scene, { files: talk.files, later: talk.later, human: false });
}

function offered(scene: Scene, { options }: Asking<'ticket'>): Ticket[] {
  return scene.past.filter((ticket) => options.includes(ticket.id));
}

function joinedTicket(scene: Scene, state: Asking<'ticket'>, turn: Turn): Ticket | undefined {
  const options = offered(scene, state);
  const isJoining = turn.pressed?.action === 'join' || turn.pressed?.action === 'reopen';
  if (isJoining) return options.find((ticket) => ticket.id === turn.pressed?.value);
  if (turn.ticketTag) return options.find((ticket) => ticket.number === turn.ticketTag);
  const place = placeInList(turn.text);
  if (place !== undefined) return options[place - 1];
  const isMeant = turn.move === 'yes' || meansButton(scene, 'reopen', turn);
  return isMeant && options.length === 1 ? options[0] : undefined;
}

function onCancel(scene: Scene, state: Asking<'cancel'>, turn: Turn): Step {
  const ticket = scene.tickets.find((one) => one.id === state.ticketId);
  if (!ticket) return { replies: [text(scene.say('ticket.gone'))], end: 'none' };
  if (turn.move === 'yes' || meansButton(scene, 'cancel-ticket-yes', turn))
    return cancelTicket(scene, ticket);
  if (turn.move === 'no' || meansButton(scene, 'keep-ticket', turn)) {
    return { replies: [text(scene.say('ticket.kept', { number: ticket.number }))], end: 'none' };
  }
  if (turn.text.trim() === '' && turn.files.length === 0) return { replies: [askIntakeAgain(scene, state)] };
  if (turn.move) return { replies: [askIntakeAgain(scene, state)] };
  const { text: words, files, messageId } = turn;
  return { ...addToTicket(scene, ticket, { words, files, messageId }), end: 'none' };
}
