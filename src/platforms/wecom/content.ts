import type { FileRef } from '../platform.ts';
import { item, type MessageBody } from './bodies.ts';
import { fileRef } from './file-ref.ts';

/** What a message says and brings. */
export function contentOf(body: MessageBody): { text: string; files: FileRef[] } {
  switch (body.msgtype) {
    case 'text':
      return { text: body.text.content, files: [] };
    case 'voice':
      return { text: body.voice.content, files: [] };
    case 'image':
      return { text: '', files: [fileRef('image', body.image)] };
    case 'file':
      return { text: '', files: [fileRef('file', body.file)] };
    case 'video':
      return { text: '', files: [fileRef('video', body.video)] };
    case 'mixed':
      return mixedContent(body.mixed.msg_item);
  }
}

function mixedContent(items: unknown[]): { text: string; files: FileRef[] } {
  const known = items.flatMap((one) => {
    const parsed = item.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
  return {
    text: known.flatMap((one) => (one.msgtype === 'text' ? [one.text.content] : [])).join('\n'),
    files: known.flatMap((one) => (one.msgtype === 'image' ? [fileRef('image', one.image)] : [])),
  };
}
