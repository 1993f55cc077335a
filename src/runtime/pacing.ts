const STEP_MS = 20;
const MANY = 1_000;

/**
 * Spreads those who wait for the same thing: gives how long (ms) one who was told to wait `ms` shall wait before he
 * asks again, so that a thousand don't all ask at once and one alone waits no longer than he must.
 */
export function createPacing(now: () => number): (queue: string, ms: number) => number {
  const latest = new Map<string, number>();

  function forget(): void {
    for (const [queue, at] of latest) if (at <= now()) latest.delete(queue);
  }

  return (queue, ms) => {
    if (latest.size >= MANY) forget();
    const at = Math.max(now() + ms, (latest.get(queue) ?? 0) + STEP_MS);
    latest.set(queue, at);
    return at - now();
  };
}
