import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { expect } from 'vitest';
import { loadContent, type Content } from '../../src/content.ts';
import { createDeskline, type Deskline } from '../../src/deskline.ts';
import type { Button, FileRef, InboundEvent, Locale, Sender } from '../../src/platforms/platform.ts';
import { furnish } from '../support/furnished.ts';
import { Agent, Chatter, MORNING } from '../support/office.ts';
import { createGroupPlatform, TENANT, type GroupPlatform, type Posted } from './group-platform.ts';

export const GROUP = 'wr-l1';

export interface GroupOffice {
  deskline: Deskline;
  platform: GroupPlatform;
  /** An employee on the web. */
  person(id: string): Chatter;
  /** An agent of the second line, which works on the web. */
  agent(id: string, channel: string): Agent;
  /** Somebody in the first line's group. */
  member(id: string, name: string): Member;
  /** Lets time go by. */
  pass(ms: number): void;
  close(): Promise<void>;
}

let starter: Content | undefined;

/** Read once for all offices of a file: learning it takes a while. */
function contentIn(locale: Locale): Content {
  starter ??= loadContent({
    contentDir: 'prompts',
    deskChannels: { L1: `wecom:${GROUP}` },
    locale: undefined,
    timeZone: undefined,
  });
  return { ...starter, policy: { ...starter.policy, locale } };
}

/** A Deskline whose first line works in a group without threads, and whose second line works on the web. */
export async function openGroupOffice(locale: Locale = 'zh-CN'): Promise<GroupOffice> {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-group-'));
  const platform = createGroupPlatform();
  let time = MORNING;
  const now = () => time++;
  const databaseUrl = `file:${join(folder, 'deskline.db')}`;
  const content = contentIn(locale);
  await furnish(databaseUrl, content, MORNING);
  const deskline = await createDeskline({
    databaseUrl,
    content,
    migrationsFolder: 'migrations',
    log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
    now: () => time,
    platforms: () => [platform],
  });
  await deskline.start();
  return {
    deskline,
    platform,
    person: (id) => new Chatter(deskline, { id, channel: `dm:${id}`, now }),
    agent: (id, channel) => new Agent(deskline, { id, channel, now }),
    member: (id, name) => new Member({ deskline, platform, now }, { userId: id, name, kind: 'member' }),
    pass(ms) {
      time += ms;
    },
    async close() {
      await deskline.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Surroundings {
  deskline: Deskline;
  platform: GroupPlatform;
  now: () => number;
}

interface Extra {
  quotedTicket?: string;
  quoted?: true;
  files?: FileRef[];
  forwarded?: boolean;
}

let written = 0;

/** Somebody in the group, who also has his own chat with the bot. */
export class Member {
  readonly sender: Sender;
  readonly #office: Surroundings;
  #read = 0;

  constructor(office: Surroundings, sender: Sender) {
    this.#office = office;
    this.sender = sender;
  }

  /** Writes in his own chat. */
  says(text: string, extra: Extra = {}): Promise<void> {
    const message = { kind: 'message' as const, messageId: `w${++written}`, text, files: [], ...extra };
    return this.#does('direct', message);
  }

  /** Writes in the group, mentioning the bot. */
  calls(text: string, extra: Extra = {}): Promise<void> {
    const message = { kind: 'message' as const, messageId: `w${++written}`, text, files: [], ...extra };
    return this.#does('channel', { ...message, mention: true });
  }

  /** Presses a button of which the platform only tells the label, on a message that nobody finds any more. */
  pressesLost(label: string): Promise<void> {
    return this.#does('direct', { kind: 'pressed', messageId: 'press:lost', label });
  }

  /** Presses the newest button with this label, in his chat or else in the group. */
  async presses(label: string | RegExp, input?: Record<string, string>): Promise<void> {
    const matches = (one: string) => (typeof label === 'string' ? one === label : label.test(one));
    const places = [this.chat(), this.group()];
    const all = places.flatMap((messages) => messages.toReversed());
    for (const { id, channel, message } of all) {
      const button = message.buttons?.find((one) => matches(one.label));
      if (button) return this.#presses({ id, channel }, button, input);
    }
    const offered = all.flatMap(({ message }) => message.buttons?.map((one) => one.label) ?? []);
    throw new Error(`No button ${String(label)} among: ${offered.join(', ')}`);
  }

  /** Presses a button of an earlier message. */
  pressesOn(posted: Posted, label: string): Promise<void> {
    const button = posted.message.buttons?.find((one) => one.label === label);
    if (!button) throw new Error(`No button ${label} on: ${posted.message.text}`);
    return this.#presses(posted, button);
  }

  #presses({ id, channel }: Pick<Posted, 'id' | 'channel'>, button: Button, input?: Record<string, string>) {
    const action = { kind: 'action' as const, messageId: id, action: button.id, value: button.value };
    return this.#does(channel === GROUP ? 'channel' : 'direct', input ? { ...action, input } : action);
  }

  /** What the bot has written since he last did something, in his chat. */
  heard(): string[] {
    return wordsOf(this.#new().filter(({ channel }) => channel === this.sender.userId));
  }

  heardInGroup(): string[] {
    return wordsOf(this.#new().filter(({ channel }) => channel === GROUP));
  }

  hears(...expected: (string | RegExp)[]): void {
    const said = this.heard().join('\n---\n');
    for (const one of expected) {
      if (typeof one === 'string') expect(said).toContain(one);
      else expect(said).toMatch(one);
    }
  }

  chat(): Posted[] {
    return this.#office.platform.posted.filter(({ channel }) => channel === this.sender.userId);
  }

  group(): Posted[] {
    return this.#office.platform.posted.filter(({ channel }) => channel === GROUP);
  }

  catchUp(): void {
    this.#read = this.#office.platform.posted.length;
  }

  #new(): Posted[] {
    return this.#office.platform.posted.slice(this.#read);
  }

  async #does(kind: 'direct' | 'channel', what: DistributiveOmit<InboundEvent, Base>): Promise<void> {
    const { deskline, platform, now } = this.#office;
    const channel = kind === 'direct' ? this.sender.userId : GROUP;
    const place = { platform: platform.name, tenant: TENANT, channel, kind };
    const at = now();
    this.catchUp();
    const base = { platform: platform.name, tenant: TENANT, keys: [`k${at}-${++written}`] as [string] };
    await platform.deliver({ ...base, place, sender: this.sender, at, ...what });
    await deskline.settle();
  }
}

type Base = 'platform' | 'tenant' | 'keys' | 'place' | 'sender' | 'at';
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function wordsOf(messages: readonly Posted[]): string[] {
  return messages.map(({ message: { text, card, buttons = [], files = [] } }) =>
    [
      card?.title ?? '',
      text,
      ...files.map(({ name }) => `<${name}>`),
      ...buttons.map(({ label }) => `[${label}]`),
    ]
      .filter((part) => part !== '')
      .join(' '),
  );
}
