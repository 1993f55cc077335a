import { remembered } from '../remembered.ts';

const MOST = 20_000;

export type ChatKind = 'direct' | 'channel';

/** What each chat is, as far as WeCom has told since the start. */
export interface ChatKinds {
  learn(channel: string, kind: ChatKind): void;
  of(channel: string): ChatKind | undefined;
}

/** `groups` are known from the beginning. */
export function createChatKinds(groups: readonly string[] = []): ChatKinds {
  const kinds = remembered<ChatKind>({ most: MOST });
  return {
    learn: (channel, kind) => kinds.set(channel, kind),
    of: (channel) => kinds.get(channel) ?? (groups.includes(channel) ? 'channel' : undefined),
  };
}
