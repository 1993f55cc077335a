import { no, type Answer, type Args } from './slack-answers.ts';
import { BOT, BOT_USER, type World } from './slack-world.ts';

/** The Web API methods about files. */
export function createFileMethods(world: World, url: () => string): Record<string, (args: Args) => Answer> {
  return {
    'files.getUploadURLExternal'() {
      const id = world.nextId('F');
      return { ok: true, file_id: id, upload_url: `${url()}/upload/${id}` };
    },
    'files.completeUploadExternal'(args) {
      const files = (JSON.parse(args['files'] ?? '[]') as { id: string; title: string }[]).flatMap(
        ({ id, title }) => {
          const bytes = world.files.get(id)?.bytes;
          return bytes ? [{ id, name: title, bytes, mimetype: 'application/octet-stream' }] : [];
        },
      );
      if (files.length === 0) return no('file_not_found');
      const { channel_id: channel = '', thread_ts: thread } = args;
      if (!world.channels.has(channel)) return no('channel_not_found');
      const { ts } = world.add({
        ts: world.nextTs(),
        channel,
        user: BOT_USER,
        bot_id: BOT,
        text: '',
        thread_ts: thread,
        files,
        subtype: 'file_share',
        body: args,
      });
      // `ts` isn't Slack's: it tells the twin itself what to deliver as an event.
      return { ok: true, ts, files: files.map(({ id }) => ({ id })) };
    },
    'files.delete'(args) {
      const id = args['file'] ?? '';
      if (!world.files.delete(id)) return no('file_not_found');
      for (const one of world.posts.filter(({ files }) => files?.some((file) => file.id === id))) {
        one.files = one.files?.filter((file) => file.id !== id);
        if (one.files?.length === 0) one.deleted = true;
      }
      return { ok: true };
    },
    'files.info'(args) {
      const file = world.files.get(args['file'] ?? '');
      if (!file) return no('file_not_found');
      return { ok: true, file: { id: file.id, url_private: `${url()}/files/${file.id}` } };
    },
  };
}
