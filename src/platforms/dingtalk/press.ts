import { createHash } from 'node:crypto';

/** Crockford's: no letters that look alike. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const CODE_LENGTH = 5;
const PRESS = /^(.+) \[([0-9a-hjkmnp-tv-z]{5})([0-9a-hjkmnp-tv-z])\]$/su;

/** The short code of a message with buttons, the same for every try at it. */
export function pressCode(key: string): string {
  return letters(key, CODE_LENGTH);
}

/** The id under which a message with such buttons is kept. */
export function pressId(code: string): string {
  return `press:${code}`;
}

/** What a client writes for its user when a button is pressed: a press has no other trace. */
export function pressText(label: string, code: string): string {
  const words = label.trim();
  return `${words} [${code}${check(words, code)}]`;
}

/** The press a text stands for. Its last letter proves the label: “error [abc123]” in somebody's words is none. */
export function pressIn(text: string): { messageId: string; label: string } | undefined {
  const [, label, code, proof] = PRESS.exec(text.trim()) ?? [];
  if (label === undefined || code === undefined || check(label, code) !== proof) return undefined;
  return { messageId: pressId(code), label };
}

function check(label: string, code: string): string {
  return letters(`${code} ${label}`, 1);
}

function letters(seed: string, count: number): string {
  const digest = createHash('sha256').update(seed).digest();
  return [...digest.subarray(0, count)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
