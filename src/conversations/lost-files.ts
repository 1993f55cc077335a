import type { InboundEvent } from '../platforms/platform.ts';
import type { Desk } from './scene.ts';

/** Files that could not be had are named among the words, so that everybody sees that they are missing. */
export function namingLost(
  { messages, policy }: Pick<Desk, 'messages' | 'policy'>,
  payload: InboundEvent,
): InboundEvent {
  if (payload.kind !== 'message' || !payload.lost) return payload;
  const line = messages.say(policy.locale, 'file.lost', { names: payload.lost.join(', ') });
  return { ...payload, text: [payload.text, line].filter((part) => part.trim() !== '').join('\n') };
}
