import { dirname, join } from 'node:path';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import type { Config } from './config.ts';
import type { Content } from './content.ts';
import type { AccountDirectory } from './identity/accounts/account.ts';
import { createDemoDirectory, type DemoDirectory } from './identity/accounts/demo-directory.ts';
import { openBlocklist } from './identity/password-reset/blocklist.ts';
import { addressIn } from './identity/password-reset/notices.ts';
import { demoPolicy, type ResetPolicy } from './identity/password-reset/policy.ts';
import { PROOFS_NEEDED } from './identity/password-reset/proofs.ts';
import { createDemoPost, type DemoPost } from './platforms/demo-post.ts';
import type { AddressBook, TextChannel } from './platforms/text-channel.ts';
import type { RevocationSettings } from './session-revocation.ts';

/** What the password reset is made of on this machine, and what it lacks. */
export interface ResetSetup {
  policy: ResetPolicy;
  /** The directory people come from, also where the reset itself is off. */
  accounts: AccountDirectory | undefined;
  channels: { mail?: TextChannel | undefined; sms?: TextChannel | undefined };
  secret: string;
  baseUrl: string;
  isCommonPassword: (password: string) => boolean;
  words: readonly string[];
  revocation: RevocationSettings | undefined;
  /** Why the reset is off, each with what to do; empty where it can be on. */
  problems: readonly string[];
  /** Only with the demo's people. */
  demo: { directory: DemoDirectory; post: DemoPost } | undefined;
}

interface SetupOptions {
  config: Config;
  content: Content;
  now: () => number;
}

const KEY_BYTES = 32;

/** Puts together what is configured. Only what is used is loaded. */
export async function resetSetup({ config, content, now }: SetupOptions): Promise<ResetSetup> {
  const { contentDir, directory, publicUrl } = config;
  const isDemo = config.demo && directory === undefined;
  const demo = isDemo ? demoOf(content, now) : undefined;
  const accounts = demo?.directory ?? (await companyDirectory(config, now));
  const addresses: AddressBook = {
    async resolve(handle) {
      const address = addressIn(handle);
      const account = address && (await accounts?.byId(address.accountId));
      return account && address ? account[address.kind] : undefined;
    },
  };
  const channels = demo ? demo.post.channels(addresses) : await companyChannels(config, { addresses, now });
  const folder = join(contentDir, 'passwords');
  const blocklist = openBlocklist(join(folder, 'common.txt'));
  const problems = demo ? [] : whatLacks(config, { policy: content.resetPolicy, channels });
  return {
    policy: demo ? demoPolicy(content.resetPolicy) : content.resetPolicy,
    accounts,
    channels,
    secret: secretOf(config),
    baseUrl:
      publicUrl ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`,
    isCommonPassword: (password) => blocklist.has(password),
    words: wordsIn(readFileSync(join(folder, 'words.txt'), 'utf8')),
    revocation: config.revocation,
    problems,
    demo,
  };
}

/** The demo's people who stand in password-reset.yaml too. */
function demoOf({ policy, resetPolicy }: Content, now: () => number): ResetSetup['demo'] {
  const people = resetPolicy.demo.flatMap(({ account: login, ...contacts }) => {
    const person = policy.demo.find(({ id }) => id === login);
    if (!person) return [];
    const { name, locale, department } = person;
    return [{ login, name, locale, department: department[locale], ...contacts }];
  });
  return { directory: createDemoDirectory(people), post: createDemoPost(now) };
}

async function companyDirectory(
  { directory }: Config,
  now: () => number,
): Promise<AccountDirectory | undefined> {
  if (!directory) return undefined;
  const { createLdapDirectory } = await import('./identity/accounts/ldap/ldap-directory.ts');
  return createLdapDirectory(directory, { now });
}

async function companyChannels(
  { mail, sms }: Config,
  options: { addresses: AddressBook; now: () => number },
): Promise<ResetSetup['channels']> {
  return {
    mail: mail && (await import('./platforms/mail/mail-platform.ts')).createMailPlatform(mail, options),
    sms: sms && (await import('./platforms/sms/sms-platform.ts')).createSmsPlatform(sms, options),
  };
}

/** Why it stays off (rules PR-3, PR-9, PR-28), in plain English. */
function whatLacks(
  config: Config,
  { policy, channels }: { policy: ResetPolicy; channels: ResetSetup['channels'] },
): string[] {
  const { directory, demo, publicUrl } = config;
  if (!policy.enabled) return ['password-reset.yaml says enabled: false'];
  if (!directory) return ['LDAP_URL is not set: there is no directory'];
  const usable = policy.proofs.filter(
    (method) => (method !== 'sms' || channels.sms) && (method !== 'mail' || channels.mail),
  );
  return [
    ...(demo ? ['no chat platform is configured: with the demo anybody could be anybody'] : []),
    ...(config.secretKey || config.databaseUrl.startsWith('file:') ? [] : ['SECRET_KEY is not set']),
    ...(publicUrl?.startsWith('https://') ? [] : ['PUBLIC_URL is not set, or does not begin with https://']),
    ...(usable.length >= PROOFS_NEEDED
      ? []
      : [
          'fewer than two ways to prove who is asking: see proofs in password-reset.yaml, SMTP_URL, SMS_PROVIDER',
        ]),
    ...(channels.mail || channels.sms
      ? []
      : ['neither SMTP_URL nor SMS_PROVIDER is set: owners could not be told']),
  ];
}

/** The operator's secret; on one machine it is made once, in a file beside the database that nobody else can read. */
function secretOf({ secretKey, databaseUrl }: Config): string {
  if (secretKey) return secretKey;
  if (!databaseUrl.startsWith('file:')) return randomBytes(KEY_BYTES).toString('base64');
  const path = `${databaseUrl.slice('file:'.length)}.key`;
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  }
  return readFileSync(path, 'utf8').trim();
}

function wordsIn(list: string): string[] {
  return list
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}
