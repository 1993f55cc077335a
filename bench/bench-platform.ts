import type { InboundEvent, OutboundMessage, Place, Platform, Receipt } from '../src/platforms/platform.ts';

/** A vendor that answers at once and tells who waits when a reply has reached it. */
export function createBenchPlatform() {
  const waiting = new Map<string, (at: number) => void>();
  let deliver: ((event: InboundEvent) => Promise<void>) | undefined;
  let sent = 0;

  const platform: Platform = {
    name: 'bench',
    capabilities: {
      threads: true,
      buttons: true,
      edit: true,
      recall: true,
      reactions: true,
      files: false,
      maxTextBytes: 40_000,
      push: true,
    },
    tenant: () => 'bench',
    health: () => ({ state: 'connected' }),
    async start(receive) {
      deliver = receive;
    },
    async send(to: Place, _message: OutboundMessage): Promise<Receipt> {
      sent++;
      waiting.get(to.channel)?.(performance.now());
      waiting.delete(to.channel);
      return { messageId: `m${sent}` };
    },
    async stop() {},
  };

  return {
    platform,
    sent: () => sent,

    /** Resolves once the event is acknowledged. */
    async receive(event: InboundEvent): Promise<void> {
      if (!deliver) throw new Error('The platform has not been started');
      await deliver(event);
    },

    /** Resolves, with the time (ms), when the next message is handed over for `channel`. */
    nextReply: (channel: string) => new Promise<number>((resolve) => waiting.set(channel, resolve)),
  };
}

export type BenchPlatform = ReturnType<typeof createBenchPlatform>;
