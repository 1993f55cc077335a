import type { Limit } from '../shares.ts';

/**
 * 30 a minute and 1,000 an hour per conversation, replies and pushes together. The windows are two seconds longer than
 * WeCom's, because a message that travels slowly is counted by WeCom's clock later than by ours.
 */
export const CONVERSATION_LIMITS: readonly Limit[] = [
  { count: 30, ms: 62_000 },
  { count: 1_000, ms: 3_602_000 },
];
/** Uploads of the bot: 30 a minute and 1,000 an hour. */
export const UPLOAD_LIMITS = CONVERSATION_LIMITS;
/** A share that was admitted and never used is free again after this long. */
export const UNUSED_MS = 30_000;
