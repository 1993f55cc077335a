import type { Logger } from 'pino';
import { createModel, type ModelTuning } from '../../src/model/create.ts';
import type { Model, ModelDeps, Passage } from '../../src/model/model.ts';
import type { ModelSettings } from '../../src/model/settings.ts';
import { newId } from '../../src/runtime/id.ts';
import { createSqlite, type TestDatabase } from '../support/databases.ts';
import { createModelEndpoint, type ModelEndpoint } from '../twins/model-endpoint.ts';

export const KEY = 'sk-test-canary-0123456789';

export interface Setting {
  model: Model;
  endpoint: ModelEndpoint;
  database: TestDatabase;
  clock: { now: number };
  /** Every line of the log, as it would be written. */
  logged: string[];
  /** Another model on the same database, as another replica has. */
  another(settings?: Partial<ModelSettings>, tuning?: ModelTuning): Model;
  end(): Promise<void>;
}

export interface Given {
  settings?: Partial<ModelSettings>;
  tuning?: ModelTuning;
  names?: readonly string[];
  database?: TestDatabase;
}

/** A model with its endpoint and a database, a clock that stands still, and short waits. */
export async function createSetting({
  settings = {},
  tuning = {},
  names = [],
  database: given,
}: Given = {}): Promise<Setting> {
  const endpoint = await createModelEndpoint();
  const database = given ?? (await createSqlite());
  const clock = { now: Date.UTC(2026, 10, 26, 4) };
  const logged: string[] = [];
  const log = (fields: unknown, words: unknown) =>
    void logged.push(`${JSON.stringify(fields, withErrors)} ${String(words)}`);
  const deps: ModelDeps = {
    db: database.db,
    contentDir: 'prompts',
    now: () => clock.now,
    newId,
    log: { info: log, warn: log, error: log } as unknown as Pick<Logger, 'info' | 'warn' | 'error'>,
    names: () => names,
    timeZone: 'Asia/Shanghai',
  };
  const models: Model[] = [];
  const another = (more: Partial<ModelSettings> = {}, tuned: ModelTuning = {}) => {
    const all: ModelSettings = {
      baseUrl: endpoint.baseUrl,
      apiKey: KEY,
      chatModel: 'chat-1',
      embeddingModel: 'embed-1',
      visionModel: 'vision-1',
      timeoutMs: 2_000,
      dailyTokens: 10_000_000,
      local: false,
      linkHosts: ['help.example.com'],
      prices: undefined,
      ...settings,
      ...more,
    };
    const model = createModel(all, deps, { retryMs: 5, ...tuning, ...tuned });
    models.push(model);
    return model;
  };
  return {
    model: another(),
    endpoint,
    database,
    clock,
    logged,
    another,
    async end() {
      await Promise.all(models.map((model) => model.close()));
      await endpoint.close();
      if (!given) await database.drop();
    },
  };
}

function withErrors(_: string, value: unknown): unknown {
  return value instanceof Error
    ? { text: `${value.message} ${value.stack}`, cause: value.cause, ...value }
    : value;
}

export const VPN: Passage = {
  id: 'network-vpn-809',
  title: 'VPN error 809',
  text: [
    '1. With the VPN off, open two ordinary websites to be sure you are online.',
    '2. Try another network such as a phone hotspot. If that works, the first network or router is blocking the VPN ports (UDP 500 and 4500).',
    '3. Run `ipconfig /flushdns` and restart the computer.',
    '4. The manual is at https://help.example.com/vpn/809 and our line is 400-820-1234.',
    '5. Unplug your home router for 30 seconds, then connect again.',
  ].join('\n'),
};
export const VPN_ZH: Passage = {
  id: 'network-vpn-809',
  title: 'VPN 错误 809',
  text: [
    '1. 先不连 VPN 打开两个普通网站,确认本身能上网。',
    '2. 换一个网络:用手机热点再连一次。',
    '3. 家用路由器断电 30 秒重启,再连接 VPN。',
  ].join('\n'),
};
export const PRINTER: Passage = {
  id: 'printer-paper-jam',
  title: 'Paper jam',
  text: '1. Switch the printer off.\n2. Open the rear cover and pull the paper out slowly with both hands.\n3. Close the cover and switch the printer on again.',
};

/** The answer as a well-behaved model gives it. */
export function says(answer: string, passages: readonly string[] = ['P1']): string {
  return JSON.stringify({ abstain: false, passages, answer });
}

export const GOOD =
  '1. Try another network such as a phone hotspot. [P1]\n2. Unplug your home router for 30 seconds, then connect again. [P1]';
export const GOOD_SHOWN =
  '1. Try another network such as a phone hotspot.\n2. Unplug your home router for 30 seconds, then connect again.';
export const GOOD_ZH = '1. 换一个网络:用手机热点再连一次。[P1]\n2. 家用路由器断电 30 秒重启,再连接 VPN。[P1]';

export const ann = { personId: 'ann' };
