import { LogLevel, type Logger } from '@slack/bolt';
import type { Surroundings } from '../platform.ts';

const SECRETS = /xox[a-z]-[\w-]+|xapp-[\w-]+|\b(?:https?|wss?):\/\/\S+/g;

/** The SDKs' log in ours: warnings and errors alone (the rest quotes messages), without tokens and addresses. */
export function sdkLogger(log: Surroundings['log']): Logger {
  const tell = (message: unknown[]) => {
    const [first] = message;
    const text = first instanceof Error ? first.message : String(first);
    log.info({ platform: 'slack', sdk: text.replaceAll(SECRETS, '…').slice(0, 200) }, 'the SDK says');
  };
  return {
    debug() {},
    info() {},
    warn: (...message: unknown[]) => tell(message),
    error: (...message: unknown[]) => tell(message),
    setLevel() {},
    setName() {},
    getLevel: () => LogLevel.WARN,
  };
}
