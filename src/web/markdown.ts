import MarkdownIt from 'markdown-it';

/** The small dialect the bot writes. No HTML, no images, no links that weren't written as links. */
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
  'entity',
]);

/** Of our own pages only those that messages of the bot lead to. */
const OWN_PAGE = /^\/reset\/(?:begin|not-me)\/[0-9A-Z]{26}$/;

markdown.validateLink = (url) => /^(https?:|mailto:)/i.test(url.trim()) || OWN_PAGE.test(url);

markdown.renderer.rules['link_open'] = (tokens, index, options, _env, renderer) => {
  tokens[index]?.attrSet('target', '_blank');
  tokens[index]?.attrSet('rel', 'noopener nofollow noreferrer');
  return renderer.renderToken(tokens, index, options);
};
// A heading of a message isn't one of the page's outline.
markdown.renderer.rules['heading_open'] = () => '<p><strong>';
markdown.renderer.rules['heading_close'] = () => '</strong></p>\n';

/** HTML of a message of the bot, safe to put into a page. */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}

/** As `renderMarkdown`, for one line inside other text. */
export function renderInline(text: string): string {
  return markdown.renderInline(text);
}
