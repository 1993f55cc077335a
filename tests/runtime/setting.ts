import pino from 'pino';
import type {
  Attempt,
  DeliveryError,
  InboundEvent,
  OutboundMessage,
  Place,
  Platform,
  Receipt,
} from '../../src/platforms/platform.ts';
import type { Database } from '../../src/store/database.ts';
import { acceptEvent } from '../../src/runtime/inbox.ts';
import { post, type Posting } from '../../src/runtime/outbox.ts';

export const log = pino({ level: 'silent' });

/** A clock that stands until it is moved. UTC ms. */
export function standingClock(start = Date.UTC(2026, 2, 1)) {
  let time = start;
  const now = () => time;
  return Object.assign(now, {
    advance(ms: number) {
      time += ms;
    },
  });
}

export function message(key: string, text = key): InboundEvent & { kind: 'message' } {
  return {
    kind: 'message',
    platform: 'web',
    tenant: 'demo',
    keys: [key],
    place: { platform: 'web', tenant: 'demo', channel: 'ann', kind: 'direct' },
    sender: { userId: 'ann', name: 'Ann', kind: 'member' },
    at: 0,
    messageId: key,
    text,
    files: [],
  };
}

/** Stores a message whose key and text are `text`. */
export function receive(db: Database, { lane, text, now }: { lane: string; text: string; now: number }) {
  return acceptEvent(db, message(text), { lane, now });
}

export function textOf(event: { payload: { kind: string } }): string {
  return 'text' in event.payload ? String(event.payload.text) : event.payload.kind;
}

/** A promise and the means to keep it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

interface Call {
  op: string;
  to: Place;
  text?: string | undefined;
  messageId?: string | undefined;
  key?: string | undefined;
  /** Said of a try that may be the second. */
  again?: true;
  at: number;
}

/** A platform that notes what it is asked to do; `fail` may make a call fail. */
export function fakePlatform(
  now: () => number,
  fail: (call: Call, n: number) => DeliveryError | Error | undefined | Promise<void> = () => undefined,
) {
  const calls: Call[] = [];
  const note = async (call: Omit<Call, 'at'>): Promise<Receipt> => {
    const full = { ...call, at: now() };
    calls.push(full);
    const failing = await fail(full, calls.length);
    if (failing) throw failing;
    return { messageId: `m${calls.length}` };
  };
  const platform: Platform = {
    name: 'web',
    capabilities: {
      threads: true,
      buttons: true,
      edit: true,
      recall: true,
      reactions: true,
      files: true,
      maxTextBytes: 4_000,
      push: true,
    },
    tenant: () => 'demo',
    health: () => ({ state: 'connected' }),
    start: async () => {},
    stop: async () => {},
    send: (to, { text }, attempt) => note({ op: 'send', to, text, ...tried(attempt) }),
    edit: async (to, messageId, { text }) => void (await note({ op: 'edit', to, messageId, text })),
    react: async (to, messageId, text) => void (await note({ op: 'react', to, messageId, text })),
    recall: async (to, messageId) => void (await note({ op: 'recall', to, messageId })),
    sendPrivately: (to, userId, { text }, attempt) =>
      note({ op: 'private', to, text, ...tried(attempt), messageId: userId }),
  };
  return { platform, calls, texts: () => calls.map(({ text }) => text) };
}

function tried({ key, again }: Attempt): Pick<Call, 'key' | 'again'> {
  return again ? { key, again } : { key };
}

export const place: Place = { platform: 'web', tenant: 'demo', channel: 'ann' };

/** A posting with everything it must have. */
export function posting(text: string, more: Partial<Posting> = {}): Posting {
  const content: OutboundMessage = { text };
  return { lane: 'ann', place, message: content, ...more };
}

export async function postAll(db: Database, postings: Posting[], now = 0): Promise<void> {
  await db.transaction({}, (tx) => post(tx, db.tables, postings, now));
}
