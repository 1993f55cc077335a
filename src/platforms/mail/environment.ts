import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isLoopback } from '../text-channel.ts';

const filled = z.string().min(1);
const ADDRESS = /^[^\s<>()[\]\\,;:"@\p{Cc}]+@[^\s<>()[\]\\,;:"@\p{Cc}]+$/u;
const NAMED = /^([^<>"\p{Cc}]*?)\s*<([^<>]+)>$/u;

/** How letters are handed over. */
export interface MailSettings {
  host: string;
  port: number;
  /** TLS from the first byte on. */
  secure: boolean;
  /** Where TLS isn't there from the start, nothing is sent before STARTTLS. */
  demandTls: boolean;
  auth: { user: string; pass: string } | undefined;
  /** The company's own certificate authority (PEM); the system's where it isn't said. */
  ca: string | undefined;
  from: { name: string; address: string };
}

/** The variables of the optional mail. */
export const mailVariables = {
  SMTP_URL: z
    .url({
      protocol: /^smtps?$/,
      error: 'An address such as smtps://user:password@mail.example.com:465 or smtp://mail.example.com:587',
    })
    .refine((text) => /^smtps?:\/\/[^/?#]+\/?$/i.test(text), 'An address without a path, ? or #')
    .optional(),
  SMTP_CA_FILE: filled.optional(),
  MAIL_FROM: z
    .string()
    .transform(senderIn)
    .refine((from) => from !== undefined, 'An address such as Deskline <desk@example.com>')
    .optional(),
};

type Variables = z.infer<z.ZodObject<typeof mailVariables>>;

/** What the variables of mail say together, or what is wrong between them; a mistake never tells a value. */
export function mailIn(settings: Variables): { mail: MailSettings | undefined; mistakes: string[] } {
  const { SMTP_URL: address, SMTP_CA_FILE: caFile, MAIL_FROM: from } = settings;
  if (address === undefined) {
    const alone = from ? 'MAIL_FROM' : caFile ? 'SMTP_CA_FILE' : undefined;
    const mistakes = alone ? [`SMTP_URL: It is needed beside ${alone}`] : [];
    return { mail: undefined, mistakes };
  }
  const url = new URL(address);
  const mistakes: string[] = [];
  if (!from) mistakes.push('MAIL_FROM: It is needed beside SMTP_URL');
  if ((url.username === '') !== (url.password === '')) {
    mistakes.push('SMTP_URL: A user needs a password, and a password a user');
  }
  const [user, pass] = [decoded(url.username), decoded(url.password)];
  if (user === undefined || pass === undefined) {
    mistakes.push('SMTP_URL: Write % as %25, @ as %40 and : as %3A in user and password');
  }
  const ca = caFile === undefined ? undefined : certificatesIn(caFile);
  if (caFile !== undefined && ca === undefined) {
    mistakes.push('SMTP_CA_FILE: It can\u2019t be read, or holds no certificate (PEM)');
  }
  if (mistakes.length > 0 || !from) return { mail: undefined, mistakes };
  const secure = url.protocol === 'smtps:';
  return {
    mail: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
      secure,
      demandTls: !secure && !isLoopback(url.hostname),
      auth: user && pass ? { user, pass } : undefined,
      ca,
      from,
    },
    mistakes,
  };
}

/** Whether a text is exactly one address as SMTP takes it: nothing in it ends a header or begins a second address. */
export function isMailAddress(text: string): boolean {
  return text.length <= 320 && ADDRESS.test(text);
}

function senderIn(text: string): MailSettings['from'] | undefined {
  const [, name = '', address = text.trim()] = NAMED.exec(text.trim()) ?? [];
  return isMailAddress(address) ? { name, address } : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function certificatesIn(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return text.includes('-----BEGIN CERTIFICATE-----') ? text : undefined;
  } catch {
    return undefined;
  }
}
