import type { Place } from '../platforms/platform.ts';

/** The lane of everything that happens in one direct chat, and of all that is said there. */
export function conversationLane({ platform, tenant, channel }: Place): string {
  return `conversation:${platform}:${tenant}:${channel}`;
}
