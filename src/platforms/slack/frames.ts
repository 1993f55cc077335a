import { z } from 'zod';

/** The parts of Slack's payloads that Deskline reads. What isn't named here may change without harm. */

const ts = z.string().regex(/^\d+\.\d+$/);

const file = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nullish(),
  url_private: z.string().nullish(),
  url_private_download: z.string().nullish(),
  mode: z.string().nullish(),
  file_access: z.string().nullish(),
});
export type SlackFile = z.infer<typeof file>;

const attachment = z.looseObject({
  text: z.string().nullish(),
  fallback: z.string().nullish(),
  is_share: z.boolean().nullish(),
  is_msg_unfurl: z.boolean().nullish(),
  files: z.array(file).nullish(),
});

const post = z.looseObject({
  subtype: z.string().nullish(),
  ts,
  thread_ts: ts.nullish(),
  user: z.string().nullish(),
  username: z.string().nullish(),
  bot_id: z.string().nullish(),
  bot_profile: z.unknown().optional(),
  app_id: z.string().nullish(),
  team: z.string().nullish(),
  user_team: z.string().nullish(),
  source_team: z.string().nullish(),
  user_profile: z
    .looseObject({ display_name: z.string().nullish(), real_name: z.string().nullish() })
    .nullish(),
  text: z.string().nullish(),
  files: z.array(file).nullish(),
  attachments: z.array(attachment).nullish(),
  edited: z.looseObject({ user: z.string().nullish(), ts }).nullish(),
});
/** A message as events, edits and histories carry it. */
export type Post = z.infer<typeof post>;
/** `latest_reply`: of the root of a thread. */
export const historyPost = post.extend({ latest_reply: ts.nullish() });
export type HistoryPost = z.infer<typeof historyPost>;

const channel = { channel: z.string(), channel_type: z.string().nullish() };

export const messageEvent = post.extend({ ...channel, type: z.enum(['message', 'app_mention']) });
export const changedEvent = z.looseObject({
  ...channel,
  type: z.literal('message'),
  subtype: z.literal('message_changed'),
  message: post,
  previous_message: post.partial().nullish(),
  event_ts: ts.nullish(),
  ts,
});
export const deletedEvent = z.looseObject({
  ...channel,
  type: z.literal('message'),
  subtype: z.literal('message_deleted'),
  deleted_ts: ts,
  previous_message: post.partial().nullish(),
  event_ts: ts.nullish(),
  ts,
});
export const reactionEvent = z.looseObject({
  type: z.literal('reaction_added'),
  user: z.string(),
  reaction: z.string(),
  item: z.looseObject({ type: z.string(), channel: z.string().nullish(), ts: ts.nullish() }),
  event_ts: ts,
});
export const homeOpenedEvent = z.looseObject({
  type: z.literal('app_home_opened'),
  user: z.string(),
  channel: z.string(),
  tab: z.string().nullish(),
  event_ts: ts.nullish(),
});

export const eventCallback = z.looseObject({
  team_id: z.string().nullish(),
  event_id: z.string().nullish(),
  event_time: z.number().nullish(),
  event: z.looseObject({ type: z.string(), subtype: z.string().nullish() }),
});

const user = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  username: z.string().nullish(),
  team_id: z.string().nullish(),
});

export const blockActions = z.looseObject({
  type: z.literal('block_actions'),
  user,
  container: z.looseObject({
    message_ts: ts.nullish(),
    channel_id: z.string().nullish(),
    thread_ts: ts.nullish(),
  }),
  message: z.looseObject({ ts: ts.nullish(), thread_ts: ts.nullish() }).nullish(),
  channel: z.looseObject({ id: z.string() }).nullish(),
  trigger_id: z.string().nullish(),
  actions: z
    .array(
      z.looseObject({ action_id: z.string(), value: z.string().nullish(), action_ts: ts, type: z.string() }),
    )
    .min(1),
});

export const viewSubmission = z.looseObject({
  type: z.literal('view_submission'),
  user,
  view: z.looseObject({
    id: z.string(),
    hash: z.string().nullish(),
    private_metadata: z.string(),
    state: z.looseObject({
      values: z.record(
        z.string(),
        z.record(z.string(), z.looseObject({ type: z.string(), value: z.string().nullish() })),
      ),
    }),
  }),
});
