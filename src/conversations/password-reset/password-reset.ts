import { accountLock, SECURITY_LOG } from '../../identity/password-reset/locks.ts';
import type { PasswordReset } from '../../identity/password-reset/reset.ts';
import { linkRef } from '../../identity/password-reset/links.ts';
import type { Hindrance } from '../../identity/password-reset/eligibility.ts';
import { type Wish } from '../../identity/password-reset/starting.ts';
import type { Looked } from '../../identity/password-reset/standing.ts';
import type { Identity } from '../../identity/people.ts';
import type { AccountWish } from '../../language/account-wishes.ts';
import type { LoginTrouble } from '../../language/login-trouble.ts';
import type { InboundEvent, OutboundMessage } from '../../platforms/platform.ts';
import type { Posting } from '../../runtime/outbox.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Transaction } from '../../store/database.ts';
import type { ResetPurpose } from '../../store/schema.ts';
import { meansButton } from '../buttons.ts';
import type { Meeting } from '../conversation-repository.ts';
import { openQuestions } from '../open-question.ts';
import { text, type Scene, type Turn } from '../scene.ts';
import { CODE_MASK } from './code-guard.ts';
import { linkMessage, offer, onlyOwn, whatTrouble } from './offers.ts';
import type { ResetTickets } from './tickets.ts';
import { beginButtons, pressedIn, troubleButtons, type Pressed } from './wishes.ts';

/** A turn that may be about logging in. */
export interface ResetTurn {
  meeting: Meeting;
  scene: Scene;
  turn: Turn;
  payload: InboundEvent;
  tell: (
    tx: Transaction,
    to: Pick<Meeting, 'conversation'>,
    postings: readonly Omit<Posting, 'lane' | 'place'>[],
  ) => Promise<void>;
}

/** What is done about it: a plan, other words to think about, or nothing where it is none of the reset's business. */
export type ResetAnswer = { plan: Plan } | { instead: string } | undefined;

export interface ResetChatOptions {
  reset: PasswordReset;
  tickets: ResetTickets;
  troubleOf: (words: string) => LoginTrouble | undefined;
  wishOf: (words: string) => AccountWish | undefined;
  /** Whether somebody may turn the reset off and on. */
  mayTurn: (personId: string, identity: Identity) => boolean;
  /** Whether the directory can be worked with; to stop, or to say “It wasn't me”, it isn't needed (rule PR-21). */
  isReady: () => boolean;
  /** The link's time, minutes. */
  linkMinutes: number;
}

/** A number that a manager confirms with. */
const NUMBER = /^\d{2}$/;
const LONGEST_LABEL = 60;
const CAN_BE_RESET: ReadonlySet<LoginTrouble['kind']> = new Set([
  'forgotten',
  'expired',
  'locked',
  'wrong-account',
]);

/**
 * Helps with the account of whoever writes, and nobody else's (rule PR-1): which one that is, the directory says. Code decides
 * everything; no model is asked (rule PR-27).
 */
export function createResetChat(options: ResetChatOptions) {
  const { reset, tickets, troubleOf, wishOf, mayTurn, isReady, linkMinutes } = options;

  return async function answer(here: ResetTurn): Promise<ResetAnswer> {
    const { turn, scene } = here;
    const pressed = pressedIn(turn) ?? (await typed(here));
    if (!isReady() && pressed?.do !== 'stop' && pressed?.do !== 'not-me') return undefined;
    if (pressed) return onPress(here, pressed);
    if (turn.pressed) return undefined;
    if (turn.text.includes(CODE_MASK))
      return { plan: planOf(here, 'code in the chat', saying(scene.say('reset.code-in-chat'))) };
    const wish = wishOf(turn.text);
    if (wish === 'enrol') return { plan: await begin(here, 'enrol') };
    if (wish) return onSwitch(here, wish === 'switch-on');
    const trouble = troubleOf(turn.text);
    return trouble && onTrouble(here, trouble);
  };

  /** Where a press only sends its label, the label says the same as the button. */
  async function typed({ scene, turn, meeting }: ResetTurn): Promise<Pressed | undefined> {
    if (turn.pressed || turn.text.length > LONGEST_LABEL) return undefined;
    const means = (id: string) => meansButton(scene, id, turn);
    const id = [...Object.keys(beginButtons), ...Object.keys(troubleButtons)].find(means);
    if (id !== undefined) return pressedIn({ pressed: { action: id, value: '' } });
    const { id: personId } = meeting.person;
    if (means('reset-stop')) {
      const [live] = await reset.requests.live({ personId });
      return live && { do: 'stop', requestId: live.id };
    }
    if (means('reset-not-me')) {
      const done = await reset.requests.lastDone(personId);
      return done && { do: 'not-me', requestId: done.id };
    }
    const number = NUMBER.exec(turn.text.trim())?.[0];
    const deny = means('reset-deny');
    if (number === undefined && !deny) return undefined;
    const [asked] = await reset.challenges.askedOf(personId, await reset.clock());
    if (!asked) return undefined;
    if (deny) return { do: 'approve', value: asked.id, deny };
    const isOffered = asked.numbers?.offered.includes(Number(number)) === true;
    return isOffered ? { do: 'approve', value: `${asked.id}:${number}`, deny } : undefined;
  }

  async function onPress(here: ResetTurn, pressed: Pressed): Promise<ResetAnswer> {
    switch (pressed.do) {
      case 'begin':
        return { plan: await begin(here, pressed.purpose) };
      case 'tell':
        if (pressed.kind === 'cannot-log-in' || pressed.kind === 'mfa-lost') {
          return { instead: here.scene.say(`reset.instead.${pressed.kind}`) };
        }
        return { plan: await help(here, pressed.kind) };
      case 'stop':
        return { plan: stop(here, pressed.requestId) };
      case 'not-me':
        return { plan: await notMe(here, pressed.requestId) };
      case 'approve':
        return { plan: await approve(here, pressed) };
    }
  }

  async function onTrouble(here: ResetTurn, trouble: LoginTrouble): Promise<ResetAnswer> {
    const { scene } = here;
    if (!trouble.account || trouble.asksAbout) return undefined;
    if (trouble.whose === 'other')
      return { plan: planOf(here, 'another’s account', async () => [onlyOwn(scene)]) };
    if (trouble.kind === 'cannot-log-in') {
      return { plan: planOf(here, 'asked what', async () => [whatTrouble(scene)]) };
    }
    return CAN_BE_RESET.has(trouble.kind) ? { plan: await help(here, trouble.kind) } : undefined;
  }

  async function help(here: ResetTurn, kind: LoginTrouble['kind']): Promise<Plan> {
    const { scene } = here;
    const looked = await look(here, 'reset');
    if (looked.hindrance !== undefined) return refuse(here, 'reset', looked);
    return planOf(here, 'offered', async () => [offer(scene, kind, looked.account)]);
  }

  async function look({ meeting, payload }: ResetTurn, purpose: ResetPurpose): Promise<Looked> {
    if (payload.sender.unverified) return { hindrance: 'unverified' };
    return reset.look(identityOf(meeting, payload), { purpose, now: await reset.clock() });
  }

  async function begin(here: ResetTurn, purpose: ResetPurpose): Promise<Plan> {
    const { scene } = here;
    const looked = await look(here, purpose);
    if (looked.hindrance !== undefined) return refuse(here, purpose, looked);
    const { account } = looked;
    if (purpose === 'unlock' && !account.locked) {
      return planOf(here, 'not locked', async () => [offer(scene, 'locked', account)]);
    }
    const wish = await wishFrom(here, purpose);
    return planOf(
      here,
      `begun: ${purpose}`,
      async (tx) => {
        const begun = await reset.starting.begin(tx, wish, account);
        if ('hindrance' in begun) return refused(tx, here, wish, { hindrance: begun.hindrance, account });
        const { id: requestId } = begun.request;
        const message = linkMessage(scene, {
          requestId,
          purpose,
          login: account.login,
          minutes: linkMinutes,
        });
        await here.tell(tx, here.meeting, [{ message, ref: linkRef('page', requestId) }]);
        return [];
      },
      [SECURITY_LOG, accountLock(account.id)],
    );
  }

  async function refuse(
    here: ResetTurn,
    purpose: ResetPurpose,
    looked: { hindrance: Hindrance; account?: Looked['account'] },
  ): Promise<Plan> {
    const wish = await wishFrom(here, purpose);
    return planOf(here, `refused: ${looked.hindrance}`, (tx) => refused(tx, here, wish, looked), [
      SECURITY_LOG,
    ]);
  }

  /** One text, whatever the reason (rule PR-15); staff read the reason on the ticket. */
  async function refused(
    tx: Transaction,
    { scene }: ResetTurn,
    wish: Wish,
    looked: { hindrance: Hindrance; account?: Looked['account'] },
  ): Promise<OutboundMessage[]> {
    const request = await reset.starting.refuse(tx, wish, looked);
    const ticket = await tickets.handOver(tx, request, { because: looked.hindrance, at: wish.now });
    await reset.requests.setTicket(tx, request.id, ticket.id);
    return [text(scene.say('reset.not-here', { number: ticket.number }))];
  }

  function stop(here: ResetTurn, requestId: string): Plan {
    const { scene, meeting } = here;
    return planOf(
      here,
      'stopped',
      async (tx) => {
        const stopped = await reset.stop(tx, requestId, meeting.person.id);
        return [text(scene.say(stopped ? 'reset.stopped' : 'reset.over'))];
      },
      [SECURITY_LOG],
    );
  }

  async function notMe(here: ResetTurn, requestId: string): Promise<Plan> {
    const { scene, meeting } = here;
    const { lock, apply } = await reset.notMe.byOwner(requestId, meeting.person.id);
    return planOf(
      here,
      'not me',
      async (tx) => ((await apply(tx)) ? [] : [text(scene.say('reset.over'))]),
      lock,
    );
  }

  async function approve(here: ResetTurn, { value, deny }: Pressed & { do: 'approve' }): Promise<Plan> {
    const { scene, meeting, payload } = here;
    const { lock, apply } = await reset.approve({
      value,
      deny,
      personId: meeting.person.id,
      identity: identityOf(meeting, payload),
      unverified: payload.sender.unverified === true,
    });
    return planOf(
      here,
      'approval',
      async (tx) => [text(scene.say(`reset.approval.${await apply(tx)}`))],
      lock,
    );
  }

  function onSwitch(here: ResetTurn, on: boolean): ResetAnswer {
    const { scene, meeting, payload } = here;
    if (payload.sender.unverified || !mayTurn(meeting.person.id, identityOf(meeting, payload)))
      return undefined;
    const work = async (tx: Transaction) => {
      await reset.turn(tx, on, meeting.person.id);
      return [text(scene.say(on ? 'reset.switched-on' : 'reset.switched-off'))];
    };
    return { plan: planOf(here, on ? 'switched on' : 'switched off', work, [SECURITY_LOG]) };
  }

  async function wishFrom({ meeting, scene, payload }: ResetTurn, purpose: ResetPurpose): Promise<Wish> {
    const { person, conversation } = meeting;
    const asker = {
      identity: identityOf(meeting, payload),
      personId: person.id,
      conversationId: conversation.id,
      locale: scene.locale,
    };
    return { asker, purpose, now: await reset.clock() };
  }

  /** What `work` says comes first, then the question that was open. */
  function planOf(
    { meeting, scene, tell }: ResetTurn,
    result: string,
    work: (tx: Transaction) => Promise<OutboundMessage[]>,
    lock: readonly string[] = [],
  ): Plan {
    return {
      result: `reset: ${result}`,
      lock: [...new Set([`conversation:${meeting.conversation.id}`, ...lock])],
      async apply(tx) {
        const said = await work(tx);
        const all = said.length > 0 ? [...said, ...openQuestions(scene)] : said;
        await tell(
          tx,
          meeting,
          all.map((message) => ({ message })),
        );
      },
    };
  }

  function saying(words: string) {
    return async () => [text(words)];
  }
}

function identityOf({ conversation }: Meeting, { sender }: InboundEvent): Identity {
  const { platform, tenant } = conversation;
  return { platform, tenant, userId: sender.userId };
}
