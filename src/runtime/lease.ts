/** A row is worked on by one owner at a time; who dies is succeeded after this long. */
export const LEASE_MS = 30_000;
export const HEARTBEAT_MS = 10_000;

/** Somebody else has the row by now: what was thought about it must not take effect. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError';
  constructor(id: number) {
    super(`Row ${id} is no longer leased by this worker`);
  }
}
