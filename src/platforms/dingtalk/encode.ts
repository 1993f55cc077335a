import { createHash } from 'node:crypto';
import type { Button, Card, OutboundMessage } from '../platform.ts';
import { splitText } from '../split-text.ts';
import { ticketTag } from '../ticket-tag.ts';
import { dingtalkMarkdown, plainLabel, plainText } from './dialect.ts';
import { pressCode, pressText } from './press.ts';

/** Bytes and characters of a text (facts: a message's parameters end at 15,000 bytes; 5,000 characters are advised). */
export const PART_BYTES = 9_000;
const PART_CHARACTERS = 5_000;
/** Bytes as JSON: of a text that leaves room for its title and five buttons, and of one with links for buttons. */
const TEXT_BYTES = 11_000;
const LINKED_BYTES = 14_000;
/** Of a button's text, and of its address. */
const LABEL_CHARACTERS = 20;
const URL_CHARACTERS = 500;
const TITLE_CHARACTERS = 64;
/** What a title is made of. */
const LONGEST_LINE = 1_000;
/** The most buttons of an action card. */
const MOST_ACTIONS = 5;

/** What is sent as one: a text, perhaps with buttons that write in the reader's name. */
export interface TextPiece {
  title: string;
  text: string;
  actions: { title: string; url: string }[];
}

/** The parameters of the interactive card of docs/dingtalk-card.md. */
export interface CardPiece {
  params: { title: string; content: string; buttons: string; place: string };
}

export interface EncodedCard {
  before: TextPiece[];
  card: CardPiece;
  after: TextPiece[];
}

export interface EncodingContext {
  /** The attempt's key. */
  key: string;
  direct: boolean;
  say: (key: string) => string;
}

/** A message for a client without interactive cards: Markdown and action cards (in direct chats). */
export function encodeText(message: OutboundMessage, { key, direct, say }: EncodingContext): TextPiece[] {
  const buttons = message.buttons ?? [];
  const content = [contentOf(message), direct ? '' : groupHint(message, buttons, say)]
    .filter((part) => part !== '')
    .join('\n\n');
  const parts = partsOf(content);
  const title = titleOf(message, parts[0] ?? '');
  const pieces: TextPiece[] = parts.map((text) => ({ title, text, actions: [] }));
  if (!direct || buttons.length === 0) return pieces;
  const actions = buttons.map(({ label }) => action(label, pressCode(key)));
  const last = pieces.pop() ?? { title, text: '', actions };
  if (actions.length <= MOST_ACTIONS) return [...pieces, { ...last, actions }];
  const links = actions.map(({ title: label, url }) => `[${plainLabel(label)}](${url})`).join('\n\n');
  return [...pieces, ...linked(last, links)];
}

/**
 * A message for clients with the interactive card. What is too long for it stands before it, or behind it where it is a
 * card already: its fields are what changes.
 */
export function encodeCard(message: OutboundMessage, place: string): EncodedCard {
  const parts = partsOf(contentOf({ ...message, card: message.card && { ...message.card, title: '' } }));
  const content = (message.card ? parts.shift() : parts.pop()) ?? '';
  const title = message.card ? clip(message.card.title, TITLE_CHARACTERS) : '';
  const buttons = (message.buttons ?? []).map(({ id, label, value, style }) => ({
    text: clip(label, LABEL_CHARACTERS),
    action: id,
    value,
    style: style ?? 'default',
    place,
  }));
  const rest = parts.map((text) => ({ title: titleOf(message, text), text, actions: [] }));
  return {
    before: message.card ? [] : rest,
    card: { params: { title, content, buttons: JSON.stringify(buttons), place } },
    after: message.card ? rest : [],
  };
}

/** The body for a session webhook. Nobody is mentioned, least of all everybody. */
export function webhookBody({ title, text, actions }: TextPiece): object {
  const at = { atUserIds: [], isAtAll: false };
  if (actions.length === 0) return { msgtype: 'markdown', markdown: { title, text }, at };
  const btns = actions.map((one) => ({ title: one.title, actionURL: one.url }));
  return { msgtype: 'actionCard', actionCard: { title, text, btnOrientation: '0', btns }, at };
}

/** The template and its parameters for a push. */
export function pushBody({ title, text, actions }: TextPiece): { msgKey: string; msgParam: string } {
  const [only] = actions;
  if (!only) return { msgKey: 'sampleMarkdown', msgParam: JSON.stringify({ title, text }) };
  if (actions.length === 1) {
    const param = { title, text, singleTitle: only.title, singleURL: only.url };
    return { msgKey: 'sampleActionCard', msgParam: JSON.stringify(param) };
  }
  const numbered = actions.flatMap((one, index) => [
    [`actionTitle${index + 1}`, one.title],
    [`actionURL${index + 1}`, one.url],
  ]);
  const msgParam = JSON.stringify({ title, text, ...Object.fromEntries(numbered) });
  return { msgKey: `sampleActionCard${actions.length}`, msgParam };
}

/** A line that names files which couldn't be handed over. */
export function filesLine(names: readonly string[], say: (key: string) => string): TextPiece {
  const text = `${plainLabel(say('dingtalk.file-not-sent'))} ${names.map(plainLabel).join(', ')}`;
  return { title: clip(text, TITLE_CHARACTERS), text, actions: [] };
}

/** A short name for what belongs to one key, the same for every try. */
export function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22);
}

function contentOf({ text, card }: OutboundMessage): string {
  if (!card) return dingtalkMarkdown(text);
  return [...cardLines(card), plainText(text)].filter((part) => part.trim() !== '').join('\n\n');
}

function cardLines({ title, fields }: Card): string[] {
  const lines = fields.map(({ label, value }) => `- **${plainLabel(label)}** ${plainLabel(value)}`);
  return [title === '' ? '' : `**${plainLabel(title)}**`, lines.join('\n')];
}

/** A group's card can't be pressed: a line says what to write. */
function groupHint({ card }: OutboundMessage, buttons: Button[], say: (key: string) => string): string {
  const number = ticketTag(card?.title ?? '');
  if (!number || !buttons.some(({ id }) => id === 'claim')) return '';
  return `${plainText(say('dingtalk.group-hint'))} #${number}`;
}

function action(label: string, code: string): { title: string; url: string } {
  let words = label.trim();
  while (dtmd(pressText(words, code)).length > URL_CHARACTERS)
    words = Array.from(words).slice(0, -1).join('').trim();
  return { title: clip(label.trim(), LABEL_CHARACTERS), url: dtmd(pressText(words, code)) };
}

/** An address that makes the client write `content` as its user. */
function dtmd(content: string): string {
  const encoded = encodeURIComponent(content).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `dtmd://dingtalkclient/sendMessage?content=${encoded}`;
}

/** Links stand under the last part, or alone where they don't fit. */
function linked(last: TextPiece, links: string): TextPiece[] {
  const together = [last.text, links].filter((part) => part !== '').join('\n\n');
  if (jsonBytes(together) <= LINKED_BYTES) return [{ ...last, text: together }];
  return [last, { ...last, text: links }];
}

function titleOf({ card }: OutboundMessage, text: string): string {
  const line = card?.title ?? text.split('\n').find((one) => one.trim() !== '') ?? '';
  const plain = line
    .slice(0, LONGEST_LINE)
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(?:#+\s|>\s|[-+]\s)/, '')
    .replace(/\\([!-/:-@[-`{-~])|[*`]/g, '$1');
  return clip(plain.trim(), TITLE_CHARACTERS) || 'Deskline';
}

/** A text in parts that fit; a backslash stays with what it protects. */
function partsOf(text: string): string[] {
  if (text.trim() === '') return [];
  return cut(text, PART_BYTES);
}

function cut(text: string, bytes: number): string[] {
  if (fits(text)) return [text];
  const parts = splitText(text, Math.min(bytes, PART_BYTES));
  const whole: string[] = [];
  let carried = '';
  for (const part of parts) {
    const joined = carried + part;
    carried = part === parts.at(-1) ? '' : (/(?<!\\)(?:\\\\)*(\\)$/.exec(joined)?.[1] ?? '');
    whole.push(carried ? joined.slice(0, -1) : joined);
  }
  return whole
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap((part) => (fits(part) ? [part] : cut(part, Math.floor(bytes / 2))));
}

function fits(text: string): boolean {
  return text.length <= PART_CHARACTERS && jsonBytes(text) <= TEXT_BYTES;
}

function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

function clip(text: string, characters: number): string {
  const all = Array.from(text);
  return all.length <= characters ? text : `${all.slice(0, characters - 1).join('')}\u2026`;
}
