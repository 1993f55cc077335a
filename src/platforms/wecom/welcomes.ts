const SWEEP_AT = 1_000;

/** Who has just opened the chat, and under which id he can be welcomed; WeCom takes that for 5 s, once. */
export interface Welcomes {
  opened(userId: string, reqId: string): void;
  /** The id, once, while there is time; undefined else. */
  take(userId: string): string | undefined;
}

export function createWelcomes({ now, answerMs }: { now: () => number; answerMs: number }): Welcomes {
  const open = new Map<string, { reqId: string; at: number }>();
  const isLate = ({ at }: { at: number }) => now() - at > answerMs;
  return {
    opened(userId, reqId) {
      if (open.size >= SWEEP_AT) for (const [id, one] of open) if (isLate(one)) open.delete(id);
      if (reqId !== '') open.set(userId, { reqId, at: now() });
    },
    take(userId) {
      const welcome = open.get(userId);
      open.delete(userId);
      return welcome && !isLate(welcome) ? welcome.reqId : undefined;
    },
  };
}
