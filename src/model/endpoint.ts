import { setMaxListeners } from 'node:events';
import OpenAI from 'openai';
import type {
  ChatCompletionCreateParams,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { z } from 'zod';
import { boundedFetch } from './bounded-fetch.ts';
import { pause, withDeadline } from './deadline.ts';
import { asModelError, isRetryable } from './endpoint-errors.ts';
import { ModelError } from './errors.ts';
import { estimateTokens } from './tokens.ts';

export interface ChatRequest {
  model: string;
  system: string;
  /** What people or articles say, already quoted. */
  user: string;
  /** A picture as a data URL. */
  image?: string | undefined;
  schema: { name: string; json: Record<string, unknown> };
  maxTokens: number;
}

export interface ChatReply {
  content: string;
  inputTokens: number;
  outputTokens: number;
}

/** The wire: it knows what an OpenAI-compatible server says and nothing of what is asked. Rejects with a ModelError. */
export interface Endpoint {
  /** With `onContent` the answer is streamed, and it is called with all of it so far. */
  chat(request: ChatRequest, onContent?: (soFar: string) => void): Promise<ChatReply>;
  embed(model: string, texts: readonly string[]): Promise<{ vectors: Float32Array[]; tokens: number }>;
  close(): void;
}

export interface EndpointSettings {
  baseUrl: string;
  apiKey: string | undefined;
  timeoutMs: number;
  /** Longest silence within an answer; a third of the time by default. */
  idleMs?: number | undefined;
  /** Before the one repeat, where the endpoint doesn't say. */
  retryMs?: number | undefined;
}

const CHAT_BYTES = 1_000_000;
const EMBEDDING_BYTES = 16_000_000;
/** A repeat that has to wait longer comes too late for whoever waits. */
const LONGEST_PAUSE_MS = 2_000;

const count = z.number().int().nonnegative().catch(0);
const usage = z
  .object({ prompt_tokens: count, completion_tokens: count.default(0) })
  .nullish()
  .catch(undefined);
const completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1),
  usage,
});
const chunk = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }).nullish() })),
  usage,
});
const embeddings = z.object({
  data: z.array(z.object({ index: z.number().int().optional(), embedding: z.array(z.number()).min(1) })),
  usage,
});

export function createEndpoint(settings: EndpointSettings): Endpoint {
  const idleMs = settings.idleMs ?? Math.max(1_000, settings.timeoutMs / 3);
  const [chatClient, embeddingClient] = [CHAT_BYTES, EMBEDDING_BYTES].map((maxBytes) =>
    clientOf(settings, boundedFetch({ maxBytes, idleMs })),
  ) as [OpenAI, OpenAI];
  const closing = new AbortController();
  // Every call under way listens.
  setMaxListeners(0, closing.signal);
  const dialect: Dialect = { schema: true, temperature: true, maxTokens: 'max_tokens', streamUsage: true };

  async function once<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asModelError(error);
    }
  }

  async function twice<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    try {
      return await once(work);
    } catch (error) {
      if (!(error instanceof ModelError) || !isRetryable(error) || signal.aborted) throw error;
      const wait = error.retryAfterMs ?? settings.retryMs ?? 400;
      if (wait > LONGEST_PAUSE_MS) throw error;
      await pause(wait, signal);
      return once(work);
    }
  }

  /** Drops what a server says it doesn't know, and remembers that. */
  async function adapted<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof OpenAI.APIError) || !adapt(dialect, error)) throw error;
      }
    }
  }

  return {
    chat: (request, onContent) =>
      withDeadline(settings.timeoutMs, closing.signal, (signal) => {
        let begun = false;
        const report = onContent && ((soFar: string) => ((begun = true), onContent(soFar)));
        return twice(signal, () => {
          // A reader has seen the beginning of the first attempt.
          if (begun) throw new ModelError('cut-off');
          return adapted(() =>
            report
              ? streamed(chatClient, bodyOf(request, dialect), {
                  signal,
                  onContent: report,
                  request,
                  withUsage: dialect.streamUsage,
                })
              : whole(chatClient, bodyOf(request, dialect), { signal, request }),
          );
        });
      }),
    embed: (model, texts) =>
      withDeadline(settings.timeoutMs, closing.signal, (signal) =>
        twice(signal, async () => {
          const body = { model, input: [...texts], encoding_format: 'float' as const };
          const reply = embeddings.safeParse(await embeddingClient.embeddings.create(body, { signal }));
          if (!reply.success) throw new ModelError('not-the-protocol');
          return {
            vectors: vectorsOf(reply.data.data, texts.length),
            tokens: tokensOf(reply.data.usage?.prompt_tokens, texts.join(' ')),
          };
        }),
      ),
    close: () => closing.abort(),
  };
}

function clientOf(
  { baseUrl, apiKey, timeoutMs }: EndpointSettings,
  fetch: ReturnType<typeof boundedFetch>,
): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    // The client insists on one; a local endpoint that asks for none ignores it.
    apiKey: apiKey ?? 'none',
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    timeout: timeoutMs,
    // Its own repeats can't be stopped while they wait.
    maxRetries: 0,
    logLevel: 'off',
    fetch,
  });
}

/** What this server has been found to understand. */
interface Dialect {
  schema: boolean;
  temperature: boolean;
  maxTokens: 'max_tokens' | 'max_completion_tokens';
  streamUsage: boolean;
}

function adapt(dialect: Dialect, error: InstanceType<typeof OpenAI.APIError>): boolean {
  if (error.status !== 400 && error.status !== 422) return false;
  const complaint = `${error.param ?? ''} ${error.message}`;
  if (dialect.maxTokens === 'max_tokens' && /max_completion_tokens/.test(complaint)) {
    dialect.maxTokens = 'max_completion_tokens';
  } else if (dialect.temperature && /temperature/i.test(complaint)) dialect.temperature = false;
  else if (dialect.streamUsage && /stream_options/i.test(complaint)) dialect.streamUsage = false;
  else if (dialect.schema) dialect.schema = false;
  else return false;
  return true;
}

function bodyOf({ model, system, user, image, schema, maxTokens }: ChatRequest, dialect: Dialect) {
  const words: ChatCompletionMessageParam = {
    role: 'user',
    content: image
      ? [
          { type: 'text', text: user },
          { type: 'image_url', image_url: { url: image } },
        ]
      : user,
  };
  return {
    model,
    messages: [{ role: 'system', content: system }, words],
    [dialect.maxTokens]: maxTokens,
    ...(dialect.temperature ? { temperature: 0 } : {}),
    ...(dialect.schema
      ? {
          response_format: {
            type: 'json_schema',
            json_schema: { name: schema.name, strict: true, schema: schema.json },
          } as const,
        }
      : {}),
  } satisfies Omit<ChatCompletionCreateParams, 'stream'>;
}

type Body = ReturnType<typeof bodyOf>;
interface Call {
  signal: AbortSignal;
  request: ChatRequest;
}

async function whole(client: OpenAI, body: Body, { signal, request }: Call): Promise<ChatReply> {
  const reply = completion.safeParse(
    await client.chat.completions.create({ ...body, stream: false }, { signal }),
  );
  if (!reply.success) throw new ModelError('not-the-protocol');
  const content = reply.data.choices[0]?.message.content ?? '';
  if (content.trim() === '') throw new ModelError('not-the-protocol');
  return replyOf(content, request, reply.data.usage);
}

async function streamed(
  client: OpenAI,
  body: Body,
  {
    signal,
    request,
    onContent,
    withUsage,
  }: Call & { onContent: (soFar: string) => void; withUsage: boolean },
): Promise<ChatReply> {
  const options = withUsage ? { stream_options: { include_usage: true } } : {};
  const stream = await client.chat.completions.create({ ...body, ...options, stream: true }, { signal });
  let content = '';
  let used: z.infer<typeof usage>;
  for await (const piece of stream) {
    const read = chunk.safeParse(piece);
    if (!read.success) throw new ModelError('not-the-protocol');
    used = read.data.usage ?? used;
    const more = read.data.choices[0]?.delta?.content;
    if (!more) continue;
    content += more;
    if (isTooLong(content, request)) throw new ModelError('too-large');
    onContent(content);
  }
  // An aborted stream ends as a finished one does.
  if (signal.aborted) throw new ModelError('timeout');
  if (content.trim() === '') throw new ModelError('not-the-protocol');
  return replyOf(content, request, used);
}

function replyOf(content: string, request: ChatRequest, used: z.infer<typeof usage>): ChatReply {
  if (isTooLong(content, request)) throw new ModelError('too-large');
  return {
    content,
    inputTokens: tokensOf(used?.prompt_tokens, request.system + request.user, request.image ? 2_000 : 0),
    outputTokens: tokensOf(used?.completion_tokens, content),
  };
}

/** A server that sends much more than it was asked for ignores its limit; an estimate may be half off. */
function isTooLong(content: string, { maxTokens }: ChatRequest): boolean {
  return estimateTokens(content) > 1.5 * maxTokens + 50;
}

/** What the server says, where that can be: a lie must not empty the day's budget. */
function tokensOf(said: number | undefined, text: string, extra = 0): number {
  const estimate = estimateTokens(text) + extra;
  return said ? Math.min(said, 4 * estimate + 2_000) : estimate;
}

function vectorsOf(data: z.infer<typeof embeddings>['data'], wanted: number): Float32Array[] {
  const sorted = data
    .map((one, at) => ({ ...one, index: one.index ?? at }))
    .toSorted((a, b) => a.index - b.index);
  const length = sorted[0]?.embedding.length;
  const isComplete =
    sorted.length === wanted &&
    sorted.every((one, at) => one.index === at && one.embedding.length === length);
  if (!isComplete) throw new ModelError('not-the-protocol');
  return sorted.map((one) => Float32Array.from(one.embedding));
}
