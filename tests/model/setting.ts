import type { Logger } from 'pino';
import { createModel, type ModelTuning } from '../../src/model/create.ts';
import type { Model, ModelDeps } from '../../src/model/model.ts';
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
  another: (settings?: Partial<ModelSettings>, tuning?: ModelTuning) => Model;
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
      timeoutMs: 15_000,
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
    ? { text: `${value.message} ${value.stack}`, cause: value.cause, fields: Object.entries(value) }
    : value;
}

export const ann = { personId: 'ann' };
