/** Rule L-10: an endpoint that fails is left alone, and asked again by one call at a time. */
export interface BreakerRules {
  failures: number;
  withinMs: number;
  probeEveryMs: number;
}

export const BREAKER: BreakerRules = { failures: 5, withinMs: 30_000, probeEveryMs: 30_000 };

/** Plain data: the failures of late, and since when calls are held back. */
export interface BreakerState {
  failedAt: readonly number[];
  /** When it opened or was last probed; undefined while closed. */
  heldSince: number | undefined;
}

export const closedBreaker: BreakerState = { failedAt: [], heldSince: undefined };

/** Whether a call may be made now. A `probe` is one call whose outcome decides; it counts from `now` on. */
export function admit(
  state: BreakerState,
  now: number,
  rules: BreakerRules = BREAKER,
): { verdict: 'call' | 'probe' | 'hold'; state: BreakerState } {
  if (state.heldSince === undefined) return { verdict: 'call', state };
  if (now - state.heldSince < rules.probeEveryMs) return { verdict: 'hold', state };
  return { verdict: 'probe', state: { ...state, heldSince: now } };
}

export function succeeded(): BreakerState {
  return closedBreaker;
}

export function failed(state: BreakerState, now: number, rules: BreakerRules = BREAKER): BreakerState {
  const failedAt = [...state.failedAt.filter((at) => now - at < rules.withinMs), now].slice(-rules.failures);
  if (state.heldSince !== undefined) return { failedAt, heldSince: state.heldSince };
  return { failedAt, heldSince: failedAt.length >= rules.failures ? now : undefined };
}
