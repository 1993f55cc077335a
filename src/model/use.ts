import type { OffReason, Purpose } from './trace.ts';

/** What the model costs, for the board (rule L-8). */
export interface ModelUse {
  today: Use;
  /** Tokens a day. */
  dailyTokens: number;
  /** Share of today's budget, 0 to 1; at 1 the model is off until tomorrow. */
  share: number;
  currency: string | undefined;
  /** Why no call is made just now; empty where it is on. */
  off: Extract<OffReason, 'daily-budget' | 'breaker'>[];
  /** Today's. */
  byPurpose: ({ purpose: Purpose } & Use)[];
  /** Days of the desk's time zone, the oldest first; days without calls are left out. */
  last30Days: ({ day: string } & Use)[];
}

export interface Use {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  /** Calls that came to nothing because the endpoint failed. */
  failed: number;
  /** Calls whose output the filter held back. */
  filtered: number;
  /** In the currency of OPENAI_PRICES. */
  cost: number | undefined;
}
