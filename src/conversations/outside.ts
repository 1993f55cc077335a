import type { Ticket } from '../tickets/ticket.ts';
import { asksForProgress } from '../language/questions.ts';
import { askToCancel, myTickets } from './my-tickets.ts';
import {
  askTicket,
  askToDescribe,
  begin,
  closedLately,
  comeBack,
  isSameProblem,
  talkFrom,
} from './problem.ts';
import { button, meansButton } from './buttons.ts';
import { text, type Scene, type Step, type Turn } from './scene.ts';
import { isRemark, smallTalk } from './small-talk.ts';
import { addToTicket } from './ticket-messages.ts';
import { onUnclear } from './unclear.ts';
import { saysNotSolved } from './verdict.ts';
import { confirm, reject } from './verification.ts';
import { leavesAgent, ticketWithAgent } from './with-agent.ts';

/** A turn while no dialogue is open: something new, or something about a ticket. */
export function outside(scene: Scene, turn: Turn): Step {
  if (turn.pressed && !turn.move) return onLeftoverButton(scene, turn);
  const active = scene.tickets.filter((ticket) => ticket.stage !== 'feedback');
  if (active.length > 0 && meansButton(scene, 'new-ticket', turn))
    return askToDescribe(scene, { files: turn.files, human: false });
  const verdict = onVerdict(scene, active, turn);
  if (verdict) return verdict;
  switch (turn.move) {
    case 'human':
      return onHuman(scene, active, turn);
    case 'cancel':
      return onCancel(scene, active);
    case 'restart':
      return askToDescribe(scene, { files: turn.files, human: false });
    default:
  }
  if (turn.move && turn.move !== 'not-solved' && !ticketWithAgent(scene)) return acknowledge(scene, turn);
  return active.length > 0 ? besideTickets(scene, turn, active) : somethingNew(scene, turn);
}

function onLeftoverButton(scene: Scene, { pressed }: Turn): Step {
  if (pressed?.action === 'new-ticket') return askToDescribe(scene, { files: [], human: false });
  return { replies: [text(scene.say('dialogue.over'))] };
}

/** “OK” and the like answer nothing that was asked. */
function acknowledge(scene: Scene, { pressed }: Turn): Step {
  return { replies: [text(scene.say(pressed ? 'dialogue.over' : 'small-talk.ok'))] };
}

/** "Solved" and "still broken" without an open question are about the ticket that waits for it. */
function onVerdict(scene: Scene, active: readonly Ticket[], turn: Turn): Step | undefined {
  const isBad = saysNotSolved(scene, turn);
  if (turn.pressed || (turn.move !== 'solved' && !isBad)) return undefined;
  const waiting = active.filter((ticket) => ticket.stage === 'verification');
  const [ticket] = waiting;
  if (ticket && waiting.length === 1) return isBad ? reject(scene, ticket, turn) : confirm(scene, ticket);
  if (!isBad) return turn.move === 'solved' ? onSolvedItself(scene, active) : undefined;
  const closed = closedLately(scene);
  if (!closed && turn.move && active.length === 0)
    return askToDescribe(scene, { files: turn.files, human: false });
  // Without a fault of its own it is about what was closed or what is open; with one it may be new.
  if (!closed || turn.understood.kind === 'problem' || ticketWithAgent(scene)) return undefined;
  const talk = talkFrom(scene, { words: turn.text, files: turn.files });
  return askTicket(scene, talk, [closed, ...active]);
}

/** It works again before anybody came: the ticket may go. */
function onSolvedItself(scene: Scene, active: readonly Ticket[]): Step | undefined {
  const [only] = active;
  return only && active.length === 1 && only.assigneeId === null ? askToCancel(scene, only) : undefined;
}

/** Whoever waits for a human already is told when he comes, and may still tell of something else. */
function onHuman(scene: Scene, active: readonly Ticket[], turn: Turn): Step {
  if (active.length === 0) return askToDescribe(scene, { files: turn.files, human: true });
  const [list] = myTickets({ ...scene, tickets: active }).replies;
  const words = `${scene.say('my-tickets.human')}\n\n${list?.text ?? ''}`;
  return { replies: [text(words, [button(scene, 'new-ticket')])] };
}

function onCancel(scene: Scene, active: readonly Ticket[]): Step {
  const [only] = active;
  if (!only) return { replies: [text(scene.say('dialogue.nothing-to-cancel'))] };
  return active.length === 1 ? askToCancel(scene, only) : myTickets({ ...scene, tickets: active });
}

function besideTickets(scene: Scene, turn: Turn, active: readonly Ticket[]): Step {
  const { text: words, files, messageId } = turn;
  const withAgent = ticketWithAgent(scene);
  if (withAgent && turn.understood.kind !== 'empty' && !leavesAgent(scene, withAgent, turn)) {
    return addToTicket(scene, withAgent, { words, files, messageId });
  }
  const [only] = active;
  const isForTicket = (active.length === 1 && isRemark(turn)) || asksForProgress(turn.text);
  const chat = isForTicket ? undefined : smallTalk(scene, turn);
  if (chat) return chat;
  if (asksForProgress(turn.text)) return myTickets({ ...scene, tickets: active });
  const talk = talkFrom(scene, { words: turn.text, files: turn.files });
  const same = active.find((ticket) => isSameProblem(ticket, talk));
  if (turn.understood.kind === 'problem' && same) return askTicket(scene, talk, [same]);
  const back = comeBack(scene, talk);
  if (back) return askTicket(scene, talk, [back, ...active]);
  const different = talk.type !== undefined && active.every((ticket) => ticket.type !== talk.type);
  if (different || active.length > 1 || !only) return askTicket(scene, talk, active);
  return addToTicket(scene, only, { words, files, messageId });
}

function somethingNew(scene: Scene, turn: Turn): Step {
  const chat = smallTalk(scene, turn);
  if (chat) return chat;
  if (turn.understood.kind === 'problem') return begin(scene, turn.understood.problems, turn);
  if (turn.text.trim() === '') return askToDescribe(scene, { files: turn.files, human: false });
  return onUnclear(scene, turn);
}
