import { verbatim } from '../content/markdown.ts';
import type { Problem } from '../language/understand.ts';
import { saysStill } from '../language/questions.ts';
import { tokens } from '../language/tokens.ts';
import type { FileRef } from '../platforms/platform.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { button } from './buttons.ts';
import { offerHelp } from './help.ts';
import { handOver } from './hand-over.ts';
import { isPicture } from './picture-file.ts';
import { watched } from './mass-incident.ts';
import { text, type Scene, type Step } from './scene.ts';
import type { Talk } from './talk.ts';
import { shortNumber } from '../tickets/ticket-number.ts';

/** Two texts that share this much of the shorter one's words are about the same thing. */
const SAME = 0.5;

/** Sure enough to be another problem and no answer to the question that is open. */
export const ANOTHER_PROBLEM = 0.8;

/** Begins the talk about what was just told; further problems in the same message wait for their turn. */
export function begin(
  scene: Scene,
  problems: readonly Problem[],
  { files, later: before = [] }: { files: readonly FileRef[]; later?: readonly string[] },
): Step {
  const [first, ...others] = problems;
  if (!first) return askToDescribe(scene, { files, later: before, human: false });
  const talk = talkAbout(scene, first, files);
  const later = others.map((problem) => problem.text);
  const step = beginTalk(scene, { ...talk, later: [...later, ...before] });
  if (later.length === 0) return step;
  const note = text(
    scene.say('intake.several', { first: verbatim(bare(first.text)), count: problems.length }),
  );
  return { ...step, replies: [note, ...step.replies] };
}

/** Begins a problem that was put off, in its requester's own words. */
export function resume(scene: Scene, [words, ...later]: readonly string[]): Step | undefined {
  if (words === undefined) return undefined;
  const [problem, ...others] = scene.desk.understand(words).problems;
  const known = problem ?? { text: words, types: [], ...UNKNOWN };
  const waiting = [...others.map((one) => one.text), ...later];
  const step = beginTalk(scene, { ...talkAbout(scene, known, []), later: waiting });
  return {
    ...step,
    replies: [text(scene.say('intake.next', { problem: verbatim(bare(words)) })), ...step.replies],
  };
}

/** Begins with words that were told before they were asked for. */
export function describeFor(
  scene: Scene,
  words: string,
  { files, human }: { files: readonly FileRef[]; human: boolean },
): Step {
  const blank = talkAbout(scene, { text: '', types: [], ...UNKNOWN }, files);
  return describe(scene, { ...blank, texts: [] }, { words, human });
}

/** Asks for the problem in the requester's own words; `human`: he wants a person, whatever it is. */
export function askToDescribe(
  scene: Scene,
  { files, human, later = [] }: { files: readonly FileRef[]; human: boolean; later?: readonly string[] },
): Step {
  const talk = talkAbout(scene, { text: '', types: [], ...UNKNOWN }, files);
  // A picture instead of words: whoever sent it should know that it says nothing here (requirement X29).
  const question = describeQuestion(scene, human);
  const isPictures = !human && files.length > 0 && files.every(isPicture);
  const asked = isPictures ? { ...question, text: scene.say('intake.describe-picture') } : question;
  return {
    replies: [asked],
    next: { kind: 'intake', ask: 'describe', human, talk: { ...talk, texts: [], later: [...later] } },
  };
}

export function describeQuestion(scene: Scene, human: boolean) {
  return text(scene.say(human ? 'intake.describe-for-human' : 'intake.describe'), [
    ...(human ? [] : [button(scene, 'human')]),
    button(scene, 'cancel'),
  ]);
}

/** The talk goes on with what the requester now told of it: into help, or straight to a human. */
export function describe(
  scene: Scene,
  talk: Talk,
  { words, human }: { words: string; human: boolean },
): Step {
  const [problem, ...others] = scene.desk.understand(words).problems;
  const told = problem ?? { text: words, types: [], ...UNKNOWN };
  const known = {
    ...talkAbout(scene, told, talk.files),
    texts: [...talk.texts, words],
    ...(talk.questionId === undefined ? {} : { questionId: talk.questionId }),
    impact: told.impact.said ? told.impact.value : talk.impact,
    urgency: told.urgency.said ? told.urgency.value : talk.urgency,
    later: [...talk.later, ...others.map((one) => one.text)],
  };
  return human ? watched(scene, known, () => handOver(scene, known)) : beginTalk(scene, known);
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
    declined: [],
    later: [],
  };
}

function beginTalk(scene: Scene, talk: Talk): Step {
  const same = scene.tickets.find((ticket) => isSameProblem(ticket, talk));
  if (same) return askTicket(scene, talk, [same]);
  const back = comeBack(scene, talk);
  return back ? askTicket(scene, talk, [back]) : watched(scene, talk, () => offerHelp(scene, talk));
}

/** The ticket closed lately whose problem is told of again. */
export function comeBack(scene: Scene, talk: Talk): Ticket | undefined {
  const closed = closedLately(scene);
  return closed && talk.texts.some(saysStill) && isSameProblem(closed, talk) ? closed : undefined;
}

/** A ticket closed so lately that it may have come back. */
export function closedLately({ lastClosed, now, desk }: Scene): Ticket | undefined {
  if (!lastClosed || lastClosed.outcome === 'cancelled' || lastClosed.outcome === 'merged') return undefined;
  return now - (lastClosed.closedAt ?? 0) <= desk.policy.patience.talkAgain ? lastClosed : undefined;
}

/** Asks whether a message belongs to one of the open tickets or is something new. */
export function askTicket(scene: Scene, talk: Talk, tickets: readonly Ticket[]): Step {
  return {
    replies: [ticketQuestion(scene, tickets)],
    next: { kind: 'intake', ask: 'ticket', options: tickets.map((ticket) => ticket.id), talk },
  };
}

export function ticketQuestion(scene: Scene, tickets: readonly Ticket[]) {
  const [only] = tickets;
  if (only?.stage === 'closed' && tickets.length === 1) {
    const { number, title, id } = only;
    return text(scene.say('verification.reopen', { number, title: verbatim(title) }), [
      button(scene, 'reopen', { value: id, style: 'primary' }),
      button(scene, 'new-ticket'),
      button(scene, 'cancel'),
    ]);
  }
  const list = tickets.map((ticket) => `- **${ticket.number}** ${verbatim(ticket.title)}`).join('\n');
  return text(`${scene.say('intake.which-ticket')}\n\n${list}`, [
    ...tickets.map(({ id, number, stage }) =>
      stage === 'closed'
        ? {
            id: 'reopen',
            label: scene.say('button.reopen-number', { number: shortNumber(number) }),
            value: id,
          }
        : { id: 'join', label: scene.say('button.join', { number: shortNumber(number) }), value: id },
    ),
    button(scene, 'new-ticket'),
    button(scene, 'cancel'),
  ]);
}

/** Whether the message tells of a problem that is clearly not of this type. */
export function tellsOfAnother(scene: Scene, type: string, words: string): boolean {
  const [problem] = scene.desk.understand(words).problems;
  const [best] = problem?.types ?? [];
  if (!best || best.type === 'other' || best.type === type) return false;
  return best.confidence >= ANOTHER_PROBLEM;
}

/** A message kept while it is asked where it belongs. */
export function talkFrom(scene: Scene, { words, files }: { words: string; files: readonly FileRef[] }): Talk {
  const [problem, ...others] = scene.desk.understand(words).problems;
  const text = others.length > 0 && problem ? problem.text : words;
  const talk = talkAbout(scene, { ...(problem ?? { types: [], ...UNKNOWN }), text }, files);
  return { ...talk, later: others.map((one) => one.text) };
}

export function isSameProblem(ticket: Ticket, talk: Talk): boolean {
  if (ticket.stage === 'feedback') return false;
  if (talk.type !== undefined && talk.type !== ticket.type) return false;
  return overlap(talk.texts.join('\n'), ticket.description) >= SAME;
}

/** A part of a message, without the comma it ended with. */
function bare(words: string): string {
  return words.replace(/[\s,\uff0c、;\uff1b]+$/, '');
}

function overlap(a: string, b: string): number {
  const left = new Set(tokens(a));
  const right = new Set(tokens(b));
  const shared = [...left].filter((token) => right.has(token)).length;
  return shared / Math.max(1, Math.min(left.size, right.size));
}
