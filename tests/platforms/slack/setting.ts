import { onTestFinished } from 'vitest';
import type { InboundEvent, Place, Platform, Surroundings } from '../../../src/platforms/platform.ts';
import type { SlackOptions } from '../../../src/platforms/slack/settings.ts';
import { createSlackPlatform } from '../../../src/platforms/slack/slack-platform.ts';
import { openSlackTwin, type SlackTwin, type SlackTwinOptions } from '../../twins/slack.ts';
import { TEAM } from '../../twins/slack-world.ts';
import { fakeSurroundings, type FakeSurroundings } from '../surroundings.ts';

export const DESK = 'C0DESK';
export const TIMINGS = {
  callMs: 10_000,
  closeMs: 50,
  retryMs: 10,
  longestRetryMs: 40,
  longestUnreachedMs: 40,
  refusedMs: 60,
  longestRefusedMs: 60,
  gatherMs: 10,
  outageMs: 0,
  behindMs: 200,
  helloMs: 10_000,
};
export const LIMITS = { opens: 1_000, opensWindowMs: 1_000, burst: 100, callsPerMinute: 6_000 };
export const FORMS = {
  resolve: {
    title: 'Resolve the ticket',
    submit: 'Submit',
    fields: [
      { id: 'cause', label: 'Cause', multiline: true, optional: false },
      { id: 'steps', label: 'What was done', multiline: true, optional: true },
    ],
  },
};

export interface Setting {
  twin: SlackTwin;
  platform: Platform;
  surroundings: FakeSurroundings;
  /** What was received, each once: an inbox knows the keys of what it has. */
  events: InboundEvent[];
  /** The first key of everything received, repeats too. */
  deliveries: string[];
  received: (count: number) => Promise<InboundEvent[]>;
  connected: () => Promise<void>;
  desk: Place;
  direct: (user: string) => Place;
}

export interface SettingOptions extends Partial<Omit<SlackOptions, 'say'>> {
  twin?: SlackTwinOptions | undefined;
  surroundings?: Partial<Surroundings> | undefined;
  receive?: ((event: InboundEvent) => Promise<void>) | undefined;
  prepare?: ((twin: SlackTwin) => void) | undefined;
}

/** An adapter with the real SDK and Slack on loopback, both closed with the test. */
export async function openSetting(options: SettingOptions = {}): Promise<Setting> {
  const { twin: twinOptions, surroundings: overrides, receive, prepare, ...rest } = options;
  const twin = await openSlackTwin({ echo: false, redeliverMs: 60, ...twinOptions });
  onTestFinished(() => twin.close());
  twin.account({ id: 'U0ANN', name: 'Ann' });
  twin.account({ id: 'U0BOB', name: 'Bob' });
  twin.group(DESK, 'desk');
  prepare?.(twin);
  const surroundings = fakeSurroundings(overrides);
  const events: InboundEvent[] = [];
  const deliveries: string[] = [];
  const keys = new Set<string>();
  const watchers = new Set<() => void>();
  const platform = createSlackPlatform(
    {
      botToken: twin.env['SLACK_BOT_TOKEN'] ?? '',
      appToken: twin.env['SLACK_APP_TOKEN'] ?? '',
      apiUrl: twin.env['SLACK_API_URL'] ?? '',
      say: (key) => (key === 'slack.cancel' ? 'Cancel' : 'Not delivered: '),
      forms: FORMS,
      ...rest,
      limits: { ...LIMITS, ...rest.limits },
      timings: { ...TIMINGS, ...rest.timings },
    },
    surroundings,
  );
  onTestFinished(() => platform.stop());
  await platform.start(async (event) => {
    await receive?.(event);
    deliveries.push(event.keys[0]);
    if (!event.keys.some((key) => keys.has(key))) events.push(event);
    for (const key of event.keys) keys.add(key);
    for (const watcher of watchers) watcher();
  });
  const setting: Setting = {
    twin,
    platform,
    surroundings,
    events,
    deliveries,
    async received(count) {
      if (events.length < count) {
        await new Promise<void>((resolve) => {
          const watcher = () => {
            if (events.length < count) return;
            watchers.delete(watcher);
            resolve();
          };
          watchers.add(watcher);
        });
      }
      return events;
    },
    connected: () => twin.when(() => twin.sockets.count().live === 2),
    desk: { platform: 'slack', tenant: TEAM, channel: DESK },
    direct: (user) => ({ platform: 'slack', tenant: TEAM, channel: twin.world.direct(user).id }),
  };
  return setting;
}

/** A clock that stands still, with one post allowed each ms of it in a channel. */
export function standingClock() {
  const begun = Date.now();
  let passed = 0;
  let asked = 0;
  const options: SettingOptions = {
    limits: { burst: 1, postsPerSecond: 1_000 },
    surroundings: {
      now: () => {
        asked += 1;
        return begun + passed;
      },
    },
  };
  return {
    options,
    pass: (ms: number) => void (passed += ms),
    /** Somebody waits for it: it was looked at again and again. */
    async askedOften(): Promise<void> {
      const from = asked;
      await until(() => asked > from + 20);
    },
  };
}

/** Waits for what has no event of its own. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
