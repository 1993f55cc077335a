import { EMOJI_NAMES } from './emoji-names.ts';

const EMOJI_OF = new Map<string, string>();
const NAME_OF = new Map<string, string>();
let emoji = '';
for (const word of EMOJI_NAMES.trim().split(/\s+/)) {
  if (!isName(word)) {
    emoji = word;
    continue;
  }
  EMOJI_OF.set(word, emoji);
  if (!NAME_OF.has(bare(emoji))) NAME_OF.set(bare(emoji), word);
}

/** The emoji of Slack's name for it, whatever its skin tone; `:name:` where it is the workspace's own. */
export function emojiOf(name: string): string {
  const plain = name.replace(/::skin-tone-\d$/, '');
  return EMOJI_OF.get(plain) ?? `:${plain}:`;
}

/** Slack's name of an emoji or of `:name:`; undefined where it is neither. */
export function emojiNameOf(reaction: string): string | undefined {
  const name = /^:(.+):$/.exec(reaction)?.[1];
  return name !== undefined && isName(name) ? name : NAME_OF.get(bare(reaction));
}

function isName(word: string): boolean {
  return /^[\w+'-]+$/.test(word);
}

/** Without the sign that asks for the coloured picture: some keyboards leave it out. */
function bare(character: string): string {
  return character.replaceAll('\ufe0f', '');
}
