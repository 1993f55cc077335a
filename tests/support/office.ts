import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { expect } from 'vitest';
import { loadContent, type Content } from '../../src/content.ts';
import { createDeskline, type Deskline, type DesklineOptions } from '../../src/deskline.ts';
import type { Button } from '../../src/platforms/platform.ts';
import type { WebMessage } from '../../src/platforms/web/messages.ts';
import { furnish } from './furnished.ts';

/** Wednesday 18 November 2026, 10:00 in Shanghai. */
export const MORNING = Date.parse('2026-11-18T10:00:00+08:00');

export interface Office {
  deskline: Deskline;
  /** An employee in his direct chat. */
  person(id: string): Chatter;
  /** An agent in the thread of a ticket, in the channel of his queue. */
  agent(id: string, channel: string): Agent;
  /** Lets time pass and does what comes due in it. */
  pass(ms: number): Promise<void>;
  now(): number;
  close(): Promise<void>;
}

export interface OfficeOptions {
  databaseUrl?: string | undefined;
  contentDir?: string | undefined;
  /** Platforms beside the built-in one. */
  platforms?: DesklineOptions['platforms'];
  model?: DesklineOptions['model'];
  publicUrl?: string | undefined;
  /** Those of another version. */
  migrationsFolder?: string | undefined;
}

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A whole Deskline on a real database, with a clock that only moves when told. */
export async function openOffice(options: OfficeOptions = {}): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-'));
  let time = MORNING;
  const content = contentOf(options.contentDir ?? 'prompts');
  const databaseUrl = options.databaseUrl ?? `file:${join(folder, 'deskline.db')}`;
  if (!options.contentDir) await furnish(databaseUrl, content, MORNING);
  const deskline = await createDeskline({
    databaseUrl,
    content,
    migrationsFolder: options.migrationsFolder ?? 'migrations',
    log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
    now: () => time,
    platforms: options.platforms,
    model: options.model,
    publicUrl: options.publicUrl,
  });
  await deskline.start();
  // Where its articles were brought in just now, they can be found from here on.
  await deskline.settle();
  return {
    deskline,
    person: (id) => new Chatter(deskline, { id, channel: `dm:${id}`, now: () => time++ }),
    agent: (id, channel) => new Agent(deskline, { id, channel, now: () => time++ }),
    async pass(ms) {
      time += ms;
      // What one timer does may set the next that is due already.
      while ((await deskline.fireTimers()) > 0) await deskline.settle();
    },
    now: () => time,
    async close() {
      await deskline.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let starter: Content | undefined;

/** The starter content is read once for all offices of a file: learning it takes a while. */
function contentOf(contentDir: string): Content {
  const load = () => loadContent({ contentDir, deskChannels: {}, locale: undefined, timeZone: undefined });
  return contentDir === 'prompts' ? (starter ??= load()) : load();
}

interface Seat {
  id: string;
  channel: string;
  now: () => number;
}

let messageCount = 0;

/** Somebody who writes to the bot and reads what it answers. */
export class Chatter {
  protected readonly deskline: Deskline;
  protected readonly seat: Seat;
  protected thread: string | undefined;
  /** How far he has read; what `hears` looks at is newer. */
  #read = 0;

  constructor(deskline: Deskline, seat: Seat) {
    this.deskline = deskline;
    this.seat = seat;
  }

  get name(): string {
    const { demo } = this.deskline.content.policy;
    return demo.find((person) => person.id === this.seat.id)?.name ?? this.seat.id;
  }

  /** Writes, and waits until everything that follows has been said. */
  async says(text: string, files: { name: string; bytes: Buffer }[] = []): Promise<void> {
    const { id, channel } = this.seat;
    const stored = [];
    for (const file of files) {
      stored.push(await this.deskline.web.storeFile({ ...file, ownerId: id }));
    }
    await this.catchUp();
    await this.deskline.web.say({
      channel,
      thread: this.thread,
      author: { id, name: this.name },
      text,
      clientId: `test-${++messageCount}`,
      files: stored,
    });
    await this.deskline.settle();
  }

  /** Presses the newest button with this label. */
  async presses(label: string | RegExp): Promise<void> {
    const { id, channel } = this.seat;
    const { message, button } = await this.findButton(label);
    await this.catchUp();
    await this.deskline.web.press({
      channel,
      messageSeq: message.seq,
      author: { id, name: this.name },
      action: button.id,
      value: button.value,
      clientId: `test-${++messageCount}`,
    });
    await this.deskline.settle();
  }

  async findButton(label: string | RegExp): Promise<{ message: WebMessage; button: Button }> {
    const all = await this.messages();
    for (const message of all.toReversed()) {
      const button = message.body?.buttons?.find((one) =>
        typeof label === 'string' ? one.label === label : label.test(one.label),
      );
      if (button) return { message, button };
    }
    const offered = all.flatMap((one) => one.body?.buttons?.map((button) => button.label) ?? []);
    throw new Error(`No button ${String(label)} among: ${offered.join(', ')}`);
  }

  /** What the bot has said since the last thing he did. */
  async heard(): Promise<string[]> {
    const all = await this.messages();
    return all.filter((one) => one.authorId === 'bot' && one.seq > this.#read).map(wordsOf);
  }

  async hears(expected: string | RegExp): Promise<void> {
    const said = (await this.heard()).join('\n---\n');
    if (typeof expected === 'string') expect(said).toContain(expected);
    else expect(said).toMatch(expected);
  }

  async hearsNot(unexpected: string | RegExp): Promise<void> {
    const said = (await this.heard()).join('\n---\n');
    if (typeof unexpected === 'string') expect(said).not.toContain(unexpected);
    else expect(said).not.toMatch(unexpected);
  }

  async hearsNothing(): Promise<void> {
    expect(await this.heard()).toEqual([]);
  }

  async messages(): Promise<WebMessage[]> {
    const { id, channel } = this.seat;
    return this.deskline.web.messages({ channel, thread: this.thread ?? null, viewerId: id, limit: 500 });
  }

  async catchUp(): Promise<void> {
    this.#read = Math.max(this.#read, (await this.messages()).at(-1)?.seq ?? 0);
  }
}

/** Somebody of the desk, in the thread of one ticket at a time. */
export class Agent extends Chatter {
  /** Opens the thread of a ticket in his channel; by default the newest. */
  async opens(number?: string): Promise<WebMessage> {
    this.thread = undefined;
    const cards = await this.messages();
    const card = cards.findLast((one) => number === undefined || one.body?.card?.title.includes(number));
    if (!card) throw new Error(`No card of ${number ?? 'any ticket'} in ${this.seat.channel}`);
    this.thread = String(card.seq);
    await this.catchUp();
    return card;
  }

  /** The ticket's card as it is now. */
  async card(): Promise<WebMessage> {
    const { id, channel } = this.seat;
    const card = await this.deskline.web.message({ channel, seq: Number(this.thread), viewerId: id });
    if (!card) throw new Error('The thread has no card');
    return card;
  }

  /** Presses a button of the card. */
  async pressesOnCard(label: string): Promise<void> {
    const card = await this.card();
    const button = card.body?.buttons?.find((one) => one.label === label);
    if (!button) throw new Error(`The card has no button ${label}`);
    const { id, channel } = this.seat;
    await this.catchUp();
    await this.deskline.web.press({
      channel,
      messageSeq: card.seq,
      author: { id, name: this.name },
      action: button.id,
      value: button.value,
      clientId: `test-${++messageCount}`,
    });
    await this.deskline.settle();
  }
}

function wordsOf(message: WebMessage): string {
  const labels = message.body?.buttons?.map((button) => `[${button.label}]`) ?? [];
  return [message.text, ...labels].join(' ');
}
