import { z } from 'zod';
import type { TemplateCard } from '@wecom/aibot-node-sdk';
import type { Button, OutboundMessage } from '../platform.ts';
import { plainText } from './markdown.ts';
import type { Words } from './words.ts';

/** WeCom's limits of a `button_interaction` card, in characters. */
export const CARD = { title: 26, desc: 30, text: 112, fields: 6, value: 26, buttons: 6, label: 10 } as const;

const buttonKey = z.object({ a: z.string(), v: z.string() });

/** What a button carries, and gives back when it is pressed; at most 1,024 bytes. */
export function keyOf({ id, value }: Pick<Button, 'id' | 'value'>): string {
  return JSON.stringify({ a: id, v: value });
}

/** The action and value of a pressed button; undefined where the key isn't one of ours. */
export function readKey(key: string): { action: string; value: string } | undefined {
  try {
    const { a, v } = buttonKey.parse(JSON.parse(key));
    return { action: a, value: v };
  } catch {
    return undefined;
  }
}

/** `text` in at most `max` characters, cut with an ellipsis and never inside a character. */
export function cut(text: string, max: number): string {
  const characters = Array.from(text);
  if (characters.length <= max) return text;
  return `${characters
    .slice(0, max - 1)
    .join('')
    .trimEnd()}\u2026`;
}

export function fits(text: string, max: number): boolean {
  return Array.from(text).length <= max;
}

/** Labels as buttons can show them; two that would look alike are numbered. */
export function shownLabels(buttons: readonly Button[]): string[] {
  const labels = buttons.map(({ label }) => cut(label, CARD.label));
  if (new Set(labels).size === labels.length) return labels;
  return buttons.map(({ label }, i) => cut(`${i + 1} ${label}`, CARD.label));
}

/** The head of a card: everything above its buttons. */
export type Head = Pick<TemplateCard, 'main_title' | 'sub_title_text' | 'horizontal_content_list'>;

/** A sentence and what ends it: \u3002 \uff1f \uff01 and their western sisters. */
const SENTENCE = /^.*?(?:[\u3002\uff1f\uff01]|[.?!](?=\s))/;
/** More than this never stands on a card; with blanks between title and text. */
const LONGEST_HEAD = 2 * (CARD.title + CARD.text);
const SHAPED = /^\s*(?:[-*+]|\d{1,3}[.)])\s|\]\(|`|\n\s*\n/m;

/** A text that can stand on a card as it is, or undefined: one that is long, or has lists, links or paragraphs. */
export function textHead(text: string, words: Pick<Words, 'choose' | 'title'>): Head | undefined {
  const plain = plainText(text).trim();
  if (plain === '') return { main_title: { title: words.choose } };
  if (!fits(plain, LONGEST_HEAD) || SHAPED.test(text.trim())) return undefined;
  if (fits(plain, CARD.title) && !plain.includes('\n')) return { main_title: { title: plain } };
  const first = plain.split('\n')[0] ?? '';
  const title = [first, SENTENCE.exec(first)?.[0] ?? ''].find((one) => one !== '' && fits(one, CARD.title));
  const rest = plain.slice(title?.length).trim();
  if (title !== undefined && fits(rest, CARD.text)) return { main_title: { title }, sub_title_text: rest };
  return fits(plain, CARD.text) ? { main_title: { title: words.title }, sub_title_text: plain } : undefined;
}

/** The head of a card with fields, and what of the message it doesn't show in full. */
export function fieldsHead({ text, card }: { text: string; card: NonNullable<OutboundMessage['card']> }): {
  head: Head;
  rest: { text: string; fields: { label: string; value: string }[] };
} {
  const lines = card.fields.map(({ label, value }) => ({ label, value: oneLine(value) }));
  const shown = lines.slice(0, CARD.fields);
  const isWhole = fits(text, CARD.text);
  return {
    head: {
      main_title: titleOf(oneLine(card.title)),
      ...(text.trim() === '' ? {} : { sub_title_text: cut(text, CARD.text) }),
      ...(shown.length === 0
        ? {}
        : {
            horizontal_content_list: shown.map(({ label, value }) => ({
              keyname: label,
              value: cut(value, CARD.value),
            })),
          }),
    },
    rest: {
      text: isWhole ? '' : text,
      fields: lines.filter(({ value }, i) => i >= CARD.fields || !fits(value, CARD.value)),
    },
  };
}

/** `IT-2026-000123 · The printer …`: the number as title and the rest beside it, where it is too long for one. */
function titleOf(title: string): { title: string; desc?: string } {
  if (fits(title, CARD.title)) return { title };
  const [first = '', ...others] = title.split(' · ');
  const desc = others.join(' · ');
  if (desc === '' || !fits(first, CARD.title)) return { title: cut(title, CARD.title) };
  return { title: first, desc: cut(desc, CARD.desc) };
}

export function oneLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join(' ');
}

const STYLES = { primary: 1, danger: 3, plain: 2 } as const;

/** A card with at most six of the buttons. */
export function buttonCard(
  head: Head,
  { buttons, labels, taskId }: { buttons: readonly Button[]; labels: readonly string[]; taskId: string },
): TemplateCard {
  return {
    card_type: 'button_interaction',
    ...head,
    button_list: buttons.map((button, i) => ({
      text: labels[i] ?? cut(button.label, CARD.label),
      style: STYLES[button.style ?? 'plain'],
      key: keyOf(button),
    })),
    task_id: taskId,
  };
}
