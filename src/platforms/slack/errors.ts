import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import type { z } from 'zod';
import { DeliveryError, type Obstacle } from '../platform.ts';

const GONE = [
  'channel_not_found',
  'is_archived',
  'user_not_found',
  'user_disabled',
  'users_not_found',
  'message_not_found',
  'thread_not_found',
  'file_not_found',
  'file_deleted',
];
const NOT_PERMITTED = [
  'not_in_channel',
  'restricted_action',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'cant_update_message',
  'cant_delete_message',
  'edit_window_closed',
  'user_not_in_channel',
  'ekm_access_denied',
];
const CONTENT = ['msg_too_long', 'msg_blocks_too_long', 'invalid_blocks', 'invalid_blocks_format', 'no_text'];
const UNREACHABLE = ['cannot_dm_bot', 'user_not_visible', 'not_enough_users'];

const OBSTACLES = new Map<string, Obstacle>([
  ...GONE.map((error) => [error, 'gone'] as const),
  ...NOT_PERMITTED.map((error) => [error, 'not-permitted'] as const),
  ...CONTENT.map((error) => [error, 'content'] as const),
  ...UNREACHABLE.map((error) => [error, 'unreachable'] as const),
]);
/** Nothing works with this token any more. */
const REFUSED = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'user_removed_from_team',
  'team_disabled',
]);
/** Slack's own trouble: whether it did what was asked isn't known. */
const IN_DOUBT = new Set(['internal_error', 'fatal_error', 'request_timeout']);
const NOT_DONE = new Set(['ratelimited', 'rate_limited', 'service_unavailable', 'team_added_to_org']);
/** Nothing was sent: there was no connection. */
const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** An edit, a recall or a reaction comes too late, or was there before: the message stays as it is. */
const STAYS = new Set([
  'message_not_found',
  'thread_not_found',
  'channel_not_found',
  'is_archived',
  'edit_window_closed',
  'cant_update_message',
  'cant_delete_message',
  'already_reacted',
  'too_many_emoji',
  'too_many_reactions',
  'invalid_name',
  'not_reactable',
  'bad_timestamp',
  'file_not_found',
  'file_deleted',
]);
/** HTTP: there is no such method here. */
const NO_METHOD = new Set([404, 405, 501]);
/** When Slack says that it was too much, but not for how long. */
const RETRY_AFTER_MS = 30_000;

/** Slack's word for why it said no; undefined where it never came to an answer. */
export function slackError(error: unknown): string | undefined {
  // An answer that isn't JSON, e.g. a proxy's page, comes as an error with the page as its word.
  if (!(error instanceof WebAPIPlatformError) || !/^[a-z_]{1,60}$/.test(error.data.error)) return undefined;
  return error.data.error;
}

/** True where the token itself is refused. */
export function isRefused(error: unknown): boolean {
  return REFUSED.has(slackError(error) ?? '');
}

/** The scope that an answer `missing_scope` asks for. */
export function missingScope(error: unknown): string | undefined {
  if (!(error instanceof WebAPIPlatformError) || error.data.error !== 'missing_scope') return undefined;
  const { needed } = error.data as { needed?: unknown };
  return typeof needed === 'string' ? needed : 'unknown';
}

/** How long (ms) nothing more may be sent; undefined where it isn't about the rate. */
export function retryAfterOf(error: unknown): number | undefined {
  if (error instanceof WebAPIRateLimitedError) return error.retryAfter * 1000;
  const word = slackError(error);
  return word === 'ratelimited' || word === 'rate_limited' ? RETRY_AFTER_MS : undefined;
}

/**
 * True where Slack, or what stands in for it, has no such method or doesn't let this app use it: by that nothing is
 * known. Slack's words in `otherwise` say something else.
 */
export function isWithheld({ fate, cause }: DeliveryError, otherwise: readonly string[] = []): boolean {
  if (cause instanceof WebAPIHTTPError) return NO_METHOD.has(cause.statusCode);
  const word = slackError(cause);
  return fate === 'permanent' && word !== undefined && !otherwise.includes(word);
}

/**
 * What a failed call of `method` means for who wanted it. A call that changes nothing, or the same twice, is
 * `harmless`: there it doesn't matter whether it arrived.
 */
export function deliveryError(
  method: string,
  error: unknown,
  { harmless, refusedMs }: { harmless: boolean; refusedMs: number },
): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const doubt = harmless ? 'transient' : 'unknown';
  const retryAfterMs = retryAfterOf(error);
  if (retryAfterMs !== undefined) {
    return new DeliveryError('limited', `${method}: too many calls`, { retryAfterMs, cause: error });
  }
  const word = slackError(error);
  if (word !== undefined) {
    if (REFUSED.has(word)) {
      const text = `${method}: ${word}; Slack refuses SLACK_BOT_TOKEN`;
      return new DeliveryError('transient', text, { retryAfterMs: refusedMs, cause: error });
    }
    if (NOT_DONE.has(word)) return new DeliveryError('transient', `${method}: ${word}`, { cause: error });
    if (IN_DOUBT.has(word)) return new DeliveryError(doubt, `${method}: ${word}`, { cause: error });
    const scope = missingScope(error);
    const text = scope ? `${method}: the app lacks the scope ${scope}` : `${method}: ${word}`;
    return new DeliveryError('permanent', text, { obstacle: OBSTACLES.get(word), cause: error });
  }
  if (error instanceof WebAPIHTTPError) {
    // Slack itself only says 200 and 429: the others are of its edge, or of a proxy before it.
    const fate = error.statusCode >= 500 ? doubt : 'transient';
    return new DeliveryError(fate, `${method}: HTTP ${error.statusCode}`, { cause: error });
  }
  if (neverSent(error)) return new DeliveryError('transient', `${method}: no connection`, { cause: error });
  return new DeliveryError(doubt, `${method}: no answer`, { cause: error });
}

/** True where there was no answer at all, not even of an edge or a proxy. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof WebAPIRequestError;
}

/** True where nothing was sent: there was no connection. */
export function neverSent(error: unknown): boolean {
  const original = error instanceof WebAPIRequestError ? error.original : error;
  for (let at: unknown = original; at instanceof Error; at = at.cause) {
    if ('code' in at && NO_CONNECTION.has(String(at.code))) return true;
    if (at instanceof AggregateError) return at.errors.every(neverSent);
  }
  return false;
}

/** Reads an answer of `method`. Throws a DeliveryError where it isn't what Slack documents. */
export function readAnswer<T>(method: string, schema: z.ZodType<T>, answer: unknown): T {
  const { data, error } = schema.safeParse(answer);
  if (error)
    throw new DeliveryError('transient', `${method}: an answer that can not be read`, { cause: error });
  return data;
}

/** Waits for a change of a message; one that can't be made any more is none. Throws a DeliveryError. */
export async function unlessItStays(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (!STAYS.has(slackError(cause) ?? '')) throw error;
  }
}
