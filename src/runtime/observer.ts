/** How one try to send came out; `wait`: nothing was tried. */
export type SendOutcome = 'sent' | 'wait' | 'again' | 'unknown' | 'dead';

/** Is told what the runtime does and how long it took, ms. Must not throw. */
export interface Observer {
  /** From an event's arrival to its being stored, repeated ones too. */
  accepted?: ((seen: { platform: string; ms: number }) => void) | undefined;
  /** From taking an event to its commit. */
  handled?: ((seen: { kind: string; ms: number }) => void) | undefined;
  /** One try to send, without booking it. */
  sent?: ((seen: { platform: string; outcome: SendOutcome; ms: number }) => void) | undefined;
  /** Another holder has taken over what this one still worked on. */
  leaseLost?: ((loop: 'worker' | 'sender') => void) | undefined;
}

/** Starts a measurement; the returned function gives the milliseconds since then, which never run backwards. */
export function stopwatch(monotonic: () => number = () => performance.now()): () => number {
  const begun = monotonic();
  return () => Math.round((monotonic() - begun) * 100) / 100;
}
