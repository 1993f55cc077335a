import { clean } from '../../language/clean.ts';
import type { Sender } from '../platform.ts';
import { blockActions, viewSubmission } from './frames.ts';
import { actionOf, readFormOrigin } from './form.ts';
import { base, kindOfPlace, millisOf, person, threadOf, type Context, type Decoded } from './origin.ts';

/** A press of a button. Slack gives it no event id: who, when and what are its key. */
export function decodeAction(body: unknown, context: Context): Decoded {
  const parsed = blockActions.safeParse(body);
  if (!parsed.success) return { broken: 'block_actions' };
  const { user, container, message, actions } = parsed.data;
  const [pressed] = actions;
  const channel = container.channel_id ?? parsed.data.channel?.id;
  const messageId = container.message_ts ?? message?.ts;
  if (!pressed || !channel || !messageId) return { ignored: 'block_actions outside a message' };
  const thread = threadOf({ ts: messageId, thread_ts: container.thread_ts ?? message?.thread_ts });
  return {
    event: {
      ...base(context, {
        keys: [`action:${user.id}+${pressed.action_ts}+${pressed.action_id}`],
        place: { channel, thread, kind: kindOfPlace(channel) },
        sender: presser(user, context),
        at: millisOf(pressed.action_ts),
      }),
      kind: 'action',
      messageId,
      action: actionOf(pressed.action_id),
      value: pressed.value ?? '',
    },
  };
}

/** A form that was sent: the press of its button, with what was filled in. */
export function decodeSubmission(body: unknown, context: Context): Decoded {
  const parsed = viewSubmission.safeParse(body);
  if (!parsed.success) return { broken: 'view_submission' };
  const { user, view } = parsed.data;
  const origin = readFormOrigin(view.private_metadata);
  if (!origin) return { ignored: 'view_submission of another form' };
  const input: Record<string, string> = {};
  for (const fields of Object.values(view.state.values)) {
    for (const [field, { value }] of Object.entries(fields)) input[field] = clean(value ?? '');
  }
  return {
    event: {
      ...base(context, {
        keys: [`view:${view.id}`],
        place: { channel: origin.channel, thread: origin.thread, kind: kindOfPlace(origin.channel) },
        sender: presser(user, context),
        at: context.now,
      }),
      kind: 'action',
      messageId: origin.message,
      action: origin.action,
      value: origin.value,
      input,
    },
  };
}

function presser(
  user: {
    id: string;
    name?: string | null | undefined;
    username?: string | null | undefined;
    team_id?: string | null | undefined;
  },
  context: Context,
): Sender {
  return person({ id: user.id, name: clean(user.username ?? user.name ?? ''), team: user.team_id }, context);
}
