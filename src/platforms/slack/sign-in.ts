import { z } from 'zod';
import type { Surroundings } from '../platform.ts';
import type { SlackApi } from './api.ts';
import { isRefused, slackError } from './errors.ts';
import type { Identity } from './origin.ts';
import { STEADY_CLOCK, type Clock } from './pause.ts';
import type { Timings } from './settings.ts';
import { failureWait, refusalWait } from './waits.ts';

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
  clock?: Pick<Clock, 'pause'> | undefined;
}

/** Finds out who we are, and looks after a token that was refused later. */
export function signIn({ api, timings, log, signal, refuse, clock = STEADY_CLOCK }: SignInOptions) {
  let doubt = withDoubt();

  /** Tries until Slack says who we are; undefined when the program ends before. */
  async function identity(): Promise<Identity | undefined> {
    let failures = 0;
    let refusals = 0;
    while (!signal.aborted) {
      try {
        const known = answer.parse(await api.ask('auth.test'));
        refuse(undefined);
        return { teamId: known.team_id, botUserId: known.user_id, botId: known.bot_id };
      } catch (error) {
        if (signal.aborted) return undefined;
        const why = refusalOf(error);
        if (why === undefined) {
          failures += 1;
          const reason = slackError(error) ?? 'no answer';
          log.warn({ platform: 'slack', reason, failures }, 'auth.test failed');
          await clock.pause(failureWait(error, failures, timings), signal);
        } else {
          refusals += 1;
          refuse(why);
          await clock.pause(refusalWait(refusals, timings), signal);
        }
      }
    }
    return undefined;
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

/** Why the token is no good; undefined where that isn't said. */
function refusalOf(error: unknown): string | undefined {
  if (error instanceof z.ZodError) return 'it is not the token of a bot';
  const word = slackError(error);
  return word !== undefined && (isRefused(error) || WRONG_TOKEN.has(word)) ? word : undefined;
}

function withDoubt() {
  let raise = () => {};
  const raised = new Promise<void>((resolve) => {
    raise = resolve;
  });
  return { raised, raise };
}
