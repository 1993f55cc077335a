const FORBIDDEN =
  /(?![\t\n\r])\p{Cc}|\u034f|[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffd]|\p{Cs}/gu;
// A joiner and the tag letters are part of an emoji (👩‍💻, 🏴󠁧󠁢󠁥󠁮󠁧󠁿) and invisible anywhere else.
const STRAY_JOINER =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d|\u200d(?!\p{Extended_Pictographic})/gu;
const STRAY_TAG = /(?<![\u{1f3f4}\u{e0020}-\u{e007f}])[\u{e0000}-\u{e007f}]+/gu;

/** What a person wrote without what nobody sees: controls, lone surrogates, zero-width and bidi marks. Emoji stay whole. */
export function clean(text: string): string {
  const visible = text.replaceAll(FORBIDDEN, '');
  if (!/[\u200d\u{e0000}-\u{e007f}]/u.test(visible)) return visible;
  return visible.replaceAll(STRAY_JOINER, '').replaceAll(STRAY_TAG, '');
}
