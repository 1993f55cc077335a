import type { Ticket } from '../tickets/ticket.ts';
import type { Alike } from '../tickets/incidents/reports.ts';
import { button, meansButton } from './buttons.ts';
import { handOver } from './hand-over.ts';
import { text, wordsOf, type Effect, type Scene, type Step, type Turn } from './scene.ts';
import type { StateOf, Talk } from './talk.ts';
import { withEffects } from './told.ts';

type MeToo = Extract<StateOf<'intake'>, { ask: 'me-too' }>;

/**
 * A problem that many have at once (requirement Y5): who tells of a known incident is told so and joined to it; who
 * makes it one is asked whether it is the same. Anything else goes its way and is remembered for the next.
 */
export function watched(scene: Scene, talk: Talk, otherwise: () => Step): Step {
  const features = scene.desk.readOutage(wordsOf(talk));
  if (!features) return otherwise();
  const alike = scene.alike(wordsOf(talk));
  if (alike?.incident) return joinKnown(scene, talk, alike.incident);
  if (alike?.isMass) return askMeToo(scene, talk, alike);
  return withEffects(otherwise(), [{ do: 'report', features, state: 'new' }]);
}

export function meTooQuestion(scene: Scene, others: number) {
  return text(scene.say('incident.me-too', { count: others }), [
    button(scene, 'me-too', { style: 'primary' }),
    button(scene, 'not-same'),
    button(scene, 'cancel'),
  ]);
}

/** Whether it is the same problem as the others'. */
export function onMeToo(scene: Scene, state: MeToo, turn: Turn, otherwise: (talk: Talk) => Step): Step {
  const { talk } = state;
  if (meansButton(scene, 'me-too', turn) || turn.move === 'yes') return makeIncident(scene, talk);
  if (meansButton(scene, 'not-same', turn) || turn.move === 'no') return goOn(scene, talk, otherwise);
  if (turn.move === 'human') return goOn(scene, talk, (one) => handOver(scene, one));
  if (turn.text.trim() === '' || turn.move) return { replies: [meTooQuestion(scene, state.others)] };
  const more = { ...talk, texts: [...talk.texts, turn.text], files: [...talk.files, ...turn.files] };
  return { replies: [meTooQuestion(scene, state.others)], next: { ...state, talk: more } };
}

function askMeToo(scene: Scene, talk: Talk, { others }: Alike): Step {
  return {
    replies: [meTooQuestion(scene, others)],
    next: { kind: 'intake', ask: 'me-too', others, talk },
  };
}

/** His ticket and those of the others become one incident. */
function makeIncident(scene: Scene, talk: Talk): Step {
  const said = (ticket: Ticket) => [
    text(scene.say('incident.joined', { number: ticket.number }), [apart(scene, ticket)]),
  ];
  return opening(scene, talk, { said, makesIncident: true });
}

function joinKnown(scene: Scene, talk: Talk, incident: Ticket): Step {
  const own = scene.tickets.find(({ id, parentId }) => id === incident.id || parentId === incident.id);
  if (own) return { replies: [text(scene.say('incident.known-to-you', { number: own.number }))] };
  return opening(scene, talk, { said: knownMessage(scene, incident), parentId: incident.id });
}

/** How somebody's ticket is opened who told of a known incident. */
export function openingOf(scene: Scene, talk: Talk, incident: Ticket): Pick<Opening, 'draft' | 'said'> {
  const step = opening(scene, talk, { said: knownMessage(scene, incident), parentId: incident.id });
  const effect = step.effects?.find((one) => one.do === 'open-ticket');
  if (!effect) throw new Error('A talk that is handed over opens a ticket');
  return effect;
}

function knownMessage(scene: Scene, incident: Ticket) {
  return (ticket: Ticket) => [
    text(scene.say('incident.known', { number: ticket.number, incident: incident.number }), [
      apart(scene, ticket),
    ]),
  ];
}

type Opening = Extract<Effect, { do: 'open-ticket' }>;

/** Opens the ticket with what was told: nobody is asked for what everybody's problem is. */
function opening(
  scene: Scene,
  talk: Talk,
  { parentId, ...how }: Pick<Opening, 'said' | 'makesIncident'> & { parentId?: string },
): Step {
  const step = handOver(scene, talk);
  const features = scene.desk.readOutage(wordsOf(talk)) ?? [];
  const effects = (step.effects ?? []).map(
    (effect): Effect =>
      effect.do === 'open-ticket' ? { ...effect, ...how, draft: { ...effect.draft, parentId } } : effect,
  );
  const report: Effect = { do: 'report', features, state: parentId ? 'joined' : 'new', incidentId: parentId };
  return { ...step, effects: [...effects.filter((effect) => effect.do !== 'record'), report] };
}

/** It is no part of the others'. */
function goOn(scene: Scene, talk: Talk, otherwise: (talk: Talk) => Step): Step {
  const features = scene.desk.readOutage(wordsOf(talk)) ?? [];
  return withEffects(otherwise(talk), [{ do: 'report', features, state: 'apart' }]);
}

function apart(scene: Scene, ticket: Ticket) {
  return button(scene, 'apart', { value: ticket.id });
}
