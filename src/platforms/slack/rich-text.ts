import MarkdownIt from 'markdown-it';

/**
 * Markdown as Slack's `rich_text` blocks. There words and formatting are kept apart: nothing that somebody typed can
 * become a mention, a link or bold, and bold holds between Chinese characters too, which mrkdwn doesn't do.
 */

interface Style {
  bold?: true;
  italic?: true;
  strike?: true;
  code?: true;
}
type Inline =
  | { type: 'text'; text: string; style?: Style }
  | { type: 'link'; url: string; text?: string; style?: Style };
interface Section {
  type: 'rich_text_section';
  elements: Inline[];
}
type Element =
  | Section
  | {
      type: 'rich_text_list';
      style: 'bullet' | 'ordered';
      indent: number;
      offset?: number;
      elements: Section[];
    }
  | { type: 'rich_text_quote' | 'rich_text_preformatted'; elements: Inline[] };
export interface RichText {
  type: 'rich_text';
  elements: Element[];
}

// Without entities: `&lt;` that somebody typed stays what it is.
const markdown = new MarkdownIt('zero', { html: false, linkify: false, breaks: true }).enable([
  'list',
  'emphasis',
  'strikethrough',
  'backticks',
  'fence',
  'blockquote',
  'heading',
  'hr',
  'link',
  'newline',
  'escape',
]);
type Token = ReturnType<typeof markdown.parse>[number];

markdown.validateLink = (url) => /^(https?:|mailto:)/i.test(url.trim());

/** An address that stands in the open: it can be pressed, and shows nothing but itself. */
const ADDRESS =
  /https?:\/\/[^\s<>"'\u3000-\u303f\uff00-\uffef]+[^\s<>"'.,;:!?)\]}\u3000-\u303f\uff00-\uffef]/gi;

/** The block of a text in Markdown; undefined where it is empty. */
export function richText(text: string): RichText | undefined {
  const elements = topLevel(markdown.parse(text, {}));
  return elements.length === 0 ? undefined : { type: 'rich_text', elements };
}

/** The block of a text that says nothing but itself. */
export function verbatimBlock(text: string): RichText {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
  };
}

/** The words of a Markdown text without its formatting, for notifications; lists keep their marks. */
export function wordsOnly(block: RichText): string {
  return block.elements
    .map((element) => {
      if (element.type !== 'rich_text_list') return inlineWords(element.elements);
      const first = element.offset ?? 0;
      const mark = (n: number) => (element.style === 'ordered' ? `${first + n + 1}. ` : '\u2022 ');
      return element.elements.map((item, n) => mark(n) + inlineWords(item.elements)).join('\n');
    })
    .join('\n')
    .trim();
}

function inlineWords(elements: Inline[]): string {
  return elements.map((part) => (part.type === 'link' ? (part.text ?? part.url) : part.text)).join('');
}

/** Paragraphs that follow each other share one section, as in what Slack's own editor writes. */
function topLevel(tokens: Token[]): Element[] {
  const elements: Element[] = [];
  const lists: { style: 'bullet' | 'ordered'; next: number }[] = [];
  let quotes = 0;

  const paragraph = (parts: Inline[]) => {
    const last = elements.at(-1);
    const list = lists.at(-1);
    if (list) return item(parts, list);
    const type = quotes > 0 ? 'rich_text_quote' : 'rich_text_section';
    if (last?.type === type) last.elements.push({ type: 'text', text: '\n\n' }, ...parts);
    else if (type === 'rich_text_quote') elements.push({ type, elements: parts });
    else elements.push({ type, elements: parts });
  };

  /** A list inside an item ends the outer one for Slack: it goes on as a new list that counts from where it was. */
  const item = (parts: Inline[], list: { style: 'bullet' | 'ordered'; next: number }) => {
    const last = elements.at(-1);
    const indent = lists.length - 1;
    const section: Section = { type: 'rich_text_section', elements: parts };
    if (last?.type === 'rich_text_list' && last.indent === indent && last.style === list.style) {
      last.elements.push(section);
    } else {
      const offset = list.style === 'ordered' && list.next > 0 ? { offset: list.next } : {};
      elements.push({ type: 'rich_text_list', style: list.style, indent, ...offset, elements: [section] });
    }
    list.next += 1;
  };

  let heading = false;
  for (const token of tokens) {
    switch (token.type) {
      case 'bullet_list_open':
        lists.push({ style: 'bullet', next: 0 });
        break;
      case 'ordered_list_open':
        lists.push({ style: 'ordered', next: Number(token.attrGet('start') ?? 1) - 1 });
        break;
      case 'bullet_list_close':
      case 'ordered_list_close':
        lists.pop();
        break;
      case 'blockquote_open':
        quotes += 1;
        break;
      case 'blockquote_close':
        quotes -= 1;
        break;
      case 'heading_open':
        heading = true;
        break;
      case 'heading_close':
        heading = false;
        break;
      case 'inline':
        paragraph(inline(token.children ?? [], heading ? { bold: true } : {}));
        break;
      case 'fence':
        elements.push({
          type: 'rich_text_preformatted',
          elements: [{ type: 'text', text: token.content.replace(/\n$/, '') }],
        });
        break;
      case 'hr':
        paragraph([{ type: 'text', text: '\u2014\u2014\u2014' }]);
        break;
    }
  }
  return elements;
}

const STYLE_OF: Record<string, keyof Style> = { strong: 'bold', em: 'italic', s: 'strike' };

function inline(tokens: Token[], outer: Style): Inline[] {
  const parts: Inline[] = [];
  let style: Style = outer;
  const outside: Style[] = [];
  let url: string | undefined;

  const say = (text: string, own: Style = {}) => {
    if (text === '') return;
    const all = { ...style, ...own };
    const styled = Object.keys(all).length > 0 ? { style: all } : {};
    const last = parts.at(-1);
    if (url !== undefined) parts.push({ type: 'link', url, text, ...styled });
    else if (own.code) parts.push({ type: 'text', text, ...styled });
    else if (last?.type === 'text' && sameStyle(last.style, all)) last.text += text;
    else parts.push({ type: 'text', text, ...styled });
  };

  for (const token of tokens) {
    const [, name, side] = /^(\w+)_(open|close)$/.exec(token.type) ?? [];
    const key = name === undefined ? undefined : STYLE_OF[name];
    if (key && side === 'open') {
      outside.push(style);
      style = { ...style, [key]: true };
    } else if (key) {
      style = outside.pop() ?? outer;
    } else if (token.type === 'link_open') {
      url = String(token.attrGet('href') ?? '');
    } else if (token.type === 'link_close') {
      url = undefined;
    } else if (token.type === 'code_inline') {
      say(token.content, { code: true });
    } else if (token.type === 'softbreak' || token.type === 'hardbreak') {
      say('\n');
    } else {
      say(token.content);
    }
  }
  return parts.flatMap(withAddresses);
}

function sameStyle(a: Style | undefined, b: Style): boolean {
  return JSON.stringify(a ?? {}) === JSON.stringify(b);
}

function withAddresses(part: Inline): Inline[] {
  if (part.type !== 'text' || part.style?.code) return [part];
  const found: Inline[] = [];
  const styled = part.style ? { style: part.style } : {};
  let from = 0;
  for (const match of part.text.matchAll(ADDRESS)) {
    if (match.index > from) found.push({ type: 'text', text: part.text.slice(from, match.index), ...styled });
    found.push({ type: 'link', url: match[0], ...styled });
    from = match.index + match[0].length;
  }
  if (from < part.text.length) found.push({ type: 'text', text: part.text.slice(from), ...styled });
  return found;
}
