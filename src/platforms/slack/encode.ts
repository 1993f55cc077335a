import type { Button, Card, OutboundMessage } from '../platform.ts';
import { splitText } from '../split-text.ts';
import { escaped, literal, shortened } from './escape.ts';
import { actionIds } from './form.ts';
import { richText, verbatimBlock, wordsOnly, type RichText } from './rich-text.ts';

/** Bytes of a text in one message; more goes into several (advised: at most 4,000 characters). */
export const MOST_BYTES = 6_000;
/** All blocks of a message as JSON, characters: beyond about 13,200 Slack refuses them. */
const MOST_IN_BLOCKS = 12_500;
/** Of these, what a card's title and fields may take: the rest is for words and buttons. */
const MOST_IN_CARD = 8_000;
/** Characters. */
const MOST_IN_HEADER = 150;
const MOST_IN_FIELD = 2_000;
const LEAST_IN_FIELD = 40;
const MOST_IN_LABEL = 75;
const MOST_IN_NOTICE = 3_000;
const MOST_FIELDS = 10;
const MOST_BUTTONS = 25;

export type Block = RichText | { type: 'header' | 'section' | 'actions'; [key: string]: unknown };
/** What is posted as one message: `text` is what notifications show, the blocks are what is seen. */
export interface Body {
  text: string;
  blocks: Block[];
}

/**
 * A message as the bodies of `chat.postMessage`, one or, where the text is long, several. Buttons stand under the
 * last one; those of a card stay with the card, and what is too long for it follows.
 */
export function encode(message: OutboundMessage): Body[] {
  const { card, buttons = [] } = message;
  for (let most = MOST_BYTES; ; most = Math.floor(most / 2)) {
    const parts = partsOf(message, most);
    const bodies = parts.map((part, n) => {
      const home = card ? n === 0 : n === parts.length - 1;
      return bodyOf(part, {
        card: n === 0 ? card : undefined,
        buttons: home ? buttons : [],
        verbatim: Boolean(card),
      });
    });
    if (most < 200 || bodies.every(({ blocks }) => sizeOf(blocks) <= MOST_IN_BLOCKS)) return bodies;
  }
}

/** The same body with nothing in it but words and buttons, should Slack refuse its blocks. */
export function plainest({ text, blocks }: Body): Body {
  const words = blocks
    .filter((block): block is RichText => block.type === 'rich_text')
    .flatMap((block) => splitText(wordsOnly(block), MOST_IN_NOTICE))
    .filter((part) => part !== '');
  return {
    text,
    blocks: [
      ...blocks.filter((block) => block.type === 'header' || block.type === 'section'),
      ...words.map((part) => ({
        type: 'section' as const,
        text: { type: 'plain_text', text: part, emoji: false },
      })),
      ...blocks.filter((block) => block.type === 'actions'),
    ],
  };
}

function partsOf({ text, card }: OutboundMessage, most: number): string[] {
  return card ? splitText(text, most) : splitMarkdown(text, most);
}

/** Cuts no escape in two: the sign behind a backslash would gain power at the next part's beginning. */
export function splitMarkdown(text: string, most: number): string[] {
  const parts = splitText(text, most);
  for (let n = 0; n < parts.length - 1; n += 1) {
    const part = parts[n] ?? '';
    const trailing = /\\*$/.exec(part)?.[0].length ?? 0;
    if (trailing % 2 === 0) continue;
    parts[n] = part.slice(0, -1);
    parts[n + 1] = `\\${parts[n + 1] ?? ''}`;
  }
  return parts;
}

function bodyOf(
  text: string,
  { card, buttons, verbatim }: { card: Card | undefined; buttons: Button[]; verbatim: boolean },
): Body {
  const said = text.trim() === '' ? undefined : verbatim ? verbatimBlock(text.trim()) : richText(text);
  const words = said ? wordsOnly(said) : '';
  const notice = card ? [card.title, words].filter((line) => line !== '').join('\n') : words;
  return {
    text: escaped(shortened(notice, MOST_IN_NOTICE)),
    blocks: [...(card ? cardBlocks(card) : []), ...(said ? [said] : []), ...buttonBlocks(buttons)],
  };
}

/** The values are shortened where all of them together are too much: what is left out never keeps the card away. */
function cardBlocks(card: Card): Block[] {
  for (let most = MOST_IN_FIELD; ; most = Math.floor(most / 2)) {
    const blocks = cardWithin(card, most);
    if (most < LEAST_IN_FIELD || sizeOf(blocks) <= MOST_IN_CARD) return blocks;
  }
}

function cardWithin({ title, fields }: Card, mostInField: number): Block[] {
  const blocks: Block[] = [];
  if (title.trim() !== '') {
    blocks.push({
      type: 'header',
      text: { type: 'plain_text', text: shortened(title, MOST_IN_HEADER), emoji: false },
    });
  }
  for (let from = 0; from < fields.length; from += MOST_FIELDS) {
    blocks.push({
      type: 'section',
      fields: fields.slice(from, from + MOST_FIELDS).map(({ label, value }) => ({
        type: 'mrkdwn',
        text: shortened(`*${literal(label)}*\n${literal(value)}`, mostInField),
        verbatim: true,
      })),
    });
  }
  return blocks;
}

function buttonBlocks(buttons: Button[]): Block[] {
  const ids = actionIds(buttons.map(({ id }) => id));
  const elements = buttons.map(({ label, value, style }, n) => ({
    type: 'button',
    action_id: ids[n],
    value,
    text: { type: 'plain_text', text: shortened(label, MOST_IN_LABEL), emoji: true },
    ...(style ? { style } : {}),
  }));
  const blocks: Block[] = [];
  for (let from = 0; from < elements.length; from += MOST_BUTTONS) {
    blocks.push({ type: 'actions', elements: elements.slice(from, from + MOST_BUTTONS) });
  }
  return blocks;
}

/** How Slack counts isn't told: the longest that JSON can get, with everything but ASCII as `\uXXXX`. */
function sizeOf(blocks: Block[]): number {
  let size = 0;
  for (const character of JSON.stringify(blocks)) size += character > '\u007f' ? 6 * character.length : 1;
  return size;
}
