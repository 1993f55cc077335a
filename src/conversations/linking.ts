import { inArray } from 'drizzle-orm';
import { verbatim } from '../content/markdown.ts';
import { platformName } from '../content/platform-name.ts';
import { CODE_LIVES_MS, createLinkCodes, triesAgainAt, type RandomBytes } from '../identity/link-codes.ts';
import { mergePersons, sharedPlatform } from '../identity/merge.ts';
import type { People, Person } from '../identity/people.ts';
import { codeIn } from '../identity/typed-code.ts';
import type { OutboundMessage } from '../platforms/platform.ts';
import type { Plan } from '../runtime/worker.ts';
import type { Database, Transaction } from '../store/database.ts';
import { StaleError } from '../store/errors.ts';
import { createRelink } from '../tickets/relink.ts';
import { whenText } from '../tickets/when.ts';
import { button, meansButton } from './buttons.ts';
import type { ConversationRepository } from './conversation-repository.ts';
import { createLinkRequests } from './link-requests.ts';
import type { LinkingTurn } from './linking-turn.ts';
import { openQuestions } from './open-question.ts';
import { text, type Conversation, type Desk, type Scene } from './scene.ts';
import { createUnlinking } from './unlinking.ts';

export interface LinkingOptions {
  db: Database;
  desk: Pick<Desk, 'messages' | 'policy'>;
  people: People;
  repository: ConversationRepository;
  /** Whether the configuration names this person: two of them are never joined. */
  isListed: (personId: string) => boolean;
  random: RandomBytes;
}

/** What is done about a turn that is about joining or parting accounts; nothing where it isn't. */
export type Linking = (here: LinkingTurn) => Promise<Plan | undefined>;

interface Work {
  /** Does it, and gives what is to be said. */
  work: (tx: Transaction) => Promise<OutboundMessage[]>;
  lock?: readonly string[] | undefined;
}

/** Joins a person's accounts by a code that is got in one chat and typed in another (rule I-5). */
export function createLinking(options: LinkingOptions): Linking {
  const { db, desk, people, repository, isListed, random } = options;
  const codes = createLinkCodes(db, random);
  const requests = createLinkRequests(db);
  const belongings = { tables: db.tables, relink: createRelink(db.tables) };
  const unlink = createUnlinking({ belongings, desk, people, conversationsOf });

  return async function link(here) {
    const { scene, turn } = here;
    if (turn.move === 'link-accounts')
      return planOf(here, 'link: code given', { work: (tx) => start(tx, here) });
    const code = turn.pressed ? undefined : codeIn(turn.text);
    if (code) return planOf(here, 'link: code tried', { work: (tx) => tryCode(tx, here, code) });
    if (meansButton(scene, 'link-confirm', turn)) return join(here);
    if (meansButton(scene, 'link-decline', turn)) {
      return planOf(here, 'link: declined', { work: (tx) => decline(tx, here) });
    }
    if (turn.move !== 'unlink') return undefined;
    const { work, lock } = await unlink(here, turn.pressed?.value ?? '');
    return planOf(here, 'link: unlink', { work, lock });
  };

  /** The plan of a turn: what `work` says comes first, then the question that was open. */
  function planOf({ meeting, scene, say }: LinkingTurn, result: string, { work, lock = [] }: Work): Plan {
    const { conversation, person } = meeting;
    return {
      result,
      lock: [...new Set([`conversation:${conversation.id}`, ...lock])],
      apply: async (tx) => {
        const now = await repository.byId(conversation.id, tx);
        if (now?.person.id !== person.id) throw new StaleError('The chat belongs to another person now');
        if (conversation.botTurns > 0) await repository.resetTurns(tx, conversation.id);
        const said = await work(tx);
        // Whoever gets no answer isn't asked again either.
        if (said.length > 0) await say(tx, meeting, [...said, ...openQuestions(scene)]);
      },
    };
  }

  async function start(tx: Transaction, { meeting, scene }: LinkingTurn): Promise<OutboundMessage[]> {
    const { person, conversation } = meeting;
    const code = await codes.issue(tx, {
      personId: person.id,
      conversationId: conversation.id,
      now: scene.now,
    });
    if (!code) return [text(scene.say('link.too-many-starts'))];
    return [text(scene.say('link.code', { code, minutes: CODE_LIVES_MS / 60_000 }))];
  }

  async function tryCode(
    tx: Transaction,
    { meeting, scene }: LinkingTurn,
    code: string,
  ): Promise<OutboundMessage[]> {
    const { person, conversation } = meeting;
    const { now, locale } = scene;
    if (!(await codes.mayTry(tx, person.id, now))) {
      const { explain } = await codes.countWrong(tx, person.id, now);
      const { timeZone } = desk.policy;
      const when = whenText(triesAgainAt(now), { locale, timeZone, now });
      return explain ? [text(scene.say('link.too-many-tries', { when }))] : [];
    }
    const issued = await codes.find(tx, code, now);
    const first = issued && (await repository.byId(issued.conversationId, tx));
    const other = issued && (await people.living(issued.personId, tx));
    if (!first || !other) {
      await codes.countWrong(tx, person.id, now);
      return [text(scene.say('link.wrong'))];
    }
    if (first.conversation.id === conversation.id) return [text(scene.say('link.here'))];
    const why = await hindrance(tx, scene, [person, other]);
    if (why) return [text(why)];
    if (!(await codes.use(tx, code, now))) return [text(scene.say('link.wrong'))];
    const request = { personId: other.id, conversationId: first.conversation.id, until: now + CODE_LIVES_MS };
    await requests.open(tx, { conversationId: conversation.id, personId: person.id, now }, request);
    const platform = platformName(desk.messages, locale, first.conversation.platform);
    return [
      text(scene.say('link.confirm', { name: verbatim(other.name), platform }), [
        button(scene, 'link-confirm', { style: 'primary' }),
        button(scene, 'link-decline'),
      ]),
    ];
  }

  async function decline(tx: Transaction, { meeting, scene }: LinkingTurn): Promise<OutboundMessage[]> {
    const { id } = meeting.conversation;
    const request = await requests.of(id, tx);
    await requests.close(tx, id, scene.now);
    return [text(scene.say(request ? 'link.declined' : 'link.over'))];
  }

  /** The chats of both are held while they become one person's. */
  async function join(here: LinkingTurn): Promise<Plan> {
    const { person, conversation } = here.meeting;
    const asked = await requests.of(conversation.id);
    const other = asked && (await people.living(asked.personId));
    const chats = other ? await conversationsOf([person.id, other.id]) : [];
    const lock = chats.map(({ id }) => `conversation:${id}`);
    return planOf(here, 'link: confirmed', { work: (tx) => joinNow(tx, here, other), lock });
  }

  async function joinNow(
    tx: Transaction,
    { meeting, scene, say, event }: LinkingTurn,
    expected: Person | undefined,
  ): Promise<OutboundMessage[]> {
    const { person, conversation } = meeting;
    const request = await requests.of(conversation.id, tx);
    await requests.close(tx, conversation.id, scene.now);
    const first = request && (await repository.byId(request.conversationId, tx));
    const other = request && (await people.living(request.personId, tx));
    if (other?.id !== expected?.id) throw new StaleError('Somebody else is asked about now');
    if (!request || !first || !other || request.until <= scene.now) return [text(scene.say('link.over'))];
    const why = await hindrance(tx, scene, [person, other]);
    if (why) return [text(why)];
    const [from, into] = survivorLast(person, other);
    const cause = { actor: person.id, at: scene.now, sourceEvent: event };
    await mergePersons(tx, belongings, { from, into, cause });
    const there = first.conversation;
    const words = desk.messages.say(there.locale, 'link.joined-there', {
      platform: platformName(desk.messages, there.locale, conversation.platform),
      name: verbatim(person.name),
    });
    const label = desk.messages.say(there.locale, 'button.unlink');
    await say(tx, first, [text(words, [{ id: 'unlink', label, value: '', style: 'danger' }])]);
    const platform = platformName(desk.messages, scene.locale, there.platform);
    return [text(scene.say('link.joined', { platform }))];
  }

  /** Why two persons can't become one, in words. */
  async function hindrance(
    tx: Transaction,
    scene: Scene,
    [one, other]: [Person, Person],
  ): Promise<string | undefined> {
    if (one.id === other.id) return scene.say('link.already');
    if (isListed(one.id) && isListed(other.id)) return scene.say('link.both-listed');
    if (isEntrusted(one) || isEntrusted(other)) return scene.say('link.entrusted');
    const shared = sharedPlatform(
      await people.identitiesOf(one.id, tx),
      await people.identitiesOf(other.id, tx),
    );
    if (shared === undefined) return undefined;
    return scene.say('link.same-platform', { platform: platformName(desk.messages, scene.locale, shared) });
  }

  /** A role is worth more than a code that somebody may have been talked into typing. */
  function isEntrusted({ id }: Person): boolean {
    const { roles, queues } = desk.policy;
    const named = [...Object.values(roles), ...queues.map(({ members }) => members)];
    return named.some((names) => names.includes(id));
  }

  /** Whom the configuration names stays; else who has been here longer. */
  function survivorLast(one: Person, other: Person): [Person, Person] {
    if (isListed(one.id) !== isListed(other.id)) return isListed(one.id) ? [other, one] : [one, other];
    return one.createdAt <= other.createdAt ? [other, one] : [one, other];
  }

  function conversationsOf(personIds: string[]): Promise<Conversation[]> {
    const { conversations } = db.tables;
    return db.read.select().from(conversations).where(inArray(conversations.personId, personIds)).execute();
  }
}
