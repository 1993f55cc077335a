import { codeIn, withoutCode } from '../identity/typed-code.ts';
import { clean } from '../language/clean.ts';
import { isSentence } from '../language/sentence.ts';
import type { InboundEvent } from '../platforms/platform.ts';
import { newId } from '../runtime/id.ts';
import type { StoredEvent } from '../runtime/inbox.ts';
import type { Plan } from '../runtime/worker.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import type { Cause } from '../tickets/ticket-service.ts';
import type { Meeting } from './conversation-repository.ts';
import { createChangedWords } from './changed-words.ts';
import { createKeeping, type KeepingOptions, type Planned } from './keeping.ts';
import type { Linking } from './linking.ts';
import type { ResetAnswer, ResetTurn } from './password-reset/password-reset.ts';
import { namingLost } from './lost-files.ts';
import { openQuestion, openQuestions } from './open-question.ts';
import { text, type Scene, type Step, type Turn } from './scene.ts';
import { attentive, createScenes } from './scenes.ts';
import { welcome } from './small-talk.ts';
import { spokenLocale } from './spoken.ts';
import { withoutTag } from './tag.ts';
import { createThinking, type ThinkingOptions } from './thinking.ts';
import { createThumbs } from './thumbs.ts';
import { turnOf } from './turn.ts';
import { createVisits } from './visits.ts';

export interface ConversationsOptions extends KeepingOptions, ThinkingOptions {
  queries: TicketQueries;
  /** What is done about turns that are about joining accounts. */
  linking?: Linking | undefined;
  /** What is done about turns that are about logging in. */
  accountHelp?: ((here: ResetTurn) => Promise<ResetAnswer>) | undefined;
}

type DirectEvent = StoredEvent & { payload: InboundEvent };

const locales = ['zh-CN', 'en'] as const;

/** What the bot does with what requesters write and press in their direct chats. */
export function createConversations(options: ConversationsOptions) {
  const { desk, repository, now, linking } = options;
  const keeping = createKeeping(options);
  const changedWords = createChangedWords(options);
  const visits = createVisits(options.db);
  const sceneOf = createScenes(options);
  const thumb = createThumbs(options.db);
  const think = createThinking(options);
  const { say, tell, armIdleTimer } = keeping;

  /** Thinks about an event of a direct chat. */
  async function handle(event: DirectEvent): Promise<Plan> {
    const payload = namingLost(desk, event.payload);
    // Bots and our own posts never start a dialogue (invariant 9); guests and strangers have no desk here.
    if (payload.sender.kind !== 'member') return { result: `ignored: ${payload.sender.kind}` };
    if (payload.kind === 'edited' || payload.kind === 'deleted') {
      return changedWords.onChange({ id: event.id, payload });
    }
    // What is missing is said in the desk's language and means nothing by itself.
    const words = wordsOf(event.payload) || wordsOf(payload);
    const attending = attentive(desk);
    const understood = attending.understand(withoutCode(withoutTag(words)));
    const known = await repository.at(payload.place);
    if (!known && payload.kind === 'reaction') return { result: 'ignored: reaction' };
    const meeting =
      known ??
      (await repository.begin(payload.place, payload.sender, {
        now: now(),
        ...firstLocale(understood, words),
      }));
    const dialogue = await repository.openDialogue(meeting.conversation.id);
    const spoken = spokenLocale(attending, { words, understood, state: dialogue?.state });
    const scene = await sceneOf({ desk: attending, meeting, dialogue, spoken });
    if (payload.kind === 'pressed')
      return planOf(event, { meeting, dialogue, scene, step: onLostButton(scene) });
    if (payload.kind === 'reaction') {
      const step = await thumb({ meeting, dialogue, scene }, payload);
      return step ? planOf(event, { meeting, dialogue, scene, step }) : { result: 'ignored: reaction' };
    }
    if (payload.kind === 'joined') return onJoined(event, { meeting, dialogue, scene });
    if (payload.kind === 'action' && payload.action === 'continue') {
      return takeUpAgain(event, { meeting, dialogue, scene }, payload.value);
    }
    if (!dialogue && saysContinue(words)) {
      const id = await repository.lastAbandoned(meeting.conversation.id);
      if (id) return takeUpAgain(event, { meeting, dialogue, scene }, id);
    }
    const thumbed = await thumb({ meeting, dialogue, scene }, payload);
    if (thumbed) return planOf(event, { meeting, dialogue, scene, step: thumbed });
    const turn = turnOf(scene, payload, understood);
    const passedOn = payload.kind === 'message' && payload.forwarded === true;
    const linked = passedOn ? undefined : await linking?.({ meeting, scene, turn, event: event.id, say });
    if (linked) return linked;
    const help = passedOn ? undefined : await options.accountHelp?.({ meeting, scene, turn, payload, tell });
    if (help && 'plan' in help) return help.plan;
    const fresh = newId(now());
    const dialogueId = dialogue?.id ?? fresh;
    const said = help ? insteadOf(turn, help.instead, attending) : turn;
    const step = await think({ event: event.id, meeting, dialogueId, scene, turn: said, passedOn });
    return planOf(event, { meeting, dialogue, fresh, scene, step: withLanguage(scene, meeting, step) });
  }

  async function onJoined(event: DirectEvent, here: Omit<Planned, 'step'>): Promise<Plan> {
    const { conversation } = here.meeting;
    const { receivedAt } = event;
    if (!(await visits.isGreeted(conversation, { receivedAt, now: now() }))) {
      return { result: 'ignored: joined before' };
    }
    const plan = planOf(event, { ...here, step: welcome(here.scene) });
    return {
      ...plan,
      apply: async (tx) => {
        await plan.apply?.(tx);
        await visits.book(tx, conversation, now());
      },
    };
  }

  /** The first words of a conversation set its language, be they a mere “hello”; what stands beside a code doesn't. */
  function firstLocale({ kind, locale }: Turn['understood'], words: string) {
    const isSaid = kind !== 'unclear' || (locale !== undefined && isSentence(words, locale));
    const isClear = isSaid && codeIn(words) === undefined;
    return { spoken: isClear ? locale : undefined, otherwise: desk.policy.locale };
  }

  /** The word on the button does the same as the button. */
  function saysContinue(words: string): boolean {
    const said = words.trim().toLowerCase();
    return locales.some((locale) => desk.messages.say(locale, 'button.continue').toLowerCase() === said);
  }

  /** A talk closed for silence goes on where it was, unless another has begun meanwhile. */
  async function takeUpAgain(event: DirectEvent, here: Omit<Planned, 'step'>, id: string): Promise<Plan> {
    const { scene, meeting } = here;
    const closed = await repository.dialogue(id);
    const state = closed?.holder === meeting.conversation.id && !closed.open ? closed.state : undefined;
    if (!closed || !state || here.dialogue) {
      return planOf(event, { ...here, step: { replies: [text(scene.say('dialogue.over'))] } });
    }
    const plan = planOf(event, {
      ...here,
      step: { replies: [text(scene.say('dialogue.taken-up')), openQuestion(scene, state)] },
    });
    return {
      ...plan,
      apply: async (tx) => {
        await repository.takeUp(tx, closed, now());
        await armIdleTimer(tx, { id, place: meeting.conversation });
        await plan.apply?.(tx);
      },
    };
  }

  function planOf(event: DirectEvent, planned: Planned): Plan {
    const { meeting, scene, step } = planned;
    const { conversation, person } = meeting;
    const effects = step.effects ?? [];
    const cause: Cause = {
      actor: person.id,
      at: scene.now,
      sourceEvent: event.id,
      conversationId: conversation.id,
    };
    const touched = effects.flatMap((effect) =>
      effect.do === 'command' ? locksOf(scene, effect.ticketId) : [],
    );
    return {
      result: step.end ? `answered: ${step.end}` : 'answered',
      lock: [...new Set([`conversation:${conversation.id}`, ...touched])],
      apply: (tx) => keeping.commit(tx, planned, cause),
    };
  }

  /** Says that a message could not be worked on, so that nobody waits for an answer that won't come. */
  async function apologise({ payload }: DirectEvent): Promise<Plan> {
    const { place, sender, kind } = payload;
    if (sender.kind !== 'member') return { result: 'failed' };
    const meeting = await repository.at(place);
    // Whoever only opened the chat for the first time isn't waiting for anything.
    if (!meeting && kind === 'joined') return { result: 'failed' };
    const words = desk.messages.say(meeting?.conversation.locale ?? desk.policy.locale, 'dialogue.failed');
    return {
      result: 'failed',
      lock: meeting ? [`conversation:${meeting.conversation.id}`] : [],
      apply: (tx) => tell(tx, { conversation: meeting?.conversation ?? place }, [{ message: text(words) }]),
    };
  }

  return { handle, apologise, say, tell, armIdleTimer };
}

export type Conversations = ReturnType<typeof createConversations>;

function wordsOf(payload: InboundEvent): string {
  return payload.kind === 'message' ? clean(payload.text) : '';
}

/** A button that stands for words is thought about as if they had been written. */
function insteadOf(turn: Turn, words: string, { understand }: Pick<Scene['desk'], 'understand'>): Turn {
  return { ...turn, text: words, understood: understand(words), move: undefined, pressed: undefined };
}

/** A press of which nobody knows any more what it was on. */
function onLostButton(scene: Scene): Step {
  const words = scene.say(scene.state ? 'dialogue.stale-button' : 'dialogue.over');
  return { replies: [text(words), ...openQuestions(scene)] };
}

/** A ticket, and the chat it is talked over in until it follows its requester into this one. */
function locksOf({ past }: Scene, ticketId: string): string[] {
  const ticket = past.find(({ id }) => id === ticketId);
  return [`ticket:${ticketId}`, ...(ticket ? [`conversation:${ticket.conversationId}`] : [])];
}

/** Who clearly writes in the other language is answered in it from now on. */
function withLanguage(scene: Scene, { conversation }: Meeting, step: Step): Step {
  const switched = scene.locale !== conversation.locale;
  const already = step.effects?.some((effect) => effect.do === 'speak');
  if (!switched || already) return step;
  return { ...step, effects: [...(step.effects ?? []), { do: 'speak', locale: scene.locale }] };
}
