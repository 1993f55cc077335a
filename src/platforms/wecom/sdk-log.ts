import type { Logger } from '@wecom/aibot-node-sdk';
import type { Surroundings } from '../platform.ts';

/**
 * The SDK's warnings by their kind only: it puts whole frames, and with them what people wrote, into its messages.
 */
export function sdkLog(log: Surroundings['log']): Logger {
  const kind = (message: string) => message.split(/[:(,]/)[0]?.slice(0, 80) ?? '';
  return {
    debug: () => {},
    info: () => {},
    warn: (message) => log.warn({ platform: 'wecom', sdk: kind(message) }, 'wecom sdk'),
    error: (message) => log.warn({ platform: 'wecom', sdk: kind(message) }, 'wecom sdk'),
  };
}
