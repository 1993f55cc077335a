import { remembered } from '../remembered.ts';
import type { Target } from './target.ts';

const MOST = 10_000;
/** The vendor's ids of conversations are `cid` and Base64; no user id has its `+`, `/` or `=`, or begins so and is as long. */
const CONVERSATION_ID = /^cid(?:[\w+/-]{20,}|[\w+/-]+=)={0,2}$/;

/** Which channels are groups and which are people: what frames and the configuration say, else what the id looks like. */
export interface Groups {
  learn(target: Target): void;
  targetOf(channel: string): Target;
  /** Those that are known. */
  all(): string[];
}

/** Knows the configured groups from the start. */
export function createGroups(configured: readonly string[]): Groups {
  const desks = new Set(configured);
  const isDirect = remembered<boolean>({ most: MOST });

  function learn({ channel, direct }: Target): void {
    isDirect.set(channel, direct);
  }

  return {
    learn,
    targetOf(channel) {
      const direct = isDirect.get(channel) ?? !(desks.has(channel) || CONVERSATION_ID.test(channel));
      const target = { channel, direct };
      if (!direct) learn(target);
      return target;
    },
    all() {
      const seen = isDirect.keys().filter((channel) => isDirect.get(channel) === false);
      return [...new Set([...desks, ...seen])];
    },
  };
}
