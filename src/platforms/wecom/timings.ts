/** Milliseconds. The defaults suit WeCom; tests shorten them. */
export interface Timings {
  /** From connecting to the answer to the subscription. */
  authenticateMs: number;
  /** A connection whose pings stay unanswered is given up after three of these. */
  heartbeatMs: number;
  /** The first pause before connecting again; it doubles. */
  reconnectMs: number;
  /** What is written while there is no connection is lost, so that nobody waits longer than this. */
  longestReconnectMs: number;
  /** A connection that has lasted this long makes the next pause the first again. */
  stableMs: number;
  /** After another connection took this one's place. */
  kickedMs: number;
  /** The first pause after wrong credentials; it doubles. A secret that was made anew is soon the right one. */
  refusedMs: number;
  longestRefusedMs: number;
  /** After "too frequent" at the subscription. */
  tooFrequentMs: number;
  /** The SDK's own limit for an acknowledgement is 5 s; this one counts where it is shorter. */
  acknowledgeMs: number;
  /** The first pause before an event that could not be stored is tried again; it doubles. */
  storeAgainMs: number;
  longestStoreAgainMs: number;
  /** WeCom takes a welcome and a card's new look for 5 s; this is how much of it we use. */
  answerMs: number;
  downloadMs: number;
  /** Before a piece of an upload is tried again. */
  uploadAgainMs: number;
}

/** The part by which luck makes a pause before connecting again shorter at most. */
export const RECONNECT_JITTER = 0.15;

export const DEFAULT_TIMINGS: Timings = {
  authenticateMs: 10_000,
  heartbeatMs: 25_000,
  reconnectMs: 1_000,
  longestReconnectMs: 9_500,
  stableMs: 15_000,
  kickedMs: 60_000,
  refusedMs: 20_000,
  longestRefusedMs: 5 * 60_000,
  tooFrequentMs: 60_000,
  acknowledgeMs: 6_000,
  storeAgainMs: 100,
  longestStoreAgainMs: 10_000,
  answerMs: 4_500,
  downloadMs: 30_000,
  uploadAgainMs: 500,
};
