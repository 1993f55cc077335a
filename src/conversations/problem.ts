import type { Problem } from '../language/understand.ts';
import { tokens } from '../language/tokens.ts';
import type { FileRef } from '../platforms/platform.ts';
import type { Ticket } from '../tickets/commands.ts';
import { button } from './buttons.ts';
import { offerHelp } from './help.ts';
import { handOver } from './hand-over.ts';
import { text, type Scene, type Step } from './scene.ts';
import type { Talk } from './talk.ts';

/** Two texts that share this much of the shorter one's words are about the same thing. */
const SAME = 0.5;

/** Begins the talk about what was just told; further problems in the same message wait for their turn. */
export function begin(scene: Scene, problems: readonly Problem[], files: readonly FileRef[]): Step {
  const [first, ...others] = problems;
  if (!first) return askToDescribe(scene, { files, human: false });
  const talk = talkAbout(scene, first, files);
  const later = others.map((problem) => problem.text);
  const step = beginTalk(scene, { ...talk, later });
  if (later.length === 0) return step;
  const note = text(scene.say('intake.several', { first: first.text, count: problems.length }));
  return { ...step, replies: [note, ...step.replies] };
}

/** Begins a problem that was put off, in its requester's own words. */
export function resume(scene: Scene, [words, ...later]: readonly string[]): Step | undefined {
  if (words === undefined) return undefined;
  const [problem] = scene.desk.understand(words).problems;
  const known = problem ?? { text: words, types: [], ...UNKNOWN };
  const step = beginTalk(scene, { ...talkAbout(scene, known, []), later: [...later] });
  return { ...step, replies: [text(scene.say('intake.next', { problem: words })), ...step.replies] };
}

/** Asks for the problem in the requester's own words; `human`: he wants a person, whatever it is. */
export function askToDescribe(
  scene: Scene,
  { files, human }: { files: readonly FileRef[]; human: boolean },
): Step {
  const talk = talkAbout(scene, { text: '', types: [], ...UNKNOWN }, files);
  return {
    replies: [
      text(scene.say(human ? 'intake.describe-for-human' : 'intake.describe'), [button(scene, 'cancel')]),
    ],
    next: { kind: 'intake', ask: 'describe', human, talk: { ...talk, texts: [] } },
  };
}

/** The talk goes on with what the requester now told of it: into help, or straight to a human. */
export function describe(
  scene: Scene,
  talk: Talk,
  { words, human }: { words: string; human: boolean },
): Step {
  const [problem] = scene.desk.understand(words).problems;
  const told = problem ?? { text: words, types: [], ...UNKNOWN };
  const known = { ...talkAbout(scene, told, talk.files), texts: [...talk.texts, words], later: talk.later };
  return human ? handOver(scene, known) : beginTalk(scene, known);
}

const UNKNOWN = {
  impact: { value: 'person', said: false },
  urgency: { value: 'normal', said: false },
} as const;

function talkAbout(
  scene: Scene,
  { text: words, types, impact, urgency }: Pick<Problem, 'text' | 'types' | 'impact' | 'urgency'>,
  files: readonly FileRef[],
): Talk {
  const [best] = types;
  const sure = best && best.confidence >= scene.desk.policy.certainty.type;
  return {
    texts: [words],
    files: [...files],
    ...(sure ? { type: best.type } : {}),
    impact: impact.value,
    urgency: urgency.value,
    answers: {},
    tried: [],
    later: [],
  };
}

function beginTalk(scene: Scene, talk: Talk): Step {
  const same = scene.tickets.find((ticket) => isSameProblem(ticket, talk));
  if (same) return askTicket(scene, talk, [same]);
  return offerHelp(scene, talk);
}

/** Asks whether a message belongs to one of the open tickets or is something new. */
export function askTicket(scene: Scene, talk: Talk, tickets: readonly Ticket[]): Step {
  return {
    replies: [ticketQuestion(scene, tickets)],
    next: { kind: 'intake', ask: 'ticket', options: tickets.map((ticket) => ticket.id), talk },
  };
}

export function ticketQuestion(scene: Scene, tickets: readonly Ticket[]) {
  const list = tickets.map((ticket) => `- **${ticket.number}** ${ticket.title}`).join('\n');
  return text(`${scene.say('intake.which-ticket')}\n\n${list}`, [
    ...tickets.map((ticket) => ({
      id: 'join',
      label: scene.say('button.join', { number: ticket.number }),
      value: ticket.id,
    })),
    button(scene, 'new-ticket'),
    button(scene, 'cancel'),
  ]);
}

/** A message kept while it is asked where it belongs. */
export function talkFrom(scene: Scene, { words, files }: { words: string; files: readonly FileRef[] }): Talk {
  const [problem] = scene.desk.understand(words).problems;
  return talkAbout(scene, { ...(problem ?? { types: [], ...UNKNOWN }), text: words }, files);
}

export function isSameProblem(ticket: Ticket, talk: Talk): boolean {
  if (ticket.stage === 'feedback') return false;
  if (talk.type !== undefined && talk.type !== ticket.type) return false;
  return overlap(talk.texts.join('\n'), ticket.description) >= SAME;
}

function overlap(a: string, b: string): number {
  const left = new Set(tokens(a));
  const right = new Set(tokens(b));
  const shared = [...left].filter((token) => right.has(token)).length;
  return shared / Math.max(1, Math.min(left.size, right.size));
}
