import type { OutboundMessage } from '../platforms/platform.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { createTerms } from '../tickets/sla/terms.ts';
import { nextOpening } from '../tickets/sla/working-time.ts';
import { whenText } from '../tickets/when.ts';
import { button, waysOut } from './buttons.ts';
import { current, progress, summary } from './questionnaire/engine.ts';
import { prefill } from './questionnaire/prefill.ts';
import type { Questionnaire } from './questionnaire/schema.ts';
import type { OpenQuestion } from './questionnaire/state.ts';
import { askedSlots } from './slots.ts';
import { text, wordsOf, type Scene, type Step } from './scene.ts';
import type { Talk } from './talk.ts';
import { unansweredByWish } from './unanswered.ts';

const LONGEST_TITLE = 60;
const SHORT_TITLE = 6;

export function questionnaireOf(scene: Pick<Scene, 'desk'>, talk: Talk): Questionnaire {
  const questionnaire =
    scene.desk.questionnaires.get(talk.type ?? 'other') ?? scene.desk.questionnaires.get('other');
  if (!questionnaire) throw new Error('The content was loaded without a questionnaire for other');
  return questionnaire;
}

/** The question of the talk that is to be answered now. */
export function openQuestionOf(scene: Pick<Scene, 'desk'>, talk: Talk): OpenQuestion | undefined {
  return current(questionnaireOf(scene, talk), talk.answers);
}

/** Begins the questions of the type, with what is known filled in; complete already: the ticket. */
export function startQuestionnaire(scene: Scene, talk: Talk): Step {
  const known = {
    texts: talk.texts,
    files: talk.files.map((file) => file.name),
    profile: scene.person.profile,
    earlier: earlierAnswers(scene, talk),
    now: scene.now,
    timeZone: scene.desk.policy.timeZone,
  };
  const questionnaire = questionnaireOf(scene, talk);
  const offline = { ...prefill(questionnaire, known), ...talk.answers };
  const answers = {
    ...askedSlots(scene, { questionnaire, answers: offline, texts: talk.texts }),
    ...offline,
  };
  const begun = { ...talk, answers };
  const step = askNext(scene, begun);
  if (!step.next || step.next.kind !== 'questionnaire') return step;
  return { ...step, replies: [text(scene.say('questionnaire.begin')), ...step.replies] };
}

/** The next open question, or the ticket when all is said. */
export function askNext(scene: Scene, talk: Talk): Step {
  const open = openQuestionOf(scene, talk);
  if (!open) return handOver(scene, talk);
  return { replies: [questionMessage(scene, talk, open)], next: { kind: 'questionnaire', talk } };
}

export function questionMessage(scene: Scene, talk: Talk, open: OpenQuestion): OutboundMessage {
  const { asked, left } = progress(questionnaireOf(scene, talk), talk.answers);
  const others = [
    ...(asked > 0 ? [button(scene, 'back')] : []),
    ...(open.required ? [] : [button(scene, 'skip', { value: open.key })]),
    ...waysOut(scene),
  ];
  const choose = (value: string, label: string) => ({ id: 'choose', label, value: `${open.key}=${value}` });
  if (open.confirm) {
    const question = scene.say('questionnaire.confirm', {
      label: open.label[scene.locale],
      value: open.confirm.shown[scene.locale],
    });
    return text(question, [
      button(scene, 'yes', { value: open.key, style: 'primary' }),
      button(scene, 'no', { value: open.key }),
      ...others,
    ]);
  }
  const words =
    left > 1 ? `${open.ask[scene.locale]} (${asked + 1}/${asked + left})` : open.ask[scene.locale];
  if (open.kind === 'yes-no') {
    return text(words, [
      choose('yes', scene.say('button.yes')),
      choose('no', scene.say('button.no')),
      ...others,
    ]);
  }
  return text(words, [
    ...open.options.map(({ value, label }) => choose(value, label[scene.locale])),
    ...others,
  ]);
}

/** Opens the ticket with all that is known and tells what happens next. */
export function handOver(scene: Scene, talk: Talk): Step {
  const questionnaire = questionnaireOf(scene, talk);
  const answers = summary(questionnaire, talk.answers, scene.locale)
    .filter((one) => one.sure)
    .map(({ key, label, value, shown }) => ({ key, label, value, shown }));
  const draft = {
    requesterId: scene.person.id,
    conversationId: scene.conversation.id,
    title: titleOf(talk, scene),
    description: wordsOf(talk),
    type: talk.type ?? 'other',
    impact: talk.impact,
    urgency: talk.urgency,
    answers,
    tried: talk.tried,
  };
  return {
    replies: [],
    effects: [
      ...unansweredByWish(scene, talk),
      { do: 'open-ticket', draft, files: talk.files, said: (ticket) => [openedMessage(scene, ticket)] },
    ],
    end: 'handed-over',
    resume: talk.later,
  };
}

function openedMessage(scene: Scene, ticket: Ticket): OutboundMessage {
  const { policy } = scene.desk;
  const queue = policy.queues.find((one) => one.id === ticket.queue);
  const when = { locale: scene.locale, timeZone: policy.timeZone, now: scene.now };
  const { calendar, aroundTheClock } = createTerms(policy)(ticket);
  const opens = aroundTheClock ? scene.now : nextOpening(scene.now, calendar);
  const words = scene.say('ticket.opened', {
    number: ticket.number,
    priority: scene.say(`priority.${ticket.priority}`),
    who: queue?.who[scene.locale] ?? '',
    respondBy: whenText(ticket.respondBy, when),
    resolveBy: whenText(ticket.resolveBy, when),
  });
  // Nobody should sit and wait where nobody comes before morning (requirement X42).
  const closed = opens === scene.now ? [] : [scene.say('ticket.after-hours', { by: whenText(opens, when) })];
  return text([words, ...closed].join('\n'), [
    button(scene, 'my-tickets'),
    button(scene, 'cancel-ticket', { value: ticket.id }),
  ]);
}

/** What the requester answered for his last ticket of the same type. */
function earlierAnswers(scene: Scene, { type }: Talk): Record<string, string> {
  const rows = scene.past.filter((ticket) => ticket.type === type).flatMap((ticket) => ticket.answers);
  return Object.fromEntries(rows.toReversed().map(({ key, value }) => [key, value]));
}

/** The first line; “坏了” alone tells nobody anything, so the next one joins it. */
function titleOf(talk: Talk, scene: Scene): string {
  const lines = talk.texts.flatMap((one) => one.split('\n')).flatMap((one) => one.trim() || []);
  const [first = scene.say('ticket.untitled'), second] = lines;
  const title = second && first.length < SHORT_TITLE ? `${first} ${second}` : first;
  const characters = Array.from(title);
  return characters.length > LONGEST_TITLE ? `${characters.slice(0, LONGEST_TITLE - 1).join('')}…` : title;
}
