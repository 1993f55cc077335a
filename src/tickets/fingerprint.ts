import { createHash } from 'node:crypto';

/** The chain holds the hash and not the words, so that erasing them leaves it intact (rule W-18). */
export function fingerprint({
  id,
  text,
  files,
}: {
  id: string;
  text: string;
  files: readonly unknown[];
}): Record<string, unknown> {
  return { messageId: id, sha256: hashOf(text), files: files.length };
}

/** What a message was, and what it says now; nothing of that where it was taken back. */
export function changeFingerprint(
  { id, side, text: before }: { id: string; side: string; text: string },
  text: string | undefined,
): Record<string, unknown> {
  const data = { messageId: id, side, from: hashOf(before) };
  return text === undefined ? data : { ...data, sha256: hashOf(text) };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
