import { remembered } from '../remembered.ts';

const MOST = 10_000;

/** Who has just opened the chat, and under which id he can be welcomed; WeCom takes that for 5 s, once. */
export interface Welcomes {
  opened(userId: string, reqId: string): void;
  /** The id, once, while there is time; undefined else. */
  take(userId: string): string | undefined;
}

export function createWelcomes({ now, answerMs }: { now: () => number; answerMs: number }): Welcomes {
  const open = remembered<string>({ most: MOST, ms: answerMs, now });
  return {
    opened(userId, reqId) {
      if (reqId !== '') open.set(userId, reqId);
    },
    take(userId) {
      const reqId = open.get(userId);
      open.delete(userId);
      return reqId;
    },
  };
}
