import { z } from 'zod';
import { escaped, linesHtml } from './html.ts';

const style = z
  .object({ bold: z.boolean(), italic: z.boolean(), strike: z.boolean(), code: z.boolean() })
  .partial();
const inline = z.object({
  type: z.string(),
  text: z.string().optional(),
  url: z.string().optional(),
  style: style.optional(),
});
const richPart = z.object({
  type: z.string(),
  style: z.enum(['bullet', 'ordered']).optional(),
  offset: z.number().optional(),
  elements: z.array(z.looseObject({ type: z.string() })),
});
const words = z.object({ type: z.string(), text: z.string() });
const button = z.object({ text: words, style: z.string().optional() });
const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('header'), text: words }),
  z.object({ type: z.literal('section'), text: words.optional(), fields: z.array(words).optional() }),
  z.object({ type: z.literal('actions'), elements: z.array(button) }),
  z.object({ type: z.literal('context'), elements: z.array(words) }),
  z.object({ type: z.literal('rich_text'), elements: z.array(richPart) }),
  z.object({ type: z.literal('divider') }),
]);
type Block = z.infer<typeof block>;
const body = z.object({ text: z.string().optional(), blocks: z.array(block).default([]) });

/** What Slack shows of a posted body: its blocks, or its text where it has none. */
export function slackHtml(posted: unknown): string {
  const { text = '', blocks } = body.parse(posted);
  return blocks.length > 0 ? blocks.map(blockHtml).join('') : `<p>${mrkdwnHtml(text)}</p>`;
}

function blockHtml(one: Block): string {
  switch (one.type) {
    case 'header':
      return `<h3>${escaped(one.text.text)}</h3>`;
    case 'section': {
      const fields = one.fields?.map(({ text }) => `<div>${mrkdwnHtml(text)}</div>`).join('');
      return [
        one.text ? `<p>${mrkdwnHtml(one.text.text)}</p>` : '',
        fields ? `<div class="fields">${fields}</div>` : '',
      ].join('');
    }
    case 'actions':
      return `<div class="actions">${one.elements.map(({ text, style: look = '' }) => `<span class="button ${escaped(look)}">${escaped(text.text)}</span>`).join('')}</div>`;
    case 'context':
      return `<p class="context">${one.elements.map(({ text }) => mrkdwnHtml(text)).join(' ')}</p>`;
    case 'rich_text':
      return one.elements.map(richHtml).join('');
    case 'divider':
      return '<hr>';
  }
}

function richHtml({ type, style: mark, offset = 0, elements }: z.infer<typeof richPart>): string {
  if (type === 'rich_text_list') {
    const items = elements.map((item) => `<li>${inlineHtml(richPart.parse(item).elements)}</li>`).join('');
    return mark === 'ordered' ? `<ol start="${offset + 1}">${items}</ol>` : `<ul>${items}</ul>`;
  }
  const inside = inlineHtml(elements);
  if (type === 'rich_text_preformatted') return `<pre>${inside}</pre>`;
  return type === 'rich_text_quote' ? `<blockquote>${inside}</blockquote>` : `<p>${inside}</p>`;
}

function inlineHtml(elements: readonly unknown[]): string {
  return elements
    .map((element) => {
      const { text, url, style: look = {} } = inline.parse(element);
      let html = linesHtml(text ?? url ?? '');
      if (look.code) html = `<code>${html}</code>`;
      if (look.bold) html = `<b>${html}</b>`;
      if (look.italic) html = `<i>${html}</i>`;
      if (look.strike) html = `<s>${html}</s>`;
      return url === undefined ? html : `<a>${html}</a>`;
    })
    .join('');
}

/** Slack escapes three signs itself; bold is all our fields use. */
function mrkdwnHtml(text: string): string {
  const plain = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return linesHtml(plain).replace(/\*([^*]+)\*/g, '<b>$1</b>');
}
