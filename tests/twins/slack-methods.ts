import { no, type Answer, type Args } from './slack-answers.ts';
import { createFileMethods } from './slack-files.ts';
import { blocksError } from './slack-shown.ts';
import { BOT, BOT_USER, TEAM, type Post, type World } from './slack-world.ts';

export interface OpenedView {
  trigger: string;
  id: string;
  view: Record<string, unknown>;
}

/** The Web API methods that Deskline may call, as far as it may see. */
export function createMethods(
  world: World,
  url: () => string,
): { methods: Record<string, (args: Args) => Answer>; views: OpenedView[] } {
  const views: OpenedView[] = [];

  function post(args: Args, extra: Partial<Post>): Answer {
    const blocks = args['blocks'] ? (JSON.parse(args['blocks']) as unknown[]) : undefined;
    const channel = args['channel'] ?? '';
    if (!world.channels.has(channel)) return no('channel_not_found');
    if (!args['text'] && !blocks?.length) return no('no_text');
    const wrong = blocks && blocksError(blocks);
    if (wrong) return no(wrong);
    const thread = args['thread_ts'];
    if (thread && !world.find(channel, thread)) return no('thread_not_found');
    const added = world.add({
      ts: world.nextTs(),
      channel,
      user: BOT_USER,
      bot_id: BOT,
      text: args['text'] ?? '',
      blocks,
      thread_ts: thread,
      metadata: args['metadata'] ? JSON.parse(args['metadata']) : undefined,
      body: { ...args, ...(blocks ? { blocks } : {}) },
      ...extra,
    });
    return { ok: true, channel, ts: added.ts, message_ts: added.ts };
  }

  /** What the root of a thread tells of it; a history shows nothing else of the replies. */
  function rootOf({ channel, ts }: Post) {
    const replies = world.posts.filter(
      (one) => one.channel === channel && one.thread_ts === ts && one.ts !== ts && !one.deleted,
    );
    const latest = replies.at(-1);
    return latest ? { thread_ts: ts, reply_count: replies.length, latest_reply: latest.ts } : {};
  }

  function page(found: Post[], args: Args): Answer {
    const from = Number(args['cursor'] ?? 0);
    const limit = Number(args['limit'] ?? 100);
    const rows = found.slice(from, from + limit).map((one) => ({
      ...world.told(one, url()),
      ...rootOf(one),
      ...(args['include_all_metadata'] === 'true' && one.metadata ? { metadata: one.metadata } : {}),
    }));
    const more = from + limit < found.length;
    return {
      ok: true,
      messages: rows,
      has_more: more,
      response_metadata: { next_cursor: more ? String(from + limit) : '' },
    };
  }

  const visible = (args: Args) =>
    world.posts.filter(
      (one) =>
        one.channel === args['channel'] &&
        !one.deleted &&
        !one.privateTo &&
        Number(one.ts) >= Number(args['oldest'] ?? 0),
    );

  const methods: Record<string, (args: Args) => Answer> = {
    'auth.test': () => ({
      ok: true,
      team_id: TEAM,
      user_id: BOT_USER,
      bot_id: BOT,
      team: 'Home',
      user: 'deskline',
      url: url(),
    }),
    'chat.postMessage': (args) => post(args, {}),
    'chat.postEphemeral': (args) => post(args, { privateTo: args['user'] }),
    'chat.update'(args) {
      const found = world.find(args['channel'] ?? '', args['ts'] ?? '');
      if (!found) return no('message_not_found');
      if (found.bot_id !== BOT) return no('cant_update_message');
      const blocks = args['blocks'] ? (JSON.parse(args['blocks']) as unknown[]) : found.blocks;
      const wrong = blocks && blocksError(blocks);
      if (wrong) return no(wrong);
      Object.assign(found, {
        text: args['text'] ?? found.text,
        blocks,
        edited: { user: BOT_USER, ts: world.nextTs() },
        body: { ...args, ...(blocks ? { blocks } : {}) },
      });
      return { ok: true, ts: found.ts, channel: found.channel };
    },
    'chat.delete'(args) {
      const found = world.find(args['channel'] ?? '', args['ts'] ?? '');
      if (!found) return no('message_not_found');
      found.deleted = true;
      return { ok: true };
    },
    'reactions.add'(args) {
      const found = world.find(args['channel'] ?? '', args['timestamp'] ?? '');
      const name = args['name'] ?? '';
      if (!found) return no('message_not_found');
      if (found.reactions.includes(name)) return no('already_reacted');
      found.reactions.push(name);
      return { ok: true };
    },
    'conversations.open'(args) {
      if (!world.accounts.has(args['users'] ?? '')) return no('user_not_found');
      return { ok: true, channel: { id: world.direct(args['users'] ?? '').id } };
    },
    'conversations.history'(args) {
      if (!world.channels.has(args['channel'] ?? '')) return no('channel_not_found');
      const top = visible(args).filter((one) => !one.thread_ts || one.thread_ts === one.ts);
      return page(top.toReversed(), args);
    },
    'conversations.replies'(args) {
      const root = world.find(args['channel'] ?? '', args['ts'] ?? '');
      if (!root) return no('thread_not_found');
      return page([root, ...visible(args).filter((one) => one.thread_ts === root.ts && one !== root)], args);
    },
    'users.conversations': () => ({
      ok: true,
      channels: [...world.channels.values()]
        .filter(({ user }) => user)
        .map(({ id, user }) => ({ id, user, is_im: true })),
      response_metadata: { next_cursor: '' },
    }),
    'users.info'(args) {
      const known = world.accounts.get(args['user'] ?? '');
      if (!known) return no('user_not_found');
      return {
        ok: true,
        user: {
          id: known.id,
          team_id: world.teamOf(known.id),
          name: known.name.toLowerCase(),
          real_name: known.name,
          locale: known.locale ?? 'zh-CN',
          is_bot: known.kind === 'bot',
          is_restricted: known.kind === 'guest',
          is_ultra_restricted: false,
          is_stranger: known.kind === 'external',
          profile: {
            display_name: known.name,
            real_name: known.name,
            ...(known.email ? { email: known.email } : {}),
          },
        },
      };
    },
    'views.open'(args) {
      const trigger = args['trigger_id'] ?? '';
      if (views.some((one) => one.trigger === trigger)) return no('exchanged_trigger_id');
      const view = JSON.parse(args['view'] ?? '{}') as Record<string, unknown>;
      const id = world.nextId('V');
      views.push({ trigger, id, view });
      return { ok: true, view: { id } };
    },
    ...createFileMethods(world, url),
  };
  return { methods, views };
}
