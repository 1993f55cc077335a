export type Thumb = 'thumbs-up' | 'thumbs-down';

/** The emoji themselves, their names on Slack, and what DingTalk and WeCom write for them. */
const UP = /^(?:👍|:(?:\+1|thumbsup):|\[(?:赞|强|ThumbsUp)\])+$/u;
const DOWN = /^(?:👎|:(?:-1|thumbsdown):|\[(?:踩|弱|ThumbsDown)\])+$/u;
/** The colour of a hand, and the mark that it is a picture. */
const SHADES = /\p{Emoji_Modifier}|\uFE0F|:skin-tone-\d:|\s/gu;

/** What a message or reaction says of an answer if it is a thumb and nothing else. */
export function thumbIn(words: string): Thumb | undefined {
  const said = words.replace(SHADES, '');
  if (UP.test(said)) return 'thumbs-up';
  return DOWN.test(said) ? 'thumbs-down' : undefined;
}
