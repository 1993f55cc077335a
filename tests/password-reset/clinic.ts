import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { loadContent, type Content } from '../../src/content.ts';
import { createDeskline, type Deskline, type DesklineOptions } from '../../src/deskline.ts';
import type { AccountDirectory } from '../../src/identity/accounts/account.ts';
import { openBlocklist } from '../../src/identity/password-reset/blocklist.ts';
import { addressIn } from '../../src/identity/password-reset/notices.ts';
import type { ResetPolicy } from '../../src/identity/password-reset/policy.ts';
import { createDemoPost, type DemoPost, type Letter } from '../../src/platforms/demo-post.ts';
import type { InboundEvent } from '../../src/platforms/platform.ts';
import type { ResetSetup } from '../../src/reset-setup.ts';
import { createPlainPlatform, type PlainPlatform } from '../conversations/plain-platform.ts';
import { furnish } from '../support/furnished.ts';
import { MORNING } from '../support/office.ts';
import { createLabDirectory, type LabDirectory } from './lab-directory.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const BASE_URL = 'https://desk.example.com';
export const SECRET = 'a secret for tests, longer than 32 characters';
export const GOOD_PASSWORD = 'correct horse battery staple 7';

let content: Content | undefined;
const blocklist = openBlocklist(join('prompts', 'passwords', 'common.txt'));

/** The starter content, with people of its own: the directory's are added to them. */
export function resetContent(): Content {
  content ??= loadContent({
    contentDir: 'prompts',
    deskChannels: { L1: 'slack:L1', L2: 'slack:L2', expert: 'slack:EX' },
    locale: 'en',
    timeZone: undefined,
    demo: false,
  });
  return { ...content, directory: { ...content.directory } };
}

/** What the reset is made of, around a directory. */
export function resetSetupFor(
  directory: AccountDirectory,
  { post, ...more }: { post: DemoPost; policy: ResetPolicy } & Partial<ResetSetup>,
): ResetSetup {
  const addresses = {
    async resolve(handle: string) {
      const address = addressIn(handle);
      const account = address && (await directory.byId(address.accountId));
      return account && address ? account[address.kind] : undefined;
    },
  };
  return {
    accounts: directory,
    channels: post.channels(addresses),
    secret: SECRET,
    baseUrl: BASE_URL,
    isCommonPassword: (password) => blocklist.has(password),
    words: ['deskline', 'acme'],
    revocation: undefined,
    problems: [],
    demo: undefined,
    ...more,
  };
}

export interface ClinicOptions {
  directory?: AccountDirectory | undefined;
  policy?: Partial<ResetPolicy> | undefined;
  problems?: readonly string[] | undefined;
  revocation?: ResetSetup['revocation'];
  databaseUrl?: string | undefined;
  channels?: ResetSetup['channels'] | undefined;
  /** Milliseconds since the directory was read first: everybody is known for long enough where it isn't said. */
  age?: number | undefined;
  more?: Partial<DesklineOptions> | undefined;
}

export interface Clinic {
  deskline: Deskline;
  slack: PlainPlatform;
  lab: LabDirectory;
  post: DemoPost;
  log: string[];
  pino: Logger;
  setup: ResetSetup;
  now(): number;
  /** Moves the clock, also back, and does nothing about it. */
  shift(ms: number): void;
  pass(ms: number): Promise<void>;
  emit(event: InboundEvent): Promise<void>;
  user(id: string): Patient;
  close(): Promise<void>;
}

/** Somebody on the chat platform whose account there is `U-<id>`. */
export interface Patient {
  says(text: string, more?: { forwarded?: true; sender?: Partial<InboundEvent['sender']> }): Promise<void>;
  edits(text: string): Promise<void>;
  presses(label: string): Promise<void>;
  /** Presses a button that he can't see. */
  forges(action: string, value: string): Promise<void>;
  texts(): string[];
  last(): string;
  buttons(): string[];
  /** The token of the newest link he got. */
  token(): string;
}

/** A whole Deskline with a chat platform, a directory, a phone and a mailbox, and a clock that only moves when told. */
export async function openClinic(options: ClinicOptions = {}): Promise<Clinic> {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-clinic-'));
  const own = resetContent();
  const lab = createLabDirectory();
  const directory = options.directory ?? lab;
  let time = MORNING;
  const now = () => time;
  const post = createDemoPost(now);
  const slack = createPlainPlatform('slack', { edit: true });
  const databaseUrl = options.databaseUrl ?? `file:${join(folder, 'deskline.db')}`;
  await furnish(databaseUrl, own, MORNING);
  const log: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) });
  const setup = resetSetupFor(directory, {
    ...(options.channels ? { channels: options.channels } : {}),
    policy: { ...own.resetPolicy, ...options.policy },
    post,
    problems: options.problems ?? [],
    revocation: options.revocation,
  });
  const deskline = await createDeskline({
    databaseUrl,
    content: own,
    migrationsFolder: 'migrations',
    log: logger,
    now,
    platforms: () => [slack],
    reset: setup,
    publicUrl: BASE_URL,
    ...options.more,
  });
  await deskline.start();
  await deskline.settle();
  time += options.age ?? 8 * DAY;
  await deskline.readPeople();

  let count = 0;
  // Two clinics on one database hear different things.
  const hearing = randomUUID();
  const emit = async (event: InboundEvent) => {
    await slack.emit(event);
    await deskline.settle();
  };

  function user(id: string): Patient {
    const userId = `U-${id}`;
    const base = () => ({
      platform: 'slack',
      tenant: 'acme',
      keys: [`${hearing}-${++count}`] as [string],
      place: { platform: 'slack', tenant: 'acme', channel: userId, kind: 'direct' as const },
      sender: { userId, name: userId, kind: 'member' as const },
      at: time,
    });
    const chat = () => slack.chat(userId);
    return {
      async says(text, { sender, ...more } = {}) {
        const event = base();
        await emit({
          ...event,
          sender: { ...event.sender, ...sender },
          kind: 'message',
          messageId: `m${count}`,
          text,
          files: [],
          ...more,
        });
      },
      async edits(text) {
        const event = base();
        await emit({ ...event, kind: 'edited', messageId: `m${count - 1}`, text });
      },
      async presses(label) {
        const all = chat().flatMap((message) => message.buttons ?? []);
        const button = all.findLast((one) => one.label === label);
        if (!button) throw new Error(`No button ${label} among ${all.map((one) => one.label).join(', ')}`);
        await emit({ ...base(), kind: 'action', messageId: 'card', action: button.id, value: button.value });
      },
      forges: (action, value) => emit({ ...base(), kind: 'action', messageId: 'card', action, value }),
      texts: () => chat().map(({ text }) => text),
      last: () => chat().at(-1)?.text ?? '',
      buttons: () => (chat().at(-1)?.buttons ?? []).map(({ label }) => label),
      token() {
        const links = chat().flatMap(({ text }) => [...text.matchAll(/https:\/\/\S+\/reset#([\w-]+)/g)]);
        const token = links.at(-1)?.[1];
        if (token === undefined) throw new Error(`No link for ${id}: ${chat().at(-1)?.text}`);
        return token;
      },
    };
  }

  return {
    deskline,
    slack,
    lab,
    post,
    log,
    pino: logger,
    setup,
    now,
    emit,
    user,
    shift(ms) {
      time += ms;
    },
    async pass(ms) {
      time += ms;
      while ((await deskline.fireTimers()) > 0) await deskline.settle();
    },
    async close() {
      await deskline.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What the reset is made of. */
export function setupOf({ setup }: Pick<Clinic, 'setup'>): ResetSetup {
  return setup;
}

/** The reset itself. */
export function floorOf({ deskline }: Pick<Clinic, 'deskline'>) {
  const floor = deskline.services.resetFloor;
  if (!floor) throw new Error('There is no directory');
  return floor;
}

export function pageOf(clinic: Pick<Clinic, 'deskline'>) {
  return floorOf(clinic).reset.page;
}

/** The code of the newest letter. */
export function codeIn(letters: readonly Letter[]): string {
  const code = /\b\d{6}\b/.exec(letters[0]?.text ?? '')?.[0];
  if (code === undefined) throw new Error('No code came');
  return code;
}

/** Writes, presses, opens the link: the browser's secret. */
export async function openPage(clinic: Clinic, id = 'ann'): Promise<string> {
  const user = clinic.user(id);
  await user.says(id === 'li-lei' ? '忘记密码了' : 'I forgot my password');
  await user.presses(id === 'li-lei' ? '现在重置密码' : 'Reset my password now');
  const session = await pageOf(clinic).open(user.token());
  if (session === undefined) throw new Error('The link did not open');
  await clinic.deskline.settle();
  return session;
}

/** Both codes, as they come by SMS and by mail. */
export async function proveTwice(clinic: Clinic, session: string): Promise<void> {
  const page = pageOf(clinic);
  await page.prove(session, 'sms', codeIn(clinic.post.letters().phone));
  await page.prove(session, 'mail', codeIn(clinic.post.letters().mailbox));
}

/** All rows of the security log. */
export async function securityOf({ deskline }: Pick<Clinic, 'deskline'>) {
  return deskline.db.read.select().from(deskline.db.tables.securityEvents);
}

/** All requests. */
export async function requestsOf({ deskline }: Pick<Clinic, 'deskline'>) {
  return deskline.db.read.select().from(deskline.db.tables.resetRequests);
}

export async function tokensOf({ deskline }: Pick<Clinic, 'deskline'>) {
  return deskline.db.read.select().from(deskline.db.tables.resetTokens);
}
