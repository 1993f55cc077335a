/** Slack's names of the emoji that mean something to the desk. */
const NAMES: readonly (readonly [name: string, emoji: string])[] = [
  ['eyes', '👀'],
  ['white_check_mark', '✅'],
  ['arrow_double_up', '⏫'],
  ['heavy_check_mark', '✔️'],
  ['x', '❌'],
  ['lock', '🔒'],
  ['hourglass', '⌛'],
  ['hourglass_flowing_sand', '⏳'],
  ['warning', '⚠️'],
  ['+1', '👍'],
  ['thumbsup', '👍'],
  ['pencil2', '✏️'],
  ['wastebasket', '🗑️'],
  ['no_entry', '⛔'],
  ['inbox_tray', '📥'],
  ['arrow_up', '⬆️'],
];
const EMOJI_OF = new Map(NAMES);
const NAME_OF = new Map(NAMES.toReversed().map(([name, emoji]) => [bare(emoji), name]));

/** The emoji of Slack's name for it, whatever its skin tone; `:name:` where it is none of the desk's. */
export function emojiOf(name: string): string {
  const plain = name.replace(/::skin-tone-\d$/, '');
  return EMOJI_OF.get(plain) ?? `:${plain}:`;
}

/** Slack's name of an emoji or of `:name:`; undefined where it isn't known. */
export function emojiNameOf(reaction: string): string | undefined {
  const named = /^:([\w+'-]+):$/.exec(reaction);
  return named?.[1] ?? NAME_OF.get(bare(reaction));
}

/** Without the sign that asks for the coloured picture: some keyboards leave it out. */
function bare(emoji: string): string {
  return emoji.replaceAll('\ufe0f', '');
}
