import type { OpenedView } from './slack-methods.ts';
import { buttonsOf } from './slack-shown.ts';
import { BOT_USER, TEAM, type Post, type World } from './slack-world.ts';
import type { SeenMessage, Written } from './twin.ts';

/** What people do in their client. Each resolves when the app has acknowledged it. */
export interface Deeds {
  writes(userId: string, text: string, where?: Written): Promise<string>;
  /** Passes a message of somebody else on, without words of his own. */
  shares(userId: string, text: string): Promise<string>;
  presses(userId: string, message: SeenMessage, label: string, input?: Record<string, string>): Promise<void>;
  edits(userId: string, messageId: string, text: string): Promise<void>;
  deletes(userId: string, messageId: string): Promise<void>;
  reacts(userId: string, message: { id: string }, name: string): Promise<void>;
  opensHome(userId: string): Promise<void>;
}

export interface PeopleOptions {
  world: World;
  views: OpenedView[];
  url: string;
  /** Tells the app; `of`: the message that it is about. */
  emit: (event: Record<string, unknown>, of?: string) => Promise<void>;
  interact: (payload: Record<string, unknown>) => Promise<void>;
}

/** The people of the workspace, and how the app hears of what they do. */
export function createPeople({ world, views, url, emit, interact }: PeopleOptions) {
  const typeOf = (channel: string) => (world.channels.get(channel)?.user ? 'im' : 'channel');
  const escapeText = (text: string) =>
    text
      .split(`<@${BOT_USER}>`)
      .map((part) => part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
      .join(`<@${BOT_USER}>`);

  /** As `message`, and in a channel with a mention as `app_mention` too. */
  async function announce(post: Post): Promise<void> {
    const event = { ...world.told(post, url), channel: post.channel };
    const sent = [emit({ ...event, channel_type: typeOf(post.channel) }, post.ts)];
    if (typeOf(post.channel) === 'channel' && post.text.includes(`<@${BOT_USER}>`)) {
      sent.push(emit({ ...event, type: 'app_mention', subtype: undefined }, post.ts));
    }
    await Promise.all(sent);
  }

  function changed(post: Post, before: unknown): Promise<void> {
    const { channel, edited } = post;
    return emit({
      type: 'message',
      subtype: 'message_changed',
      channel,
      channel_type: typeOf(channel),
      message: world.told(post, url),
      previous_message: before,
      ts: edited?.ts,
      event_ts: edited?.ts,
    });
  }

  function deleted(post: Post): Promise<void> {
    const { channel } = post;
    const ts = world.nextTs();
    return emit({
      type: 'message',
      subtype: 'message_deleted',
      channel,
      channel_type: typeOf(channel),
      deleted_ts: post.ts,
      previous_message: world.told(post, url),
      ts,
      event_ts: ts,
    });
  }

  async function write(
    userId: string,
    text: string,
    where: Written & { attachments?: unknown[] } = {},
  ): Promise<string> {
    const account = world.account(userId);
    const files = (where.files ?? []).map(({ name, bytes }) => {
      const file = { id: world.nextId('F'), name, bytes, mimetype: 'application/octet-stream' };
      world.files.set(file.id, file);
      return file;
    });
    const bot = account.kind === 'bot';
    const post = world.add({
      ts: world.nextTs(),
      channel: where.group ?? world.direct(userId).id,
      user: userId,
      bot_id: bot ? `B${userId.slice(1)}` : undefined,
      subtype: files.length > 0 ? 'file_share' : bot ? 'bot_message' : undefined,
      text: escapeText(text),
      thread_ts: where.thread,
      files: files.length > 0 ? files : undefined,
      attachments: where.attachments,
      body: undefined,
    });
    await announce(post);
    return post.ts;
  }

  function found(messageId: string): Post {
    const post = world.posts.find(({ ts }) => ts === messageId);
    if (!post) throw new Error(`There is no message ${messageId}`);
    return post;
  }

  const user = (id: string) => ({ id, username: world.account(id).name, team_id: world.teamOf(id) });

  const deeds: Deeds = {
    writes: (userId, text, where) => write(userId, text, where),
    shares: (userId, text) => write(userId, '', { attachments: [{ is_share: true, text }] }),

    async presses(userId, message, label, input) {
      const post = found(message.id);
      const button = buttonsOf(post.blocks ?? []).find((one) => one.label === label);
      if (!button) throw new Error(`There is no button ${label}`);
      const trigger = world.nextId('trigger');
      await interact({
        type: 'block_actions',
        team: { id: TEAM },
        user: user(userId),
        container: {
          type: 'message',
          message_ts: post.ts,
          channel_id: post.channel,
          thread_ts: post.thread_ts,
        },
        trigger_id: trigger,
        channel: { id: post.channel },
        message: { ts: post.ts, text: post.text },
        actions: [{ type: 'button', ...button, action_ts: world.nextTs() }],
      });
      const opened = views.find((one) => one.trigger === trigger);
      if (!opened || !input) return;
      const blocks = opened.view['blocks'] as { block_id: string; element: { action_id: string } }[];
      const values = Object.fromEntries(
        blocks.map(({ block_id: block, element }) => [
          block,
          { [element.action_id]: { type: 'plain_text_input', value: input[element.action_id] ?? null } },
        ]),
      );
      await interact({
        type: 'view_submission',
        team: { id: TEAM },
        user: user(userId),
        view: { id: opened.id, hash: '1', ...opened.view, state: { values } },
      });
    },

    async edits(userId, messageId, text) {
      const post = found(messageId);
      const before = world.told(post, url);
      post.text = escapeText(text);
      post.edited = { user: userId, ts: world.nextTs() };
      await changed(post, before);
    },

    async deletes(_userId, messageId) {
      const post = found(messageId);
      post.deleted = true;
      await deleted(post);
    },

    async reacts(userId, message, name) {
      const post = found(message.id);
      await emit({
        type: 'reaction_added',
        user: userId,
        reaction: name,
        item: { type: 'message', channel: post.channel, ts: post.ts },
        item_user: post.user,
        event_ts: world.nextTs(),
      });
    },

    opensHome: (userId) =>
      emit({
        type: 'app_home_opened',
        user: userId,
        channel: world.direct(userId).id,
        tab: 'messages',
        event_ts: world.nextTs(),
      }),
  };
  return { announce, changed, deleted, deeds };
}
