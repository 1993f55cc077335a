import { isIP } from 'node:net';
import { DeliveryError, type Capabilities, type OutboundMessage, type Platform } from './platform.ts';

/** Where something is sent to outside of chat: an address that is looked up at the moment of sending (rule PR-5). */
export interface AddressBook {
  /** The address behind a handle such as `account:<id>:mail`; undefined where there is none any more. */
  resolve(handle: string): Promise<string | undefined>;
}

/** A platform that carries short texts to an address and hears nothing: mail, SMS. */
export interface TextChannel extends Platform {
  /**
   * Sends to an address at once, without the outbox: nothing of it is stored, repeated or logged. Throws a
   * DeliveryError.
   */
  sendNow(address: string, message: { subject: string; text: string }): Promise<void>;
}

/** What a text channel can do: nothing but text, to somebody who need not have written first. */
export const TEXT_ONLY: Capabilities = {
  threads: false,
  buttons: false,
  edit: false,
  recall: false,
  reactions: false,
  files: false,
  maxTextBytes: 100_000,
  push: true,
};

/** The address behind a handle. Throws a DeliveryError, which says neither the handle nor the address. */
export async function addressOf(book: AddressBook, handle: string, channel: string): Promise<string> {
  let address: string | undefined;
  try {
    address = await book.resolve(handle);
  } catch {
    throw new DeliveryError('transient', `${channel}: the address could not be looked up`);
  }
  if (address !== undefined && address.trim() !== '') return address;
  throw new DeliveryError('permanent', `${channel}: there is no address any more`, { obstacle: 'gone' });
}

/** Whether a host, as a URL has it, is this machine: nobody else is on the way to it. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** A message as a plain text: a card becomes lines, what can only be pressed is left out. */
export function plainMessage({ text, card }: OutboundMessage): string {
  if (!card) return plainText(text);
  const fields = card.fields.map(({ label, value }) => `${label}: ${value}`);
  return [card.title, ...fields, text].filter((line) => line !== '').join('\n');
}

const ESCAPE = String.raw`\\([!-/:-@[-\`{-~])`;
const CODE = '`([^`\\n]+)`';
const LINK = String.raw`\[((?:\\.|[^\]\\[])*)\]\(([^()\s]*)\)`;
/** As it stands: what looks like emphasis in an address, such as one with a token, is part of it. */
const ADDRESS = String.raw`(https?:\/\/[^\s<>()*\\]+)`;
/** Emphasis of one mark; bold is two asterisks, wherever they stand. */
const SPAN = String.raw`(?<![*\w])([*_])(?=\S)((?:\\.|[^*_\n\\])*?(?:\\.|[^*_\s\\]))\5(?!\w)`;
const FORMATS = new RegExp(`${ESCAPE}|${CODE}|${LINK}|${SPAN}|${ADDRESS}|\\*\\*|^#{1,6}[ \\t]+`, 'gm');

/** Our small Markdown as plain text: `**bold**` without its marks, `[label](url)` as `label: url`. */
export function plainText(markdown: string): string {
  return markdown.replace(
    FORMATS,
    (
      _,
      escaped?: string,
      code?: string,
      label?: string,
      url?: string,
      _mark?: string,
      words?: string,
      address?: string,
    ) => {
      if (label !== undefined && url !== undefined) {
        const shown = plainText(label);
        return shown === '' || shown === url ? url : `${shown}: ${url}`;
      }
      if (words !== undefined) return plainText(words);
      return escaped ?? code ?? address ?? '';
    },
  );
}
