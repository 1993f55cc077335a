import {
  DeliveryError,
  type InboundEvent,
  type OutboundMessage,
  type Place,
  type Platform,
} from '../../src/platforms/platform.ts';

export interface Posted {
  id: string;
  /** A user's id, or the group's. */
  channel: string;
  message: OutboundMessage;
}

export interface GroupPlatform extends Platform {
  /** Everything that was sent, oldest first. */
  readonly posted: Posted[];
  /** Users the bot may not write to yet. */
  readonly unreachable: Set<string>;
  deliver(event: InboundEvent): Promise<void>;
}

export const TENANT = 'corp';

/** A platform without threads, edits and reactions, in memory: a direct chat's channel is the user's id. */
export function createGroupPlatform(name = 'wecom'): GroupPlatform {
  const posted: Posted[] = [];
  const unreachable = new Set<string>();
  let receiver: ((event: InboundEvent) => Promise<void>) | undefined;
  let health: 'connected' | 'stopped' = 'stopped';

  return {
    name,
    idempotent: true,
    capabilities: {
      threads: false,
      buttons: true,
      edit: false,
      recall: false,
      reactions: false,
      files: true,
      maxTextBytes: 20_480,
      push: true,
    },
    posted,
    unreachable,
    tenant: () => TENANT,
    health: () => ({ state: health }),
    async start(receive) {
      receiver = receive;
      health = 'connected';
    },
    async send(to: Place, message) {
      if (unreachable.has(to.channel)) {
        throw new DeliveryError('permanent', '93006 never wrote', { obstacle: 'unreachable' });
      }
      const id = `m${posted.length + 1}`;
      posted.push({ id, channel: to.channel, message });
      return { messageId: id };
    },
    async deliver(event) {
      if (!receiver) throw new Error('The platform was not started');
      await receiver(event);
    },
    async stop() {
      health = 'stopped';
    },
  };
}
