import { z } from 'zod';
import { escaped, linesHtml, markdownHtml } from './html.ts';

const card = z.object({
  main_title: z.object({ title: z.string().optional(), desc: z.string().optional() }).optional(),
  sub_title_text: z.string().optional(),
  horizontal_content_list: z.array(z.object({ keyname: z.string(), value: z.string() })).default([]),
  button_list: z.array(z.object({ text: z.string(), style: z.number().optional() })).default([]),
});
const body = z.union([
  z.object({ msgtype: z.literal('markdown'), markdown: z.object({ content: z.string() }) }),
  z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string() }) }),
  z.object({ msgtype: z.literal('template_card'), template_card: card }),
  z.object({ response_type: z.literal('update_template_card'), template_card: card }),
]);

/** What WeCom shows of a body; nothing where it is a file, whose name stands elsewhere. */
export function wecomHtml(posted: unknown): string {
  const { data } = body.safeParse(posted);
  if (!data) return '';
  if ('markdown' in data) return markdownHtml(data.markdown.content);
  if ('text' in data) return `<p>${linesHtml(data.text.content)}</p>`;
  return cardHtml(data.template_card);
}

function cardHtml({ main_title, sub_title_text, ...lists }: z.infer<typeof card>): string {
  const rows = lists.horizontal_content_list.map(
    ({ keyname, value }) => `<tr><th>${escaped(keyname)}</th><td>${escaped(value)}</td></tr>`,
  );
  const buttons = lists.button_list.map(
    ({ text, style = 1 }) => `<span class="button style-${style}">${escaped(text)}</span>`,
  );
  return [
    main_title?.title ? `<h3>${escaped(main_title.title)}</h3>` : '',
    main_title?.desc ? `<p class="context">${escaped(main_title.desc)}</p>` : '',
    sub_title_text ? `<p>${linesHtml(sub_title_text)}</p>` : '',
    rows.length > 0 ? `<table>${rows.join('')}</table>` : '',
    buttons.length > 0 ? `<div class="actions">${buttons.join('')}</div>` : '',
  ].join('');
}
