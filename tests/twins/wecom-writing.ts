import type { NamedBytes } from './wecom-files.ts';

const BOT_NAME = 'Deskline';

export interface Writing {
  text: string;
  /** A group, in which the bot is mentioned. */
  group: string | undefined;
  files: readonly NamedBytes[];
  /** Puts a file where the bot can get it. */
  address: (file: NamedBytes) => { url: string; aeskey: string };
}

/**
 * The messages that somebody's words and files become. Pictures go with the text; other files are messages of their
 * own, and in a group the bot never gets them.
 */
export function contentsOf({ text, group, files, address }: Writing): object[] {
  const pictures = files.filter(isPicture).map((file) => ({ msgtype: 'image', image: address(file) }));
  const others = group === undefined ? files.filter((file) => !isPicture(file)) : [];
  const content = group === undefined ? text : `@${BOT_NAME} ${text}`;
  const words = content === '' ? [] : [{ msgtype: 'text', text: { content } }];
  const isMixed = pictures.length > 0 && (words.length > 0 || pictures.length > 1);
  const items = [...words, ...pictures];
  return [
    ...(isMixed ? [{ msgtype: 'mixed', mixed: { msg_item: items } }] : items),
    ...others.map((file) => {
      const type = /\.mp4$/i.test(file.name) ? 'video' : 'file';
      return { msgtype: type, [type]: address(file) };
    }),
  ];
}

function isPicture({ name }: NamedBytes): boolean {
  return /\.(?:png|jpe?g)$/i.test(name);
}
