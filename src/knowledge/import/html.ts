import TurndownService from 'turndown';
import { htmlMistake } from './html-limits.ts';
import { refused, type Imported, type ImportRules } from './imported.ts';
import { readSections } from './sections.ts';

const LONGEST = 5_000_000;
const UNSEEN = new Set(
  'SCRIPT STYLE TEMPLATE NOSCRIPT IFRAME OBJECT EMBED SVG HEAD TITLE NAV FORM BUTTON INPUT SELECT TEXTAREA'.split(
    ' ',
  ),
);
const HIDING =
  /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*0|text-indent\s*:\s*-\d{3,}/i;
const SAFE_LINK = /^(?:https?:|mailto:)/i;
const ESCAPED = /\\([\\`*_{}[\]()#+\-.!~|>])/g;

/** An article of a web page: what is seen of it, by its headings. */
export function readHtml(html: string, { file, rules }: { file: string; rules: ImportRules }): Imported {
  if (html.length > LONGEST) return refused(file, 'too-long', { most: '5 MB' });
  const mistake = htmlMistake(html);
  if (mistake) return refused(file, mistake);
  const title = /<title(?:\s[^<>]{0,200})?>([^<]{1,200})<\/title>/i.exec(html)?.[1]?.trim();
  return readSections(markdownOf(html), { file, rules, title });
}

/** What is seen of HTML, as Markdown: no pictures, no scripts, nothing hidden, only links that lead somewhere. */
export function markdownOf(html: string): string {
  const turndown = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '-',
  });
  turndown.remove((node: Element) => UNSEEN.has(node.nodeName) || isHidden(node));
  turndown.addRule('no pictures', { filter: 'img', replacement: () => '' });
  turndown.addRule('links', {
    filter: 'a',
    replacement(content, node: Element) {
      const href = attribute(node, 'href');
      return SAFE_LINK.test(href) && content.trim() !== '' && content !== href
        ? `[${content}](${href})`
        : content;
    },
  });
  turndown.addRule('cells', { filter: ['td', 'th'], replacement: (content) => ` ${content.trim()} ` });
  turndown.addRule('rows', { filter: 'tr', replacement: (content) => `${content.trim()}\n\n` });
  return turndown
    .turndown(html)
    .replace(ESCAPED, '$1')
    .replace(/^(\s*(?:\d+\.|-))\s{2,}/gm, '$1 ');
}

/** What of an element is asked for; the page is no browser's. */
interface Element {
  nodeName: string;
  getAttribute?(name: string): string | null;
  hasAttribute?(name: string): boolean;
}

function isHidden(node: Element): boolean {
  return (
    node.hasAttribute?.('hidden') === true ||
    attribute(node, 'aria-hidden') === 'true' ||
    HIDING.test(attribute(node, 'style'))
  );
}

function attribute(node: Element, name: string): string {
  return node.getAttribute?.(name) ?? '';
}
