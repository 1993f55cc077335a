import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, min } from 'drizzle-orm';
import pino, { type Logger } from 'pino';
import { readConfig, type Config } from '../../src/config.ts';
import { connectionsFor } from '../../src/connections.ts';
import { loadContent, type Content } from '../../src/content.ts';
import { createDeskline, type Deskline } from '../../src/deskline.ts';
import type { Health, Locale } from '../../src/platforms/platform.ts';
import type { Line } from '../../src/store/schema.ts';
import { openDingtalkTwin } from '../twins/dingtalk.ts';
import { openSlackTwin } from '../twins/slack.ts';
import { openWecomTwin } from '../twins/wecom.ts';
import type { ResetSetup } from '../../src/reset-setup.ts';
import { loadDeskPolicy } from '../../src/tickets/desk-policy.ts';
import { createArrivals, watched } from './arrivals.ts';
import { furnish } from './furnished.ts';
import { MORNING } from './office.ts';
import { tuned } from './tuning.ts';
import { until } from './until.ts';

interface TwinOptions {
  now: () => number;
  cardTemplateId: string | undefined;
}

/** What the twins would refuse or repeat by themselves is of no matter here. */
const openers = {
  slack: ({ now }: TwinOptions) => openSlackTwin({ now, redeliverMs: 30_000 }),
  dingtalk: (options: TwinOptions) =>
    openDingtalkTwin({ ...options, webhookPerMinute: 1_000_000, apiPerSecond: 1_000_000 }),
  wecom: ({ now }: TwinOptions) => openWecomTwin({ now }),
};

export type VendorName = keyof typeof openers;
export type Twins = { [V in VendorName]: Awaited<ReturnType<(typeof openers)[V]>> };

/** The channel or group of each line, as its vendor calls such things. */
const GROUPS: Record<VendorName, Record<Line, string>> = {
  slack: { L1: 'C0LINE1', L2: 'C0LINE2', expert: 'C0EXPERT' },
  dingtalk: { L1: 'cidLine1==', L2: 'cidLine2==', expert: 'cidExpert==' },
  wecom: { L1: 'wrLine1', L2: 'wrLine2', expert: 'wrExpert' },
};

/** More than a row that is tried again and again needs until it is given up. */
const MOST_ROUNDS = 120;

export interface CompanyOptions {
  /** Where each line works; all of them at one place if only that is said. */
  desk: VendorName | Record<Line, VendorName>;
  /** Platforms that somebody writes on, beside the desk's. */
  requesters: readonly VendorName[];
  locale?: Locale | undefined;
  databaseUrl?: string | undefined;
  /** `as said`: the adapters keep to the vendors' limits; else nobody waits for them. */
  limits?: 'as said' | undefined;
  /** DingTalk's interactive card, which can be pressed in groups. */
  cardTemplateId?: string | undefined;
  /** What the environment says besides what leads to the twins. */
  env?: Record<string, string> | undefined;
  /** The directory and what the password reset is made of. */
  reset?: ((content: Content, now: () => number) => ResetSetup) | undefined;
  log?: Logger | undefined;
  /** Runs before Deskline starts: a vendor that is down, a token that is wrong. */
  prepare?: ((twins: Twins) => void | Promise<void>) | undefined;
}

export interface Company {
  readonly deskline: Deskline;
  readonly twins: Twins;
  readonly locale: Locale;
  now(): number;
  /** The group of a line of this desk, and where it is. */
  groupOf(line: Line): { vendor: VendorName; group: string };
  /** Does something that makes `userId` an event's sender, and waits until all that follows has been said. */
  after(vendor: VendorName, userId: string, act: () => Promise<unknown>): Promise<void>;
  /** Waits until nothing is left to do; what waits for its time isn't waited for: its time comes, except in an outage. */
  quiet(): Promise<void>;
  /** Waits until everything is connected again and nothing is left to do. */
  recovers(): Promise<void>;
  /** Waits until these platforms are connected. */
  connected(...vendors: VendorName[]): Promise<void>;
  health(vendor: VendorName): Health;
  /** Lets time pass and does what comes due in it. */
  pass(ms: number): Promise<void>;
  /** Stops the program and starts it again on the same database. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A whole Deskline with its real adapters and SDKs, and the vendors' clouds on loopback. */
export async function openCompany(options: CompanyOptions): Promise<Company> {
  const { locale = 'zh-CN', prepare, cardTemplateId } = options;
  const lines: Record<Line, VendorName> =
    typeof options.desk === 'string'
      ? { L1: options.desk, L2: options.desk, expert: options.desk }
      : options.desk;
  const vendors = new Set([...options.requesters, ...Object.values(lines)]);
  const folder = mkdtempSync(join(tmpdir(), 'deskline-company-'));
  const begun = performance.now();
  // Half an hour earlier nobody's two hours reach into lunch.
  let skipped = -30 * 60_000;
  const now = () => MORNING + skipped + Math.floor(performance.now() - begun);

  const twins = {} as Twins;
  for (const vendor of vendors)
    Object.assign(twins, { [vendor]: await openers[vendor]({ now, cardTemplateId }) });
  for (const [line, vendor] of Object.entries(lines) as [Line, VendorName][]) {
    twins[vendor].group(GROUPS[vendor][line], line);
  }
  await prepare?.(twins);
  const env: Record<string, string> = { LOCALE: locale, ...options.env };
  for (const vendor of vendors) Object.assign(env, twins[vendor].env);
  for (const [line, vendor] of Object.entries(lines) as [Line, VendorName][]) {
    env[`DESK_${line.toUpperCase()}`] ??= `${vendor}:${GROUPS[vendor][line]}`;
  }
  const config = readConfig(env);
  const shared = contentOf(config);
  const content = { ...shared, directory: { ...shared.directory } };
  const reset = options.reset?.(content, now);
  const databaseUrl = options.databaseUrl ?? `file:${join(folder, 'deskline.db')}`;
  await furnish(databaseUrl, content, MORNING);
  const arrivals = createArrivals();

  async function open(): Promise<Deskline> {
    const settings = tuned(config.platforms, { unlimited: options.limits !== 'as said' });
    const connect = await connectionsFor(settings, content);
    const deskline = await createDeskline({
      databaseUrl,
      content,
      migrationsFolder: 'migrations',
      log: options.log ?? pino({ level: process.env.TEST_LOG ?? 'silent' }),
      now,
      reset,
      platforms: (surroundings) => connect(surroundings).map((platform) => watched(platform, arrivals)),
    });
    await deskline.start();
    return deskline;
  }

  let deskline = await open();
  const isConnected = (wanted: Iterable<VendorName> = vendors) =>
    [...wanted].every((one) => health(one).state === 'connected');
  const health = (vendor: VendorName) =>
    deskline.health().find(({ name }) => name === vendor) ?? { state: 'stopped' as const };

  const framesOfWecom = () => (vendors.has('wecom') ? twins.wecom.ledger.delivered.length : 0);

  /** When the next row that waits will be due. */
  async function nextDue(): Promise<number | undefined> {
    const { outbox, inbox } = deskline.db.tables;
    const [sending] = await deskline.db.read
      .select({ at: min(outbox.notBefore) })
      .from(outbox)
      .where(eq(outbox.state, 'pending'));
    const [working] = await deskline.db.read
      .select({ at: min(inbox.notBefore) })
      .from(inbox)
      .where(eq(inbox.state, 'pending'));
    const times = [sending?.at, working?.at].filter((at) => typeof at === 'number');
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  const company: Company = {
    get deskline() {
      return deskline;
    },
    twins,
    locale,
    now,
    groupOf: (line) => ({ vendor: lines[line], group: GROUPS[lines[line]][line] }),

    async after(vendor, userId, act) {
      const before = arrivals.count(vendor, userId);
      const frames = framesOfWecom();
      await act();
      // WeCom acknowledges nothing, so that what it has delivered is still on its way; the others' twins have waited.
      const events = vendor === 'wecom' ? framesOfWecom() - frames : 1;
      await arrivals.reach(vendor, userId, before + events);
      await company.quiet();
    },

    async quiet() {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        await deskline.settle();
        const due = await nextDue();
        // During an outage what waits goes on waiting.
        if (due === undefined || !isConnected()) return;
        skipped += Math.max(0, due - now());
      }
      throw new Error('There is always something left to do');
    },

    async recovers() {
      await until(async () => {
        await company.quiet();
        return isConnected() && (await nextDue()) === undefined;
      });
    },

    connected: (...wanted) => until(() => isConnected(wanted.length > 0 ? wanted : vendors)),
    health,

    async pass(ms) {
      skipped += ms;
      await deskline.settle();
      while ((await deskline.fireTimers()) > 0) await deskline.settle();
    },

    async restart() {
      await deskline.stop();
      deskline = await open();
    },

    async close() {
      await deskline.stop();
      for (const vendor of vendors) await twins[vendor].close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (!prepare) await company.connected();
  return company;
}

let starter: Content | undefined;

/** What takes a while to learn is learnt once for all companies of a file. */
function contentOf({ contentDir, deskChannels, locale, timeZone }: Config): Content {
  starter ??= loadContent({ contentDir, deskChannels: {}, locale, timeZone });
  const policy = loadDeskPolicy(contentDir, deskChannels);
  return {
    ...starter,
    policy: { ...policy, locale: locale ?? policy.locale, timeZone: timeZone ?? policy.timeZone },
  };
}
