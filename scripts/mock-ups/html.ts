import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt('default', { html: false, breaks: true, linkify: false });
// The clients open them as they do other links; a browser's Markdown would show the bare brackets.
markdown.validateLink = (url) => /^(https?:|mailto:|dtmd:)/i.test(url);

/** Markdown as DingTalk and WeCom show it. */
export function markdownHtml(text: string): string {
  return markdown.render(text.replace(/<@([\w.@-]+)>/g, '@$1'));
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Plain text with its lines. */
export function linesHtml(text: string): string {
  return escaped(text).replaceAll('\n', '<br>');
}

export function fileHtml(name: string): string {
  return `<div class="file"><span class="sheet"></span>${escaped(name)}</div>`;
}
