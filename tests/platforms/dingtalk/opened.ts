import { createDingtalkPlatform } from '../../../src/platforms/dingtalk/dingtalk-platform.ts';
import type { DingtalkOptions } from '../../../src/platforms/dingtalk/settings.ts';
import {
  DeliveryError,
  type InboundEvent,
  type Place,
  type Platform,
} from '../../../src/platforms/platform.ts';
import type { DingtalkTwinOptions } from '../../twins/dingtalk-cloud.ts';
import { openDingtalkTwin, type DingtalkTwin } from '../../twins/dingtalk.ts';
import { fakeSurroundings, type FakeSurroundings } from '../surroundings.ts';

export const GROUP = 'cidStaff==';
export const WORDS: Record<string, string> = {
  'dingtalk.group-hint': '\u8ba4\u9886\u8bf7\u5199\uff1a@\u673a\u5668\u4eba \u8ba4\u9886',
  'dingtalk.file-not-sent': '\u6587\u4ef6\u6ca1\u6709\u9001\u8fbe\uff1a',
  'dingtalk.card-received': '\u5df2\u6536\u5230',
};

export const say = (key: string) => WORDS[key] ?? key;

export interface Opened {
  twin: DingtalkTwin;
  platform: Platform;
  surroundings: FakeSurroundings;
  /** What was received, each event once, as the inbox keeps it. */
  events: InboundEvent[];
  /** Every call of `receive`. */
  tries: InboundEvent[];
  /** While it is set, nothing can be stored. */
  database: { down: boolean };
  clock: { now: number };
  close(): Promise<void>;
}

export interface OpenOptions {
  twin?: DingtalkTwinOptions | undefined;
  platform?: Partial<DingtalkOptions> | undefined;
  /** Before the platform starts. */
  prepare?: ((twin: DingtalkTwin) => void) | undefined;
}

/** The adapter with its SDK and DingTalk's twin; Ann, Bob and a staff group are there. */
export async function open(options: OpenOptions = {}): Promise<Opened> {
  const clock = { now: Date.UTC(2026, 10, 23, 2) };
  const twin = await openDingtalkTwin({ now: () => clock.now, ...options.twin });
  twin.account({ id: 'ann', name: 'Ann', email: 'ann@example.com' });
  twin.account({ id: 'bob', name: 'Bob' });
  twin.group(GROUP, 'Staff');
  options.prepare?.(twin);
  const surroundings = fakeSurroundings({ now: () => clock.now });
  const url = twin.cloud.url;
  /** Whoever waits looks again whenever something is logged or told. */
  const heard = (level: 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    surroundings.log[level](fields, message);
    twin.ledger.changed();
  };
  const platform = createDingtalkPlatform(
    {
      clientId: twin.cloud.clientId,
      clientSecret: 'twin-secret',
      robotCode: twin.cloud.clientId,
      apiUrl: url,
      oapiUrl: url,
      cardTemplateId: options.twin?.cardTemplateId,
      say,
      random: () => 0.5,
      ...options.platform,
      timings: {
        reconnect: 2,
        longestReconnect: 20,
        linger: 5,
        receivePause: 2,
        lookUp: 10_000,
        ...options.platform?.timings,
      },
    },
    {
      ...surroundings,
      log: { info: heard('info'), warn: heard('warn'), error: heard('error') },
      alert(alert) {
        surroundings.alert(alert);
        twin.ledger.changed();
      },
    },
  );
  const events: InboundEvent[] = [];
  const tries: InboundEvent[] = [];
  const known = new Set<string>();
  const database = { down: false };
  await platform.start(async (event) => {
    tries.push(event);
    twin.ledger.changed();
    if (database.down) throw new Error('database is down');
    if (event.keys.some((key) => known.has(key))) return;
    event.keys.forEach((key) => known.add(key));
    events.push(event);
    twin.ledger.changed();
  });
  return {
    twin,
    platform,
    surroundings,
    events,
    tries,
    database,
    clock,
    async close() {
      await platform.stop();
      await twin.close();
    },
  };
}

export function placeOf(channel: string): Place {
  return { platform: 'dingtalk', tenant: 'dingtwin', channel };
}

export function attempt(key: string, again = false): { key: string; again: boolean } {
  return { key, again };
}

/** How something failed that has to. */
export async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DeliveryError)) throw new Error('It did not fail as it should', { cause: error });
  return error;
}
