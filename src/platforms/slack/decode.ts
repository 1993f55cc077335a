import { decodeAction, decodeSubmission } from './decode-action.ts';
import { decodeChange, decodeDeletion, decodeMessage } from './decode-message.ts';
import { eventCallback, homeOpenedEvent, reactionEvent } from './frames.ts';
import { emojiOf } from './emoji.ts';
import { base, kindOfPlace, millisOf, person, type Context, type Decoded } from './origin.ts';

/** Turns the body of a Socket Mode envelope of `type` into an event. Never throws. */
export function decode(type: string, body: unknown, context: Context): Decoded {
  if (type === 'events_api') return decodeEvent(body, context);
  if (type === 'interactive') return decodeInteraction(body, context);
  return { ignored: type };
}

function decodeEvent(body: unknown, context: Context): Decoded {
  const parsed = eventCallback.safeParse(body);
  if (!parsed.success) return { broken: 'events_api' };
  const { event, event_id: eventId, team_id: teamId } = parsed.data;
  const origin = { ...context, eventId: eventId ?? undefined, teamId: teamId ?? undefined };
  switch (event.type) {
    case 'message':
    case 'app_mention':
      if (event.subtype === 'message_changed') return decodeChange(event, origin);
      if (event.subtype === 'message_deleted') return decodeDeletion(event, origin);
      return decodeMessage(event, origin);
    case 'reaction_added':
      return decodeReaction(event, origin);
    case 'app_home_opened':
      return decodeHomeOpened(event, origin);
    default:
      return { ignored: event.type };
  }
}

function decodeInteraction(body: unknown, context: Context): Decoded {
  const type =
    typeof body === 'object' && body !== null && 'type' in body ? String(body.type) : 'interactive';
  if (type === 'block_actions') return decodeAction(body, context);
  if (type === 'view_submission') return decodeSubmission(body, context);
  return { ignored: type };
}

function decodeReaction(body: unknown, context: Context): Decoded {
  const parsed = reactionEvent.safeParse(body);
  if (!parsed.success) return { broken: 'reaction_added' };
  const { user, reaction, item, event_ts: at } = parsed.data;
  if (item.type !== 'message' || !item.channel || !item.ts) return { ignored: `reaction to a ${item.type}` };
  const channel = item.channel;
  return {
    event: {
      ...base(context, {
        keys: [`reaction:${channel}+${item.ts}+${user}+${reaction}+${at}`],
        place: { channel, kind: kindOfPlace(channel) },
        sender: person({ id: user }, context),
        at: millisOf(at),
      }),
      kind: 'reaction',
      messageId: item.ts,
      reaction: emojiOf(reaction),
    },
  };
}

function decodeHomeOpened(body: unknown, context: Context): Decoded {
  const parsed = homeOpenedEvent.safeParse(body);
  if (!parsed.success) return { broken: 'app_home_opened' };
  const { user, channel, tab, event_ts: at } = parsed.data;
  if (tab !== 'messages') return { ignored: `app_home_opened ${tab ?? ''}` };
  return {
    event: {
      ...base(
        // Slack tells of every opening: one key for good makes the first the only one.
        { ...context, eventId: undefined },
        {
          keys: [`joined:${user}`],
          place: { channel, kind: 'direct' },
          sender: person({ id: user }, context),
          at: at ? millisOf(at) : context.now,
        },
      ),
      kind: 'joined',
    },
  };
}
