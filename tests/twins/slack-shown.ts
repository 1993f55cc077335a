/** What a person sees of Block Kit blocks, and what Slack refuses of them. */

interface Loose {
  [key: string]: unknown;
}
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;
const list = (value: unknown): Loose[] => (Array.isArray(value) ? value.filter(isObject) : []);
const word = (value: unknown): string => (typeof value === 'string' ? value : '');

export interface ShownButton {
  action_id: string;
  value: string;
  label: string;
  block_id: string;
}

export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The words of blocks, a line for each block, field and item. */
export function shownText(blocks: unknown[]): string {
  return list(blocks)
    .map((block) => {
      if (block['type'] === 'rich_text') return list(block['elements']).map(richLine).join('\n');
      if (block['type'] === 'section') {
        return [block['text'], ...list(block['fields'])].map(textOf).filter(Boolean).join('\n');
      }
      return block['type'] === 'header' ? textOf(block['text']) : '';
    })
    .filter(Boolean)
    .join('\n');
}

function richLine(element: Loose): string {
  if (element['type'] !== 'rich_text_list') return list(element['elements']).map(inlineOf).join('');
  const from = Number(element['offset'] ?? 0);
  return list(element['elements'])
    .map((item, n) => {
      const mark = element['style'] === 'ordered' ? `${from + n + 1}. ` : '\u2022 ';
      return mark + list(item['elements']).map(inlineOf).join('');
    })
    .join('\n');
}

function inlineOf(part: Loose): string {
  return word(part['text']) || word(part['url']);
}

function textOf(text: unknown): string {
  if (!isObject(text)) return '';
  const words = word(text['text']);
  if (text['type'] !== 'mrkdwn') return words;
  return unescapeText(words.replaceAll('\u200b', '').replace(/^\*(.*)\*$/m, '$1'));
}

export function buttonsOf(blocks: unknown[]): ShownButton[] {
  return list(blocks)
    .filter((block) => block['type'] === 'actions')
    .flatMap((block) =>
      list(block['elements']).map((button) => ({
        action_id: word(button['action_id']),
        value: word(button['value']),
        label: textOf(button['text']),
        block_id: word(block['block_id']),
      })),
    );
}

export const labelsOf = (blocks: unknown[]) => buttonsOf(blocks).map(({ label }) => label);

/** Slack's word for what is wrong with blocks, by its documented limits; undefined where nothing is. */
export function blocksError(blocks: unknown[]): string | undefined {
  if (blocks.length > 50 || JSON.stringify(blocks).length > 13_200) return 'msg_blocks_too_long';
  return list(blocks).some(isWrong) ? 'invalid_blocks' : undefined;
}

function isWrong(block: Loose): boolean {
  const text = isObject(block['text']) ? word(block['text']['text']) : undefined;
  if (block['type'] === 'header') return !text || text.length > 150;
  if (block['type'] === 'section') {
    const fields = list(block['fields']);
    return (
      (text ?? '').length > 3_000 ||
      fields.length > 10 ||
      fields.some((one) => word(one['text']).length > 2_000)
    );
  }
  if (block['type'] === 'actions') {
    const buttons = buttonsOf([block]);
    const ids = buttons.map(({ action_id: id }) => id);
    return (
      buttons.length > 25 ||
      new Set(ids).size < ids.length ||
      buttons.some(
        ({ label, action_id: id, value }) =>
          !label || label.length > 75 || !id || id.length > 255 || value.length > 2_000,
      )
    );
  }
  return block['type'] === 'rich_text' ? list(block['elements']).length === 0 : true;
}
