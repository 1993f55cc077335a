import type { Signals } from '../../store/signals.ts';

/** What is being written in a channel and isn't a message yet. */
export interface Preview {
  key: string;
  text: string;
}

/** Called without anything when messages have changed. */
export type ChannelListener = (preview?: Preview) => void;

const TOPIC = 'web:';

/** Tells the open pages, those of all replicas, that something in a channel has changed; what, they read themselves. */
export function channelListeners(signals: Signals) {
  const byChannel = new Map<string, Set<ChannelListener>>();

  function tell(channel: string, preview?: Preview): void {
    for (const listener of byChannel.get(channel) ?? []) listener(preview);
  }

  return {
    /** Hears what changes in other replicas, until the returned function is called. */
    hearOthers: (): (() => void) =>
      signals.listen((topic) => topic.startsWith(TOPIC) && tell(topic.slice(TOPIC.length)), {
        onGap: () => [...byChannel.keys()].forEach((channel) => tell(channel)),
      }),

    /** Calls `listener` after every change of `channel` until the returned function is called. */
    subscribe: (channel: string, listener: ChannelListener): (() => void) => {
      const listeners = byChannel.get(channel) ?? new Set();
      byChannel.set(channel, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && byChannel.get(channel) === listeners) byChannel.delete(channel);
      };
    },
    /** A preview is shown by this replica only: it promises nothing, and the message that follows comes everywhere. */
    notify: (channel: string, preview?: Preview): void => {
      tell(channel, preview);
      if (!preview) signals.send(TOPIC + channel);
    },
  };
}
