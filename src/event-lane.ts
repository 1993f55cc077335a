import { conversationLane } from './conversations/conversation-repository.ts';
import type { InboundEvent, Platform } from './platforms/platform.ts';

/** What must keep its order: a direct chat, one thread of a channel, or what somebody does in a group without threads. */
export function laneOf(event: InboundEvent, platform: Platform | undefined): string {
  const { place, sender } = event;
  if (place.kind === 'direct') return conversationLane(place);
  const channel = `${place.platform}:${place.tenant}:${place.channel}`;
  if (platform?.capabilities.threads === false) return `group:${channel}:${sender.userId}`;
  const root = place.thread ?? ('messageId' in event ? event.messageId : '');
  return `thread:${channel}:${root}`;
}
