import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { DeliveryError } from '../platform.ts';
import { isMailAddress, type MailSettings } from './environment.ts';
import type { Letter } from './hand-over.ts';

const LONGEST_SUBJECT = 200;
const CONTROL = /\p{Cc}/u;

/** The Message-ID of a key: the same for every try, so that a repeat can be recognised. */
export function messageIdOf(key: string, { address }: MailSettings['from']): string {
  const name = createHash('sha256').update(key).digest('hex').slice(0, 40);
  return `<deskline.${name}@${address.slice(address.lastIndexOf('@') + 1)}>`;
}

/** The first line that says something, as a subject. */
export function subjectOf(text: string): string {
  const lines = text.split(/[\n\r\u0085\u2028\u2029]/).map((line) => line.replace(/\p{Cc}/gu, ' ').trim());
  const letters = Array.from(lines.find((line) => line !== '') ?? '');
  if (letters.length <= LONGEST_SUBJECT) return letters.join('');
  return `${letters.slice(0, LONGEST_SUBJECT - 1).join('')}\u2026`;
}

export interface LetterParts {
  to: string;
  subject: string;
  text: string;
  messageId: string;
  /** UTC ms. */
  at: number;
}

/**
 * A plain letter (RFC 5322) that says a machine wrote it (RFC 3834), so that nobody's absence is answered to it. Throws
 * a permanent DeliveryError where the address or the subject could end a header or name a second recipient.
 */
export async function composeLetter(
  from: MailSettings['from'],
  { to, subject, text, messageId, at }: LetterParts,
): Promise<Letter> {
  if (!isMailAddress(to)) {
    throw new DeliveryError('permanent', 'mail: what is on record is no address', { obstacle: 'gone' });
  }
  if (CONTROL.test(subject)) {
    throw new DeliveryError('permanent', 'mail: the subject isn\u2019t one line', { obstacle: 'content' });
  }
  const letter = new MailComposer({
    from: { ...from },
    to: { name: '', address: to },
    subject,
    text,
    messageId,
    date: new Date(at),
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const envelope = letter.getEnvelope();
  const [recipient, ...others] = envelope.to;
  if (recipient === undefined || others.length > 0) {
    throw new DeliveryError('permanent', 'mail: what is on record is no address', { obstacle: 'gone' });
  }
  return { from: envelope.from || from.address, to: recipient, content: await letter.build() };
}
