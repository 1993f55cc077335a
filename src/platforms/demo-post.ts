import { newId } from '../runtime/id.ts';
import { addressOf, plainMessage, TEXT_ONLY, type AddressBook, type TextChannel } from './text-channel.ts';

/** What the demo shows instead of sending it. */
export interface Letter {
  /** UTC ms. */
  at: number;
  to: string;
  subject: string;
  text: string;
}

export interface DemoPost {
  /** The channels that deliver into the two panes. */
  channels(addresses: AddressBook): { mail: TextChannel; sms: TextChannel };
  /** The newest first. */
  letters(): { phone: Letter[]; mailbox: Letter[] };
}

const MOST = 50;

/** A phone and a mailbox for trying out: in memory, and gone when the program ends. */
export function createDemoPost(now: () => number): DemoPost {
  const kept = { sms: [] as Letter[], mail: [] as Letter[] };

  function channel(name: 'sms' | 'mail', addresses: AddressBook): TextChannel {
    function deliver(letter: Omit<Letter, 'at'>): void {
      kept[name].unshift({ at: now(), ...letter });
      kept[name].splice(MOST);
    }
    return {
      name,
      capabilities: TEXT_ONLY,
      tenant: () => '',
      start: async () => {},
      health: () => ({ state: 'connected' }),
      async send({ channel: handle }, message) {
        const to = await addressOf(addresses, handle, name);
        const text = plainMessage(message);
        deliver({ to, subject: text.split('\n')[0] ?? '', text });
        return { messageId: newId(now()) };
      },
      async sendNow(to, { subject, text }) {
        deliver({ to, subject, text });
      },
      stop: async () => {},
    };
  }

  return {
    channels: (addresses) => ({ mail: channel('mail', addresses), sms: channel('sms', addresses) }),
    letters: () => ({ phone: [...kept.sms], mailbox: [...kept.mail] }),
  };
}
