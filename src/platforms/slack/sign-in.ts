import { z } from 'zod';
import type { Surroundings } from '../platform.ts';
import type { SlackApi } from './api.ts';
import { isRefused, retryAfterOf, slackError } from './errors.ts';
import type { Identity } from './origin.ts';
import { backoff, pause } from './pause.ts';
import type { Timings } from './settings.ts';

const answer = z.looseObject({ team_id: z.string(), user_id: z.string(), bot_id: z.string() });
/** Not about the account, but not to be mended by trying again soon either. */
const WRONG_TOKEN = new Set([
  'not_allowed_token_type',
  'no_permission',
  'missing_scope',
  'ekm_access_denied',
]);

export interface SignInOptions {
  api: Pick<SlackApi, 'ask'>;
  timings: Timings;
  log: Surroundings['log'];
  signal: AbortSignal;
  /** Called with Slack's word when the bot's token is refused, without when it is good. */
  refuse: (word: string | undefined) => void;
}

/** Finds out who we are, and looks after a token that was refused later. */
export function signIn({ api, timings, log, signal, refuse }: SignInOptions) {
  let doubt = withDoubt();

  /** Tries until Slack says who we are; undefined when the program ends before. */
  async function identity(): Promise<Identity | undefined> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const {
          team_id: teamId,
          user_id: botUserId,
          bot_id: botId,
        } = answer.parse(await api.ask('auth.test'));
        refuse(undefined);
        return { teamId, botUserId, botId };
      } catch (error) {
        if (signal.aborted) return undefined;
        await pause(waitAfter(error, failures), signal);
      }
    }
    return undefined;
  }

  function waitAfter(error: unknown, failures: number): number {
    const word = slackError(error);
    if (word !== undefined && (isRefused(error) || WRONG_TOKEN.has(word))) {
      refuse(word);
      return timings.refusedMs;
    }
    const isUser = error instanceof z.ZodError;
    if (isUser) {
      refuse('it is not the token of a bot');
      return timings.refusedMs;
    }
    log.warn({ platform: 'slack', reason: word ?? 'no answer', failures }, 'auth.test failed');
    return Math.max(backoff(failures, timings), retryAfterOf(error) ?? 0);
  }

  return {
    identity,
    /** Somebody was refused: is it the token? */
    check(): void {
      doubt.raise();
    },
    /** Checks the token whenever it is in doubt, until the program ends. */
    async watch(): Promise<void> {
      const ended = new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      while (!signal.aborted) {
        await Promise.race([doubt.raised, ended]);
        if (!signal.aborted) await identity();
        doubt = withDoubt();
      }
    },
  };
}

function withDoubt() {
  let raise = () => {};
  const raised = new Promise<void>((resolve) => {
    raise = resolve;
  });
  return { raised, raise };
}
