import type { SendMsgBody, TemplateCard } from '@wecom/aibot-node-sdk';
import type { Button, Card, OutboundMessage } from '../platform.ts';
import { splitText } from '../split-text.ts';
import { CARD, buttonCard, cut, fieldsHead, oneLine, shownLabels, textHead, type Head } from './cards.ts';
import { wecomMarkdown, wecomVerbatim } from './markdown.ts';
import { taskId } from './task-id.ts';
import type { Words } from './words.ts';

/** Bytes of UTF-8 in one Markdown message. */
export const MAX_MARKDOWN = 20_480;
/** What a part may still gain when a cut falls behind a backslash. */
const SLACK = 16;

export interface Encoding {
  words: Words;
  messageId: string;
  /** Where it goes: a person's id or a group's. */
  channel: string;
  /** Sets a repeat of something that may have arrived apart; empty at the first try. */
  retry: string;
  /** Whom the message names, where it goes to a group in his place. */
  mention?: string | undefined;
}

const USER_ID = /^[\w.@-]{1,64}$/;

/** One of the messages that a message becomes. */
export interface Part {
  /** The same at every try. */
  name: string;
  body: SendMsgBody;
  /** The same in words, for a card that WeCom refuses. */
  inWords?: SendMsgBody | undefined;
}

/**
 * A message as WeCom shows it, in order: its text as Markdown as far as a card can't hold it, then its buttons, six a
 * card. What a card has to cut stands in full in the Markdown before it.
 */
export function encode(message: OutboundMessage, encoding: Encoding): Part[] {
  const { markdown, head } = layOut(message, encoding);
  const text = [...mentioned(encoding), markdown].filter((paragraph) => paragraph.trim() !== '').join('\n\n');
  const texts = text === '' ? [] : parts(text);
  return [
    ...texts.map((content, i): Part => ({ name: `text-${i}`, body: markdownBody(content) })),
    ...cardsOf(message, { head, encoding }).map(
      (card, i): Part => ({
        name: `card-${i}`,
        body: { msgtype: 'template_card', template_card: card },
        inWords: markdownBody(cardInWords(card, { buttons: buttonsOf(message, i), words: encoding.words })),
      }),
    ),
  ];
}

function markdownBody(content: string): SendMsgBody {
  return { msgtype: 'markdown', markdown: { content } };
}

/** The card that was pressed, without its buttons and with a line that says so; undefined where there is none. */
export function encodePressed(
  message: OutboundMessage,
  { encoding, card, label, id }: { encoding: Encoding; card: number; label: string; id: string },
): TemplateCard | undefined {
  const pressed = cardsOf(message, { head: layOut(message, encoding).head, encoding })[card];
  if (!pressed) return undefined;
  const { button_list: _buttons, sub_title_text: text = '', ...rest } = pressed;
  const line = cut(`${encoding.words.received}${label}`, CARD.text);
  const room = CARD.text - Array.from(line).length - 1;
  const shown = text === '' || room < 1 ? line : `${cut(text, room)}\n${line}`;
  return { ...rest, sub_title_text: shown, task_id: id };
}

function layOut(message: OutboundMessage, { words }: Encoding): { markdown: string; head: Head } {
  const { text, card, buttons = [] } = message;
  const choose: Head = { main_title: { title: words.choose } };
  if (card) {
    if (buttons.length === 0) return { markdown: cardMarkdown(card, text), head: choose };
    const { head, rest } = fieldsHead({ text, card });
    const isWhole = rest.text === '' && rest.fields.length === 0;
    return {
      markdown: isWhole ? '' : cardMarkdown({ title: card.title, fields: rest.fields }, rest.text),
      head,
    };
  }
  const head = buttons.length > 0 ? textHead(text, words) : undefined;
  return head ? { markdown: '', head } : { markdown: wecomMarkdown(text), head: choose };
}

/** The mark that WeCom shows as somebody's name. */
function mentioned({ mention }: Encoding): string[] {
  return mention !== undefined && USER_ID.test(mention) ? [`<@${mention}>`] : [];
}

function cardMarkdown({ title, fields }: Card, text: string): string {
  const lines = fields.map(
    ({ label, value }) => `- **${wecomVerbatim(oneLine(label))}**: ${wecomVerbatim(oneLine(value))}`,
  );
  return [`**${wecomVerbatim(oneLine(title))}**`, lines.join('\n'), wecomVerbatim(text)]
    .filter((part) => part.trim() !== '')
    .join('\n\n');
}

/** What a card shows, with its buttons as words that can be written in their place. */
function cardInWords(
  card: TemplateCard,
  { buttons, words: { writeInstead } }: { buttons: readonly Button[]; words: Words },
): string {
  const { main_title: { title = '', desc = '' } = {}, sub_title_text: text = '' } = card;
  const fields = (card.horizontal_content_list ?? []).map(({ keyname: label, value = '' }) => ({
    label,
    value,
  }));
  const labels = buttons.map(({ label }) => `- ${wecomVerbatim(label)}`).join('\n');
  const shown = cardMarkdown({ title: `${title} ${desc}`.trim(), fields }, text);
  return [shown, wecomVerbatim(writeInstead), labels].join('\n\n');
}

function cardsOf(
  message: OutboundMessage,
  { head, encoding }: { head: Head; encoding: Encoding },
): TemplateCard[] {
  const { words, messageId, retry, channel } = encoding;
  const labels = shownLabels(message.buttons ?? []);
  return Array.from({ length: Math.ceil(labels.length / CARD.buttons) }, (_, card) =>
    buttonCard(card === 0 ? head : { main_title: { title: words.choose } }, {
      buttons: buttonsOf(message, card),
      labels: labels.slice(card * CARD.buttons, (card + 1) * CARD.buttons),
      taskId: taskId(messageId, { card, retry, channel }),
    }),
  );
}

/** The buttons of one of a message's cards. */
function buttonsOf({ buttons = [] }: OutboundMessage, card: number): Button[] {
  return buttons.slice(card * CARD.buttons, (card + 1) * CARD.buttons);
}

/** The lines that name files which could not be handed over. */
export function lostFiles(names: readonly string[], { fileLost }: Words): Part {
  const content = names.map((name) => wecomVerbatim(`${fileLost}${name}`)).join('\n\n');
  return { name: 'lost', body: markdownBody(content) };
}

/** Never cut between a backslash and what it escapes. */
function parts(text: string): string[] {
  const cuts = splitText(text, MAX_MARKDOWN - SLACK);
  for (let i = 0; i < cuts.length - 1; i++) {
    const tail = /(?:^|[^\\])(?:\\\\)*(\\)$/.exec(cuts[i] ?? '')?.[1] ?? '';
    cuts[i] = (cuts[i] ?? '').slice(0, -tail.length || undefined);
    cuts[i + 1] = tail + (cuts[i + 1] ?? '');
  }
  return cuts.filter((cut) => cut.trim() !== '');
}
