import { platformName } from '../content/platform-name.ts';
import { isSamePlatform } from '../identity/merge.ts';
import type { IdentityRow, People } from '../identity/people.ts';
import type { Belongings } from '../identity/relink.ts';
import { separateIdentity } from '../identity/separate.ts';
import type { OutboundMessage } from '../platforms/platform.ts';
import type { Transaction } from '../store/database.ts';
import { StaleError } from '../store/errors.ts';
import type { LinkingTurn } from './linking-turn.ts';
import { text, type Conversation, type Desk } from './scene.ts';

interface UnlinkingOptions {
  belongings: Belongings;
  desk: Pick<Desk, 'messages'>;
  people: People;
  conversationsOf: (personIds: string[]) => Promise<Conversation[]>;
}

interface Parting {
  lock: string[];
  work: (tx: Transaction) => Promise<OutboundMessage[]>;
}

/** Parts an account that was joined by a code from its person (rule I-5). */
export function createUnlinking({ belongings, desk, people, conversationsOf }: UnlinkingOptions) {
  /** `chosen`: the platform and tenant of the account, as the button says; else the one that is meant. */
  return async function unlink(here: LinkingTurn, chosen: string): Promise<Parting> {
    const { meeting, scene } = here;
    const all = await people.identitiesOf(meeting.person.id);
    const joined = all.filter(({ via }) => via === 'code');
    const own = joined.find((one) => isSamePlatform(one, meeting.conversation));
    const named = joined.find((one) => placeOf(one) === chosen);
    const only = joined.length === 1 ? joined[0] : undefined;
    const meant = chosen === '' ? (own ?? only) : named;
    if (meant) return part(here, meant);
    const [first] = joined;
    if (first) return answer([which(here, joined)]);
    const byDirectory = all.length > 1 && all.some(({ via }) => via === 'directory');
    return answer([text(scene.say(byDirectory ? 'link.by-directory' : 'link.none'))]);
  };

  function which({ scene }: LinkingTurn, joined: readonly IdentityRow[]): OutboundMessage {
    const buttons = joined.map((one) => {
      const platform = platformName(desk.messages, scene.locale, one.platform).trim();
      return {
        id: 'unlink',
        label: scene.say('button.unlink-platform', { platform }),
        value: placeOf(one),
      };
    });
    return text(scene.say('link.which'), buttons);
  }

  /** All the person's chats are told: whoever did it, the other side must know. */
  async function part({ meeting, scene, say, event }: LinkingTurn, meant: IdentityRow): Promise<Parting> {
    const { conversation, person } = meeting;
    const chats = await conversationsOf([person.id]);
    const words = (locale: Conversation['locale']) => {
      const platform = platformName(desk.messages, locale, meant.platform);
      return text(desk.messages.say(locale, 'link.parted', { platform }));
    };
    return {
      lock: chats.map(({ id }) => `conversation:${id}`),
      async work(tx) {
        const rows = await people.identitiesOf(person.id, tx);
        const identity = rows.find((one) => isSamePlatform(one, meant) && one.userId === meant.userId);
        if (identity?.via !== 'code') throw new StaleError('The account was parted meanwhile');
        const cause = { actor: person.id, at: scene.now, sourceEvent: event };
        await separateIdentity(tx, belongings, { identity, cause });
        for (const chat of chats.filter(({ id }) => id !== conversation.id)) {
          await say(tx, { conversation: chat }, [words(chat.locale)]);
        }
        return [words(scene.locale)];
      },
    };
  }
}

function answer(messages: OutboundMessage[]): Parting {
  return { lock: [], work: async () => messages };
}

function placeOf({ platform, tenant }: IdentityRow): string {
  return `${platform}:${tenant}`;
}
