import type { InboundEvent, Sender } from '../platform.ts';
import { remembered } from '../remembered.ts';

const MOST_POSTS = 10_000;
const MOST_CHATS = 5_000;

/** Remembers who wrote what: Slack doesn't always tell whose post was deleted. */
export function createAuthors() {
  const ofPosts = remembered<Sender>({ most: MOST_POSTS });
  const ofChats = remembered<Sender>({ most: MOST_CHATS });

  function note({ place, sender, ...event }: InboundEvent): void {
    if (event.kind === 'message') ofPosts.set(`${place.channel}+${event.messageId}`, sender);
    const isPerson = sender.kind !== 'self' && sender.kind !== 'bot';
    if (place.kind === 'direct' && isPerson) ofChats.set(place.channel, sender);
  }

  return {
    /** The event; a change without an author as of whoever wrote the post, or of the person in a direct chat. */
    completed(event: InboundEvent): InboundEvent {
      if (event.sender.userId !== '') {
        note(event);
        return event;
      }
      if (event.kind !== 'edited' && event.kind !== 'deleted') return event;
      const { channel } = event.place;
      const author = ofPosts.get(`${channel}+${event.messageId}`) ?? ofChats.get(channel);
      return author ? { ...event, sender: author } : event;
    },
  };
}
