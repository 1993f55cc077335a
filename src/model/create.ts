import { randomBytes } from 'node:crypto';
import type { BreakerRules } from './breaker.ts';
import { LIMITS } from './budget.ts';
import { createCalls } from './calls.ts';
import { createEndpoint } from './endpoint.ts';
import type { Answer, CallOptions, Model, ModelDeps } from './model.ts';
import { loadPrompts } from './prompts.ts';
import { answer } from './purposes/answer.ts';
import type { Desk } from './purposes/desk.ts';
import { readScreenshot } from './purposes/screenshot.ts';
import { translate } from './purposes/translate.ts';
import { classifyType, fillSlots } from './purposes/understanding.ts';
import { draftArticle, draftReply, summarise } from './purposes/writing.ts';
import { readUse } from './read-use.ts';
import { createNameFinder, type NameFinder } from '../language/redact/names.ts';
import { withoutValues } from '../language/redact/redact.ts';
import { createRunner } from './runner.ts';
import type { ModelSettings } from './settings.ts';
import { estimateTokens } from './tokens.ts';

/** What tests shorten. */
export interface ModelTuning {
  idleMs?: number | undefined;
  retryMs?: number | undefined;
  breaker?: BreakerRules | undefined;
}

const EMBEDDED_AT_ONCE = 64;
const EMBEDDED_CHARACTERS = 8_000;

/** The model as `loadModel` gives it. Throws a ContentError for mistakes in `prompts/model/`. */
export function createModel(settings: ModelSettings, deps: ModelDeps, tuning: ModelTuning = {}): Model {
  const { db, now, timeZone } = deps;
  const { chatModel, visionModel, embeddingModel, dailyTokens, prices } = settings;
  const prompts = loadPrompts(deps.contentDir);
  const runner = createRunner({
    ...deps,
    endpoint: createEndpoint({ ...settings, ...tuning }),
    calls: createCalls(db, { limits: { ...LIMITS, dailyTokens }, timeZone, now }),
    breaker: tuning.breaker,
  });
  const findNames = rememberedFinder(deps.names);
  const desk: Desk | undefined =
    chatModel === undefined && visionModel === undefined
      ? undefined
      : {
          runner,
          prompts,
          chatModel: chatModel ?? '',
          hosts: settings.linkHosts,
          findNames: () => (settings.local ? undefined : findNames()),
          nonce: () => randomBytes(12).toString('hex'),
        };
  const chat = chatModel === undefined ? undefined : desk;

  /** Whatever goes wrong in our own code is a bug, and the offline way goes on all the same. */
  async function safely<T, F>(work: () => Promise<T>, otherwise: F): Promise<T | F> {
    try {
      return await work();
    } catch (error) {
      deps.log.error({ err: error }, 'the model module failed');
      return otherwise;
    }
  }

  async function embed(
    texts: readonly string[],
    options: Partial<CallOptions>,
  ): Promise<Float32Array[] | undefined> {
    if (embeddingModel === undefined || texts.length === 0 || texts.length > EMBEDDED_AT_ONCE)
      return undefined;
    const finder = settings.local ? undefined : findNames();
    const clean = texts.map((text) => withoutValues(text.slice(0, EMBEDDED_CHARACTERS), finder) || ' ');
    const planned = {
      purpose: 'embed',
      who: options.who ?? {},
      model: embeddingModel,
      promptVersion: '',
      passages: [],
      redactions: clean.filter((text, at) => text !== texts[at]).length,
      inputTokens: estimateTokens(clean.join('\n')),
      outputTokens: 0,
    } as const;
    const asked = await runner.other(planned, { ...options, who: planned.who }, async () => {
      const { vectors, tokens } = await runner.endpoint.embed(embeddingModel, clean);
      return { value: vectors, tokens };
    });
    return asked.kind === 'made' ? asked.value : undefined;
  }

  const unavailable: Answer = { kind: 'abstain', reason: 'unavailable' };
  const noModel: Answer = { kind: 'abstain', reason: 'no-model' };
  return {
    supports: {
      chat: chatModel !== undefined,
      vision: visionModel !== undefined,
      embeddings: embeddingModel !== undefined,
    },
    embeddingModel,
    answer: async (question, options) =>
      chat ? safely(() => answer(chat, question, options), unavailable) : noModel,
    classifyType: async (text, types, options) =>
      chat && safely(() => classifyType(chat, text, { types, options }), undefined),
    fillSlots: async (text, questions, options) =>
      chat && safely(() => fillSlots(chat, text, { questions, options }), undefined),
    summarise: async (facts, locale, options) =>
      chat && safely(() => summarise(chat, facts, { locale, options }), undefined),
    draftReply: async (facts, passages, locale, options) =>
      chat && safely(() => draftReply(chat, facts, { passages, locale, options }), undefined),
    draftArticle: async (facts, locale, options) =>
      chat && safely(() => draftArticle(chat, facts, { locale, options }), undefined),
    translate: async (text, to, options) =>
      chat && safely(() => translate(chat, text, { to, options }), undefined),
    readScreenshot: async (image, options) =>
      desk && visionModel !== undefined
        ? safely(() => readScreenshot(desk, image, { visionModel, options }), undefined)
        : undefined,
    embed: (texts, options = {}) => safely(() => embed(texts, options), undefined),
    use: () => readUse({ db, now: now(), timeZone, dailyTokens, prices, breakerHolds: runner.holds() }),
    close: () => runner.close(),
  };
}

/** The finder of the present list, built anew only where the list has changed. */
function rememberedFinder(names: () => readonly string[]): () => NameFinder {
  let known: { list: readonly string[]; finder: NameFinder } | undefined;
  return () => {
    const list = names();
    if (known?.list !== list) known = { list, finder: createNameFinder(list) };
    return known.finder;
  };
}
