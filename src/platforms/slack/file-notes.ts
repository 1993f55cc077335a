import { verbatim } from '../../content/markdown.ts';
import type { OutboundMessage } from '../platform.ts';
import type { Uploaded } from './files-out.ts';

export type FileNotes = ReturnType<typeof createFileNotes>;

/** What is said of files in words. `say`: the adapter's own texts. */
export function createFileNotes(say: (key: string) => string) {
  /** One line for each file that didn't come, as plain text. */
  const lines = (names: string[]) => names.map((name) => `${say('slack.file-not-sent')}${name}`).join('\n');

  return {
    /** In Markdown. */
    missing: (names: string[]): string => verbatim(lines(names)),

    /** A message with the names of files that couldn't be handed over, and of those that come without words. */
    added(message: OutboundMessage, { files, missing }: Uploaded): OutboundMessage {
      const { text, card } = message;
      const isWordless = text.trim() === '' && !card;
      const names =
        isWordless && files.length > 0 ? `\u{1f4ce} ${files.map(({ name }) => name).join(', ')}` : '';
      const notes = [names, lines(missing)].filter(Boolean).join('\n');
      if (notes === '') return message;
      return { ...message, text: [text, card ? notes : verbatim(notes)].filter(Boolean).join('\n\n') };
    },
  };
}
