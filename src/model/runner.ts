import { z } from 'zod';
import {
  admit,
  BREAKER,
  closedBreaker,
  failed,
  succeeded,
  type BreakerRules,
  type BreakerState,
} from './breaker.ts';
import { traceOf, type Calls, type Outcome, type Planned } from './calls.ts';
import type { ChatReply, Endpoint } from './endpoint.ts';
import { ModelError } from './errors.ts';
import { holdsCanary, holdsPrompt } from './filter/canary.ts';
import { parseJson } from './json-answer.ts';
import type { AbstainReason, CallOptions, ModelDeps } from './model.ts';
import { estimateTokens } from './tokens.ts';
import type { ModelTrace, Purpose } from './trace.ts';

/** Calls at once; more would only wait for the same endpoint. */
const AT_ONCE = 16;

/** One question to the model, ready to be sent. */
export interface Ask<T, R> {
  purpose: Purpose;
  model: string;
  promptVersion: string;
  system: string;
  canary: string;
  user: string;
  image?: string | undefined;
  schema: z.ZodType<T>;
  maxTokens: number;
  passages?: readonly string[] | undefined;
  redactions: number;
  /** What of a well-formed output may be used. */
  judge: (output: T) => Judged<R>;
  /** The output so far; true once something of it has been shown. */
  onContent?: ((soFar: string) => boolean) | undefined;
}

export type Judged<R> = { verdict: 'answered'; value: R } | { verdict: 'abstained' | `filtered:${string}` };

export type Asked<R> =
  | { kind: 'made'; value: R; trace: ModelTrace }
  | { kind: 'none'; reason: AbstainReason; trace?: ModelTrace | undefined };

export interface RunnerDeps extends Pick<ModelDeps, 'now' | 'newId' | 'log'> {
  endpoint: Endpoint;
  calls: Calls;
  breaker?: BreakerRules | undefined;
}

export interface Work<T> {
  planned: Planned;
  run: () => Promise<T>;
}

/** The way of every call: limits, breaker, deadline, trace. Never rejects. */
export function createRunner({ endpoint, calls, now, newId, log, breaker: rules = BREAKER }: RunnerDeps) {
  let breaker: BreakerState = closedBreaker;
  const running = new Set<Promise<unknown>>();

  async function admitted(id: string, planned: Planned): Promise<AbstainReason | undefined> {
    if (running.size >= AT_ONCE) return 'busy';
    const before = breaker;
    const gate = admit(breaker, now(), rules);
    if (gate.verdict === 'hold') return 'breaker';
    breaker = gate.state;
    try {
      const off = await calls.reserve(id, planned);
      // The probe wasn't made after all.
      if (off && gate.verdict === 'probe') breaker = before;
      return off;
    } catch (error) {
      log.error({ err: error, purpose: planned.purpose }, 'a model call could not be booked');
      if (gate.verdict === 'probe') breaker = before;
      return 'unavailable';
    }
  }

  function heard(error: ModelError | undefined): void {
    const wasHeld = breaker.heldSince !== undefined;
    breaker = error ? failed(breaker, now(), rules) : succeeded();
    const isHeld = breaker.heldSince !== undefined;
    if (wasHeld !== isHeld)
      log.warn(
        { held: isHeld, failure: error?.failure },
        isHeld ? 'the model is left alone for now' : 'the model is back',
      );
  }

  async function finished(id: string, planned: Planned, outcome: Outcome): Promise<ModelTrace> {
    const trace = traceOf(id, planned, outcome);
    if (trace.alert)
      log.error(
        { call: id, purpose: planned.purpose, verdict: outcome.verdict },
        'the model gave its prompt away',
      );
    try {
      await calls.finish(id, outcome);
    } catch (error) {
      log.error({ err: error, call: id }, 'a model call could not be recorded');
    }
    return trace;
  }

  /** A call that was booked: made, judged, recorded. */
  async function carriedOut<T, R>(
    id: string,
    planned: Planned,
    {
      run,
      judge,
      isLate,
    }: {
      run: () => Promise<T>;
      judge: (reply: T) => {
        verdict: string;
        value?: R;
        reason?: AbstainReason;
        inputTokens: number;
        outputTokens: number;
      };
      isLate: () => boolean;
    },
  ): Promise<Asked<R>> {
    const start = performance.now();
    const late = () => (isLate() ? 'late:' : '');
    const ms = () => Math.round(performance.now() - start);
    try {
      const reply = await run();
      heard(undefined);
      const { verdict, value, reason, inputTokens, outputTokens } = judge(reply);
      const trace = await finished(id, planned, {
        inputTokens,
        outputTokens,
        ms: ms(),
        verdict: late() + verdict,
      });
      return value === undefined
        ? { kind: 'none', reason: reason ?? 'filtered', trace }
        : { kind: 'made', value, trace };
    } catch (error) {
      if (!(error instanceof ModelError))
        log.error({ err: error, purpose: planned.purpose }, 'a model call went wrong');
      const failure = error instanceof ModelError ? error.failure : 'not-the-protocol';
      if (failure !== 'closed')
        heard(error instanceof ModelError ? error : new ModelError('not-the-protocol'));
      if (failure !== 'closed')
        log.warn(
          {
            purpose: planned.purpose,
            failure,
            status: error instanceof ModelError ? error.status : undefined,
          },
          'the model failed',
        );
      const trace = await finished(id, planned, {
        inputTokens: planned.inputTokens,
        outputTokens: 0,
        ms: ms(),
        verdict: `${late()}failed:${failure}`,
      });
      return { kind: 'none', reason: 'unavailable', trace };
    }
  }

  async function started<R>(
    planned: Planned,
    options: CallOptions,
    go: (id: string, state: { isLate: () => boolean; shown: () => void }) => Promise<Asked<R>>,
  ): Promise<Asked<R>> {
    if (options.who.isBot) return { kind: 'none', reason: 'bot' };
    const id = newId(now());
    const off = await admitted(id, planned);
    if (off) return { kind: 'none', reason: off };
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    const call = go(id, { isLate: () => isLate, shown: () => clearTimeout(timer) });
    running.add(call);
    void call.finally(() => running.delete(call));
    if (options.within === undefined) return call;
    // A call that comes too late runs on to its own deadline: what it costs is booked, and the breaker hears of it.
    const patience = new Promise<Asked<R>>((resolve) => {
      timer = setTimeout(() => {
        isLate = true;
        resolve({ kind: 'none', reason: 'late' });
      }, options.within);
    });
    return Promise.race([call, patience]).finally(() => clearTimeout(timer));
  }

  return {
    endpoint,
    holds: () => admit(breaker, now(), rules).verdict === 'hold',

    /** Asks, checks for leaks and form, and lets `judge` decide. */
    ask<T, R>(ask: Ask<T, R>, options: CallOptions): Promise<Asked<R>> {
      const planned: Planned = {
        purpose: ask.purpose,
        who: options.who,
        model: ask.model,
        promptVersion: ask.promptVersion,
        passages: ask.passages ?? [],
        redactions: ask.redactions,
        inputTokens: estimateTokens(ask.system + ask.user) + (ask.image ? 2_000 : 0),
        outputTokens: ask.maxTokens,
      };
      return started(planned, options, (id, { isLate, shown }) =>
        carriedOut<ChatReply, R>(id, planned, {
          isLate,
          run: () =>
            endpoint.chat(
              requestOf(ask),
              ask.onContent &&
                ((soFar) =>
                  void (!isLate() && !holdsCanary(soFar, ask.canary) && ask.onContent?.(soFar) && shown())),
            ),
          judge: (reply) => ({
            ...verdictOn(reply.content, ask),
            inputTokens: reply.inputTokens,
            outputTokens: reply.outputTokens,
          }),
        }),
      );
    },

    /** Any other call, such as for vectors. */
    other<R>(
      planned: Planned,
      options: CallOptions,
      run: () => Promise<{ value: R; tokens: number }>,
    ): Promise<Asked<R>> {
      return started(planned, options, (id, { isLate }) =>
        carriedOut<{ value: R; tokens: number }, R>(id, planned, {
          isLate,
          run,
          judge: ({ value, tokens }) => ({
            verdict: 'answered',
            value,
            inputTokens: tokens,
            outputTokens: 0,
          }),
        }),
      );
    },

    async close(): Promise<void> {
      endpoint.close();
      await Promise.allSettled(running);
    },
  };
}

export type Runner = ReturnType<typeof createRunner>;

function requestOf<T, R>({ model, system, user, image, schema, maxTokens, purpose }: Ask<T, R>) {
  return {
    model,
    system,
    user,
    image,
    maxTokens,
    schema: { name: purpose, json: jsonOf(schema) },
  };
}

function verdictOn<T, R>(
  content: string,
  { canary, system, schema, judge }: Ask<T, R>,
): { verdict: string; value?: R; reason?: AbstainReason } {
  if (holdsCanary(content, canary)) return { verdict: 'alert:canary', reason: 'alert' };
  if (holdsPrompt(content, system)) return { verdict: 'alert:prompt', reason: 'alert' };
  const output = parseJson(content, schema);
  if (output === undefined) return { verdict: 'malformed', reason: 'malformed' };
  const judged = judge(output);
  if (judged.verdict === 'answered') return judged;
  return { verdict: judged.verdict, reason: judged.verdict === 'abstained' ? 'not-found' : 'filtered' };
}

/** Strict servers refuse lengths; they are checked here anyway. */
function jsonOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema.maxLength;
      delete jsonSchema.maxItems;
    },
  });
  return json;
}
