import type { TemplateCard } from '@wecom/aibot-node-sdk';
import type { OutboundMessage } from '../platform.ts';
import { oneLine } from './cards.ts';
import { encode, MAX_MARKDOWN, type Encoding } from './encode.ts';
import { isPlain, plainText } from './markdown.ts';

/** The answer to "somebody opened the chat" is one message, and never Markdown. */
export type WelcomeBody =
  | { msgtype: 'text'; text: { content: string } }
  | { msgtype: 'template_card'; template_card: TemplateCard };

/** A message as a welcome that shows all there is to it: a card, or a text without formatting; undefined else. */
export function wholeWelcome(message: OutboundMessage, encoding: Encoding): WelcomeBody | undefined {
  const [only, ...more] = encode(message, encoding);
  if (only?.body.msgtype === 'template_card' && more.length === 0) return only.body;
  const isText = !message.card && !message.buttons?.length && isPlain(message.text);
  return isText ? plainWelcome(message) : undefined;
}

/** The same as plain text, in which the buttons' labels can be read and typed; undefined where it doesn't fit. */
export function plainWelcome(message: OutboundMessage): WelcomeBody | undefined {
  const labels = message.buttons?.map(({ label }) => `- ${label}`) ?? [];
  const content = [plainMessage(message), labels.join('\n')].filter((part) => part !== '').join('\n\n');
  if (content === '' || Buffer.byteLength(content) > MAX_MARKDOWN) return undefined;
  return { msgtype: 'text', text: { content } };
}

function plainMessage({ text, card }: OutboundMessage): string {
  if (!card) return plainText(text).trim();
  const fields = card.fields.map(({ label, value }) => `${label}: ${oneLine(value)}`);
  return [card.title, ...fields, text].join('\n').trim();
}
