const TAG = /#(?:IT-)?(?:\d{4}-)?0*(\d{1,9})\b/i;
const LEADING_TAG = /^\s*#(?:IT-)?(?:\d{4}-)?\d{1,9}\b[\s:\uff1a,\uff0c]*/i;

/** The running number of the ticket that is named as `#12` or `#IT-2026-000012`. */
export function taggedNumber(words: string): number | undefined {
  const digits = TAG.exec(words)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function withoutTag(words: string): string {
  return words.replace(LEADING_TAG, '');
}
