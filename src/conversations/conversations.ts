import { ulid } from 'ulid';
import { clean } from '../language/clean.ts';
import type { Move } from '../language/moves.ts';
import type { InboundEvent, OutboundMessage } from '../platforms/platform.ts';
import type { StoredEvent } from '../runtime/inbox.ts';
import { post } from '../runtime/outbox.ts';
import { cancelTimer, setTimer } from '../runtime/timers.ts';
import type { Plan } from '../runtime/worker.ts';
import type { Database, Transaction } from '../store/database.ts';
import { StaleError } from '../store/errors.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import type { Cause, TicketService } from '../tickets/ticket-service.ts';
import type { ConversationRepository, Meeting, OpenDialogue } from './conversation-repository.ts';
import { conversationLane } from './conversation-repository.ts';
import { decide } from './decide.ts';
import { openQuestion } from './open-question.ts';
import { text, type Desk, type Effect, type Scene, type Step, type Turn } from './scene.ts';
import { welcome } from './small-talk.ts';
import { spokenLocale } from './spoken.ts';
import { runningNumber, taggedNumber, withoutTag } from './tag.ts';

export interface ConversationsOptions {
  db: Database;
  desk: Desk;
  repository: ConversationRepository;
  tickets: TicketService;
  queries: TicketQueries;
  now: () => number;
}

type DirectEvent = StoredEvent & { payload: InboundEvent };

const locales = ['zh-CN', 'en'] as const;

/** Buttons that mean the same as words. */
const MOVES: ReadonlySet<string> = new Set<Move>([
  'human',
  'cancel',
  'back',
  'skip',
  'restart',
  'solved',
  'not-solved',
  'my-tickets',
  'help',
  'yes',
  'no',
]);

/** What the bot does with what requesters write and press in their direct chats. */
export function createConversations(options: ConversationsOptions) {
  const { db, desk, repository, tickets, queries, now } = options;

  /** Thinks about an event of a direct chat. */
  async function handle(event: DirectEvent): Promise<Plan> {
    const { payload } = event;
    // Bots and our own posts never start a dialogue (invariant 9); guests and strangers have no desk here.
    if (payload.sender.kind !== 'member') return { result: `ignored: ${payload.sender.kind}` };
    if (payload.kind === 'edited' || payload.kind === 'deleted' || payload.kind === 'reaction') {
      return { result: `ignored: ${payload.kind}` };
    }
    const words = payload.kind === 'message' ? clean(payload.text) : '';
    const understood = desk.understand(withoutTag(words));
    const known = await repository.at(payload.place);
    const locale = understood.locale ?? desk.policy.locale;
    const meeting = known ?? (await repository.begin(payload.place, payload.sender, { now: now(), locale }));
    const dialogue = await repository.openDialogue(meeting.conversation.id);
    const spoken = spokenLocale(desk, { words, understood, state: dialogue?.state });
    const scene = await sceneOf(meeting, dialogue, spoken ?? firstWords(known, understood));
    if (payload.kind === 'joined') return planOf(event, { meeting, dialogue, scene, step: welcome(scene) });
    if (payload.kind === 'action' && payload.action === 'continue') {
      return takeUpAgain(event, { meeting, dialogue, scene }, payload.value);
    }
    if (!dialogue && saysContinue(words)) {
      const id = await repository.lastAbandoned(meeting.conversation.id);
      if (id) return takeUpAgain(event, { meeting, dialogue, scene }, id);
    }
    const turn = turnOf(scene, payload, understood);
    return planOf(event, {
      meeting,
      dialogue,
      scene,
      step: withLanguage(scene, meeting, decide(scene, turn)),
    });
  }

  /** The first words of a conversation set its language, be they a mere “hello”. */
  function firstWords(known: Meeting | undefined, { kind, locale }: Turn['understood']) {
    return known || kind === 'unclear' ? undefined : locale;
  }

  async function sceneOf(
    meeting: Meeting,
    dialogue: OpenDialogue | undefined,
    spoken: Scene['locale'] | undefined,
  ): Promise<Scene> {
    const { person, conversation } = meeting;
    const all = await queries.ofRequester(person.id);
    const locale = spoken ?? conversation.locale;
    return {
      desk,
      now: now(),
      locale,
      person,
      conversation,
      state: dialogue?.state,
      past: all,
      tickets: all.filter((ticket) => ticket.stage !== 'closed'),
      lastClosed: all
        .filter((ticket) => ticket.stage === 'closed')
        .toSorted((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0))[0],
      say: (key, params) => desk.messages.say(locale, key, params),
    };
  }

  function turnOf(
    scene: Scene,
    payload: InboundEvent & { kind: 'message' | 'action' },
    understood: Turn['understood'],
  ): Turn {
    if (payload.kind === 'action') {
      const { action, value, messageId } = payload;
      const move = MOVES.has(action) ? (action as Move) : undefined;
      return { text: '', files: [], messageId, understood, move, pressed: { action, value } };
    }
    const words = clean(payload.text);
    const number = taggedNumber(words);
    const tagged = scene.tickets.find((ticket) => runningNumber(ticket.number) === number);
    return {
      // “#12 又卡纸了” without its number; “打印机 #3 坏了” stays as it is.
      text: tagged ? withoutTag(words) : words,
      files: payload.files.slice(0, desk.policy.limits.filesPerMessage),
      messageId: payload.messageId,
      understood,
      move: understood.move,
      ticketTag: tagged?.number ?? payload.quotedTicket,
    };
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

  interface Planned {
    meeting: Meeting;
    dialogue: OpenDialogue | undefined;
    scene: Scene;
    step: Step;
  }

  function planOf(event: DirectEvent, { meeting, dialogue, scene, step }: Planned): Plan {
    const { conversation, person } = meeting;
    const effects = step.effects ?? [];
    const cause: Cause = { actor: person.id, at: scene.now, sourceEvent: event.id };
    const touched = effects.flatMap((effect) =>
      effect.do === 'command' ? [`ticket:${effect.ticketId}`] : [],
    );
    return {
      result: step.end ? `answered: ${step.end}` : 'answered',
      lock: [`conversation:${conversation.id}`, ...new Set(touched)],
      apply: async (tx) => {
        const said: OutboundMessage[] = [];
        let ticketId: string | null = null;
        for (const effect of effects) {
          const done = await carryOut(tx, effect, { conversation, cause });
          said.push(...done.said);
          ticketId ??= done.ticketId;
        }
        await keepDialogue(tx, { meeting, dialogue, scene, step }, ticketId);
        if (conversation.botTurns > 0) await repository.resetTurns(tx, conversation.id);
        await say(tx, meeting, [...said, ...step.replies]);
      },
    };
  }

  async function carryOut(
    tx: Transaction,
    effect: Effect,
    { conversation, cause }: { conversation: Meeting['conversation']; cause: Cause },
  ): Promise<{ said: OutboundMessage[]; ticketId: string | null }> {
    switch (effect.do) {
      case 'speak':
        await repository.speak(tx, conversation.id, effect.locale);
        return { said: [], ticketId: null };
      case 'open-ticket': {
        const ticket = await tickets.open(tx, effect.draft, cause);
        if (effect.files.length > 0) {
          const message = { id: ulid(cause.at), text: '', files: [...effect.files], originId: null };
          await tickets.command(tx, ticket.id, { do: 'requester-wrote', message }, cause);
        }
        return { said: effect.said(ticket), ticketId: ticket.id };
      }
      case 'command': {
        const result = await tickets.command(tx, effect.ticketId, effect.command, cause);
        const said =
          'refused' in result
            ? (effect.refused?.(result.refused, result.ticket) ?? [])
            : (effect.said?.(result.ticket) ?? []);
        return { said, ticketId: effect.ticketId };
      }
    }
  }

  async function keepDialogue(
    tx: Transaction,
    { meeting, dialogue, scene, step }: Planned,
    ticketId: string | null,
  ): Promise<void> {
    const { conversation, person } = meeting;
    if (dialogue && !step.end) {
      if (step.next) await repository.save(tx, dialogue, step.next, scene.now);
      return;
    }
    if (dialogue) {
      const outcome = step.end === 'none' || step.end === undefined ? null : step.end;
      await repository.close(tx, dialogue, { outcome, ticketId, now: scene.now });
      await cancelTimer(tx, db.tables, idleTimer(dialogue.id));
    } else if (step.end && step.end !== 'none') {
      await bookAtOnce(tx, { meeting, scene, step }, ticketId);
    }
    if (!step.next) return;
    const id = await repository.open(tx, {
      holder: conversation.id,
      personId: person.id,
      state: step.next,
      now: scene.now,
    });
    // The desk opened one meanwhile, to ask whether a ticket is solved: think again with it.
    if (!id) throw new StaleError('Another dialogue was opened meanwhile');
    await armIdleTimer(tx, { id, place: conversation });
  }

  /** A talk that began and ended in one turn is in the outcome ledger too (requirement Y7). */
  async function bookAtOnce(
    tx: Transaction,
    { meeting, scene, step }: Omit<Planned, 'dialogue'>,
    ticketId: string | null,
  ): Promise<void> {
    const draft = step.effects?.find((effect) => effect.do === 'open-ticket')?.draft;
    if (!draft || !step.end || step.end === 'none') return;
    await repository.book(tx, {
      holder: meeting.conversation.id,
      personId: meeting.person.id,
      type: draft.type,
      ticketId,
      outcome: step.end,
      now: scene.now,
    });
  }

  async function armIdleTimer(
    tx: Transaction,
    { id, place }: { id: string; place: Meeting['conversation'] },
  ): Promise<void> {
    await setTimer(tx, db.tables, {
      key: idleTimer(id),
      name: 'dialogue-idle',
      subject: id,
      lane: conversationLane(place),
      dueAt: now() + desk.policy.patience.dialogue,
    });
  }

  /** Posts to the requester, in the order of all that goes to him. */
  async function say(
    tx: Transaction,
    { conversation }: Pick<Meeting, 'conversation'>,
    messages: readonly OutboundMessage[],
  ): Promise<void> {
    if (messages.length === 0) return;
    const { platform, tenant, channel } = conversation;
    const place = { platform, tenant, channel };
    await post(
      tx,
      db.tables,
      messages.map((message) => ({ lane: conversationLane(place), place, message })),
      now(),
    );
  }

  /** Says that a message could not be worked on, so that nobody waits for an answer that won't come. */
  async function apologise({ payload }: DirectEvent): Promise<Plan> {
    const meeting = payload.sender.kind === 'member' ? await repository.at(payload.place) : undefined;
    if (!meeting) return { result: 'failed' };
    const { conversation } = meeting;
    return {
      result: 'failed',
      lock: [`conversation:${conversation.id}`],
      apply: (tx) => say(tx, meeting, [text(desk.messages.say(conversation.locale, 'dialogue.failed'))]),
    };
  }

  return { handle, apologise, say, armIdleTimer };
}

export type Conversations = ReturnType<typeof createConversations>;

export function idleTimer(dialogueId: string): string {
  return `dialogue-idle:${dialogueId}`;
}

/** Who clearly writes in the other language is answered in it from now on. */
function withLanguage(scene: Scene, { conversation }: Meeting, step: Step): Step {
  const switched = scene.locale !== conversation.locale;
  const already = step.effects?.some((effect) => effect.do === 'speak');
  if (!switched || already) return step;
  return { ...step, effects: [...(step.effects ?? []), { do: 'speak', locale: scene.locale }] };
}
