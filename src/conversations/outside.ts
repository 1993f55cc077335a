import type { Ticket } from '../tickets/commands.ts';
import { offerHelp } from './help.ts';
import { begin, askTicket, askToDescribe, isSameProblem, talkFrom } from './problem.ts';
import { text, type Scene, type Step, type Turn } from './scene.ts';
import { smallTalk } from './small-talk.ts';
import { addToTicket } from './ticket-messages.ts';
import { confirm, offerReopening, reject } from './verification.ts';

/** A turn while no dialogue is open: something new, or something about a ticket. */
export function outside(scene: Scene, turn: Turn): Step {
  if (turn.pressed && !turn.move) return onLeftoverButton(scene, turn);
  const active = scene.tickets.filter((ticket) => ticket.stage !== 'feedback');
  const tagged = active.find((ticket) => ticket.number === turn.ticketTag);
  if (tagged) return join(scene, tagged, turn);
  const verdict = onVerdict(scene, turn);
  if (verdict) return verdict;
  if (turn.move === 'human') return askToDescribe(scene, { files: turn.files, human: true });
  if (turn.move === 'cancel') return { replies: [text(scene.say('dialogue.nothing-to-cancel'))] };
  if (turn.move === 'restart') return askToDescribe(scene, { files: turn.files, human: false });
  return active.length > 0 ? besideTickets(scene, turn, active) : somethingNew(scene, turn);
}

function onLeftoverButton(scene: Scene, { pressed }: Turn): Step {
  if (pressed?.action === 'new-ticket') return askToDescribe(scene, { files: [], human: false });
  return { replies: [text(scene.say('dialogue.over'))] };
}

/** "Solved" and "still broken" without an open question are about the ticket that waits for it. */
function onVerdict(scene: Scene, { move }: Turn): Step | undefined {
  if (move !== 'solved' && move !== 'not-solved') return undefined;
  const waiting = scene.tickets.filter((ticket) => ticket.stage === 'verification');
  const [ticket] = waiting;
  if (ticket && waiting.length === 1)
    return move === 'solved' ? confirm(scene, ticket) : reject(scene, ticket);
  if (move === 'solved' || !scene.lastClosed || scene.tickets.length > 0) return undefined;
  const age = scene.now - (scene.lastClosed.closedAt ?? 0);
  return age <= scene.desk.policy.patience.talkAgain ? offerReopening(scene, scene.lastClosed) : undefined;
}

function besideTickets(scene: Scene, turn: Turn, active: readonly Ticket[]): Step {
  const [only] = active;
  const unclaimed = active.every((ticket) => ticket.assigneeId === null);
  const chat = smallTalk(scene, turn);
  if (chat && (unclaimed || turn.understood.kind === 'empty' || active.length > 1)) return chat;
  const talk = talkFrom(scene, { words: turn.text, files: turn.files });
  const same = active.find((ticket) => isSameProblem(ticket, talk));
  if (turn.understood.kind === 'problem' && same) return askTicket(scene, talk, [same]);
  const different = talk.type !== undefined && active.every((ticket) => ticket.type !== talk.type);
  if (different || active.length > 1) return askTicket(scene, talk, active);
  return only ? join(scene, only, turn) : somethingNew(scene, turn);
}

function somethingNew(scene: Scene, turn: Turn): Step {
  const chat = smallTalk(scene, turn);
  if (chat) return chat;
  if (turn.understood.kind === 'problem') return begin(scene, turn.understood.problems, turn.files);
  if (turn.text.trim() === '') return askToDescribe(scene, { files: turn.files, human: false });
  const [best] = scene.desk.knowledge.search(turn.text, { locale: scene.locale, limit: 1 });
  if (best && best.score >= scene.desk.policy.certainty.article) {
    const talk = talkFrom(scene, { words: turn.text, files: turn.files });
    return offerHelp(scene, { ...talk, type: best.article.type });
  }
  return { replies: [text(scene.say('small-talk.unclear'))] };
}

function join(scene: Scene, ticket: Ticket, { text: words, files, messageId }: Turn): Step {
  return addToTicket(scene, ticket, { words, files, messageId });
}
