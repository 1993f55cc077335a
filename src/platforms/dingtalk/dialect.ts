import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';

/** The small dialect of our messages; anything else in a text is a text. */
const markdown = new MarkdownIt('zero', { html: false, linkify: false }).enable([
  'list',
  'emphasis',
  'backticks',
  'fence',
  'blockquote',
  'heading',
  'hr',
  'link',
  'newline',
  'escape',
]);
markdown.validateLink = (url) => /^(?:https?:|mailto:)/i.test(url.trim());

const LINE_BREAK = '  \n';

/** A message's Markdown as DingTalk's. Only links that were written as links survive, and none of the client's own scheme. */
export function dingtalkMarkdown(text: string): string {
  const lists: (number | undefined)[] = [];
  const blocks: { text: string; listed: boolean }[] = [];
  let mark = '';
  let quotes = 0;
  const add = (block: string) => {
    const quoted = quotes > 0 ? `> ${block.replaceAll('\n', '\n> ')}` : block;
    blocks.push({ text: quoted, listed: lists.length > 0 });
    mark = '';
  };
  for (const token of markdown.parse(text, {})) {
    switch (token.type) {
      case 'bullet_list_open':
        lists.push(undefined);
        break;
      case 'ordered_list_open':
        lists.push(Number(token.attrGet('start') ?? 1));
        break;
      case 'bullet_list_close':
      case 'ordered_list_close':
        lists.pop();
        break;
      case 'list_item_open':
        mark = itemMark(lists);
        break;
      case 'heading_open':
        mark += `${'#'.repeat(Number(token.tag.slice(1)))} `;
        break;
      case 'blockquote_open':
        quotes++;
        break;
      case 'blockquote_close':
        quotes--;
        break;
      case 'inline':
        add(mark + inline(token.children ?? []));
        break;
      case 'fence':
        // Fences don't show reliably; its lines do.
        add(mark + plainText(token.content.trimEnd()));
        break;
      case 'hr':
        add('---');
        break;
    }
  }
  return blocks
    .map(
      (block, index) => (index === 0 ? '' : separator(blocks[index - 1]?.listed, block.listed)) + block.text,
    )
    .join('');
}

/** Somebody's words: nothing in them formats, links, or is HTML, whether or not the client knows backslashes. */
export function plainText(words: string): string {
  return words
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => lineStart(plainInline(line)))
    .join(LINE_BREAK);
}

/** As `plainText`, for the label of a link or one line. */
export function plainLabel(words: string): string {
  return plainInline(words.replace(/\s+/g, ' ').trim()).replaceAll('[', '(').replaceAll(']', ')');
}

function separator(afterList: boolean | undefined, inList: boolean): string {
  return afterList && inList ? '\n' : '\n\n';
}

function itemMark(lists: (number | undefined)[]): string {
  const indent = '  '.repeat(Math.max(0, lists.length - 1));
  const number = lists.at(-1);
  if (number === undefined) return `${indent}- `;
  lists[lists.length - 1] = number + 1;
  return `${indent}${number}. `;
}

function inline(tokens: Token[]): string {
  let out = '';
  let label: string | undefined;
  const add = (piece: string) => {
    if (label === undefined) out += piece;
    else label += piece;
  };
  let href = '';
  for (const token of tokens) {
    switch (token.type) {
      case 'link_open':
        href = String(token.attrGet('href') ?? '');
        label = '';
        break;
      case 'link_close':
        // After an exclamation mark a link would be a picture.
        out += `${out.endsWith('!') ? ' ' : ''}${link(label ?? '', href)}`;
        label = undefined;
        break;
      case 'softbreak':
      case 'hardbreak':
        add(label === undefined ? LINE_BREAK : ' ');
        break;
      case 'strong_open':
      case 'strong_close':
        add('**');
        break;
      case 'em_open':
      case 'em_close':
        add('*');
        break;
      case 'code_inline':
        add(`\`${withoutLinks(token.content).replaceAll('`', '\u2019')}\``);
        break;
      default:
        add(label === undefined ? startOf(out, plainInline(token.content)) : plainLabelPart(token.content));
    }
  }
  return out;
}

function link(label: string, href: string): string {
  const url = href.replaceAll('(', '%28').replaceAll(')', '%29').replaceAll(' ', '%20');
  return label ? `[${label}](${url})` : url;
}

function plainLabelPart(words: string): string {
  return plainInline(words).replaceAll('[', '(').replaceAll(']', ')');
}

function startOf(before: string, words: string): string {
  return before === '' || before.endsWith('\n') ? lineStart(words) : words;
}

/** What makes a line a heading, a quote, a list or a rule stands at its beginning. */
function lineStart(line: string): string {
  return line
    .replace(/^(\s*)(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-{3,}|={3,})/, '$1\\$2')
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}

function plainInline(words: string): string {
  return withoutLinks(words)
    .replace(/\\(?=[!-/:-@[-`{-~]|$)/g, '\\\\')
    .replace(/[*`]/g, '\\$&')
    .replace(
      /https?:\/\/[^\s*`\\]+|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu,
      // An address with a backslash in it leads elsewhere.
      (found) => (found === '_' ? '\\_' : found),
    );
}

/**
 * A link needs its bracket, a definition its colon, a tag its angle: each becomes its full-width sister, since how
 * clients treat backslashes isn't known. `dtmd:` would write in the reader's name.
 */
function withoutLinks(words: string): string {
  return words
    .replace(/\](\s*)\(/g, ']$1\uff08')
    .replaceAll(']:', ']\uff1a')
    .replace(/<(?=[\p{L}/!?])/gu, '\uff1c')
    .replace(/(dtmd|dingtalk):(?=\/\/)/gi, '$1\uff1a');
}
