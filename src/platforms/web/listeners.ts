/** What is being written in a channel and isn't a message yet. */
export interface Preview {
  key: string;
  text: string;
}

/** Called without anything when messages have changed. */
export type ChannelListener = (preview?: Preview) => void;

/** Tells the open pages that something in a channel has changed; what, they read themselves. */
export function channelListeners() {
  const byChannel = new Map<string, Set<ChannelListener>>();

  return {
    /** Calls `listener` after every change of `channel` until the returned function is called. */
    subscribe: (channel: string, listener: ChannelListener): (() => void) => {
      const listeners = byChannel.get(channel) ?? new Set();
      byChannel.set(channel, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && byChannel.get(channel) === listeners) byChannel.delete(channel);
      };
    },
    notify: (channel: string, preview?: Preview): void => {
      for (const listener of byChannel.get(channel) ?? []) listener(preview);
    },
  };
}
