import type {
  Button,
  Capabilities,
  DeliveryError,
  InboundEvent,
  OutboundMessage,
  Place,
  Platform,
} from '../../src/platforms/platform.ts';
import type { Office } from '../support/office.ts';

const TENANT = 'acme';

export interface PlainPlatform extends Platform {
  /** What stands in somebody's direct chat with the bot; an edit shows what it is now. */
  chat(userId: string): OutboundMessage[];
  /** The words of it. */
  texts(userId: string): string[];
  marks: { messageId: string; reaction: string }[];
  /** Decides about each message before it is sent: an error it fails with. */
  failing: (to: Place, message: OutboundMessage) => DeliveryError | undefined;
  emit(event: InboundEvent): Promise<void>;
}

/** A platform of direct chats whose channel is the user's id; it can do no more than it is told it can. */
export function createPlainPlatform(
  name: string,
  can: Partial<Capabilities> & { recall?: boolean } = {},
): PlainPlatform {
  let receive: ((event: InboundEvent) => Promise<void>) | undefined;
  const sent: { to: Place; id: string; message: OutboundMessage }[] = [];
  const of = (userId: string) => sent.filter(({ to }) => to.channel === userId).map(({ message }) => message);
  const find = (messageId: string) => sent.findIndex(({ id }) => id === messageId);
  const marks: PlainPlatform['marks'] = [];

  return {
    name,
    capabilities: {
      threads: false,
      buttons: true,
      edit: false,
      recall: false,
      reactions: false,
      files: true,
      maxTextBytes: 20_000,
      push: true,
      ...can,
    },
    marks,
    failing: () => undefined,
    chat: of,
    texts: (userId) => of(userId).map(({ text }) => text),
    tenant: () => TENANT,
    health: () => ({ state: 'connected' }),
    start: async (give) => {
      receive = give;
    },
    stop: async () => undefined,
    async send(to, message, { key }) {
      const error = this.failing(to, message);
      if (error) throw error;
      sent.push({ to, id: key, message });
      return { messageId: key };
    },
    async edit(_to, messageId, message) {
      if (!can.edit) throw new Error(`${name} can’t edit`);
      const found = sent[find(messageId)];
      if (found) found.message = message;
    },
    async recall(_to, messageId) {
      if (!can.recall) throw new Error(`${name} can’t recall`);
      sent.splice(find(messageId), 1);
    },
    async react(_to, messageId, reaction) {
      marks.push({ messageId, reaction });
    },
    async emit(event) {
      if (!receive) throw new Error(`${name} was not started`);
      await receive(event);
    },
  };
}

/** Somebody who writes on a plain platform; each thing he does is followed until nothing is left to do. */
export function userOf(office: Office, platform: PlainPlatform, userId: string) {
  let count = 0;
  const base = () => ({
    platform: platform.name,
    tenant: TENANT,
    keys: [`${platform.name}-${userId}-${++count}`] as [string],
    place: { platform: platform.name, tenant: TENANT, channel: userId, kind: 'direct' as const },
    sender: { userId, name: userId, kind: 'member' as const },
    at: office.now(),
  });
  const does = async (event: InboundEvent) => {
    await platform.emit(event);
    await office.deskline.settle();
  };

  return {
    /** Gives the id of what he wrote. */
    async says(text: string, more: { forwarded?: true } = {}): Promise<string> {
      const messageId = `${userId}-m${count}`;
      await does({ ...base(), kind: 'message', messageId, text, files: [], ...more });
      return messageId;
    },
    edits: (messageId: string, text: string) => does({ ...base(), kind: 'edited', messageId, text }),
    deletes: (messageId: string) => does({ ...base(), kind: 'deleted', messageId }),
    joins: () => does({ ...base(), kind: 'joined' }),
    async presses(label: string) {
      const buttons = platform.chat(userId).flatMap((message) => message.buttons ?? []);
      const button = buttons.findLast((one: Button) => one.label === label);
      if (!button) throw new Error(`No button ${label}`);
      await does({ ...base(), kind: 'action', messageId: 'card', action: button.id, value: button.value });
    },
    texts: () => platform.texts(userId),
  };
}

/** Makes an account of a platform known to be one of an existing person's, as linking does. */
export async function linked(office: Office, platform: PlainPlatform, personId: string): Promise<void> {
  const { db } = office.deskline;
  await db.transaction({}, async (tx) => {
    const row = { platform: platform.name, tenant: TENANT, userId: personId, personId };
    await tx.insert(db.tables.identities).values({ ...row, via: 'code', linkedAt: office.now() });
  });
}
