const MOST = 20_000;

export type ChatKind = 'direct' | 'channel';

/** What each chat is, as far as something has come from it since the start. */
export interface ChatKinds {
  learn(channel: string, kind: ChatKind): void;
  of(channel: string): ChatKind | undefined;
}

export function createChatKinds(): ChatKinds {
  const kinds = new Map<string, ChatKind>();
  return {
    learn(channel, kind) {
      if (kinds.size >= MOST) kinds.clear();
      kinds.set(channel, kind);
    },
    of: (channel) => kinds.get(channel),
  };
}
