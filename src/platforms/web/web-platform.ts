import { ulid } from 'ulid';
import { keptFile, type KeptFile } from '../../runtime/kept-files.ts';
import type { Database } from '../../store/database.ts';
import type { FileRef, InboundEvent, Place, Platform } from '../platform.ts';
import { botSide } from './bot-side.ts';
import { WebPlatformError } from './errors.ts';
import { storeFile, type NewFile } from './files.ts';
import { channelListeners, type ChannelListener } from './listeners.ts';
import { MAX_TEXT, readMessage, readMessages, type MessageQuery, type WebMessage } from './messages.ts';
import { personSide, type Pressed, type Said } from './person-side.ts';

export interface WebPlatformOptions {
  db: Database;
  now: () => number;
  tenant: string;
  newId?: (() => string) | undefined;
  /** Shown with messages that are delivered again after a crash. */
  nameOf?: ((personId: string) => string) | undefined;
}

/** The built-in platform: its own vendor, which the web pages talk to on behalf of people. */
export interface WebPlatform extends Platform {
  readonly idempotent: true;
  /** Writes a person's message and delivers it; both are durable when this resolves. Throws a WebPlatformError. */
  say(message: Said): Promise<{ seq: number; repeated: boolean }>;
  /** Delivers a press of a button that is there and that the person sees. Throws a WebPlatformError. */
  press(press: Pressed): Promise<void>;
  messages(query: MessageQuery): Promise<WebMessage[]>;
  message(query: { channel: string; seq: number; viewerId: string }): Promise<WebMessage | undefined>;
  /** Calls `listener` after each change in the channel, and with what is being written there, until it is left. */
  subscribe(channel: string, listener: ChannelListener): () => void;
  /** Tells the pages that listen to a channel that what they show has changed. */
  announce(channel: string): void;
  preview(to: Place, key: string, text: string): void;
  storeFile(file: NewFile): Promise<FileRef>;
  file(id: string): Promise<KeptFile | undefined>;
}

/** The web platform on `db`. Its messages and files outlive the process; its listeners don't. */
export function createWebPlatform(options: WebPlatformOptions): WebPlatform {
  const { db, now, tenant, newId = ulid, nameOf = (id) => id } = options;
  const { subscribe, notify, hearOthers } = channelListeners(db.signals);
  let receiver: ((event: InboundEvent) => Promise<void>) | undefined;
  let deafen = () => {};

  async function receive(event: InboundEvent): Promise<void> {
    if (!receiver) throw new WebPlatformError('not-started');
    await receiver(event);
  }

  const people = personSide({ db, now, tenant, nameOf, notify: (channel) => notify(channel), receive });

  return {
    name: 'web',
    idempotent: true,
    capabilities: {
      threads: true,
      buttons: true,
      edit: true,
      recall: true,
      reactions: true,
      files: true,
      maxTextBytes: MAX_TEXT,
      push: true,
    },

    tenant: () => tenant,
    health: () => ({ state: receiver ? 'connected' : 'stopped' }),

    async start(receive) {
      receiver = receive;
      deafen = hearOthers();
      await people.redeliver();
    },
    async stop() {
      receiver = undefined;
      deafen();
    },

    ...botSide({ db, now, notify: (channel) => notify(channel) }),
    preview: ({ channel }, key, text) => notify(channel, { key, text }),
    say: (message) => people.say(message),
    press: (press) => people.press(press),
    messages: (query) => readMessages(db, query),
    message: (query) => readMessage(db, query),
    subscribe,
    announce: (channel) => notify(channel),
    direct: async (userId) => ({ platform: 'web', tenant, channel: `dm:${userId}` }),
    storeFile: (file) => storeFile(db, file, { id: newId(), at: now() }),
    file: (id) => keptFile(db, id),
  };
}
