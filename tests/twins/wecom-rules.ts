import { z } from 'zod';
import type { SeenMessage } from './twin.ts';
import type { FileStore } from './wecom-files.ts';

const MAX_MARKDOWN = 20_480;

const title = z.string().refine((text) => Array.from(text).length <= 26);
const card = z.looseObject({
  card_type: z.literal('button_interaction'),
  main_title: z.object({
    title,
    desc: z
      .string()
      .refine((text) => Array.from(text).length <= 30)
      .optional(),
  }),
  sub_title_text: z
    .string()
    .refine((text) => Array.from(text).length <= 112)
    .optional(),
  horizontal_content_list: z
    .array(z.object({ keyname: z.string(), value: z.string() }))
    .max(6)
    .optional(),
  button_list: z
    .array(
      z.object({
        text: z.string().refine((text) => Array.from(text).length <= 10),
        style: z.number().int().min(1).max(4),
        key: z.string().refine((key) => Buffer.byteLength(key) <= 1024),
      }),
    )
    .min(1)
    .max(6)
    .optional(),
  task_id: z.string().regex(/^[\w@-]{1,128}$/),
});
export type Card = z.infer<typeof card>;

const media = z.object({ media_id: z.string() });
const push = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('markdown'), markdown: z.object({ content: z.string() }) }),
  z.object({ msgtype: z.literal('template_card'), template_card: card }),
  z.object({ msgtype: z.literal('file'), file: media }),
  z.object({ msgtype: z.literal('image'), image: media }),
  z.object({ msgtype: z.literal('video'), video: media }),
]);
const welcome = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string() }) }),
  z.object({ msgtype: z.literal('template_card'), template_card: card }),
]);

export type Shown = Pick<SeenMessage, 'text' | 'buttons' | 'files' | 'body'>;

export interface Rules {
  files: FileStore;
  /** Every card's id so far: one bot may use each once. */
  taskIds: Set<string>;
}

/** What somebody sees of the body of a push, or the code it is refused with. */
export function shownPush(body: unknown, rules: Rules): Shown | number {
  const parsed = push.safeParse(body);
  if (!parsed.success) return refusalOf(body);
  const { data } = parsed;
  if (data.msgtype === 'markdown') {
    const { content } = data.markdown;
    if (content.trim() === '') return 93017;
    return Buffer.byteLength(content) > MAX_MARKDOWN
      ? 40058
      : { text: rendered(content), buttons: [], files: [], body };
  }
  if (data.msgtype === 'template_card') return shownNewCard(data.template_card, { body, rules });
  const part = data.msgtype === 'file' ? data.file : data.msgtype === 'image' ? data.image : data.video;
  const file = rules.files.media(part.media_id);
  return file ? { text: '', buttons: [], files: [file], body } : 40007;
}

/** The same of a welcome, which alone may be plain text. */
export function shownWelcome(body: unknown, rules: Rules): Shown | number {
  const parsed = welcome.safeParse(body);
  if (!parsed.success) return refusalOf(body);
  const { data } = parsed;
  if (data.msgtype === 'template_card') return shownNewCard(data.template_card, { body, rules });
  return data.text.content === '' ? 93017 : { text: data.text.content, buttons: [], files: [], body };
}

/** A card's new look after a press; its buttons may be gone. */
export function shownUpdate(template: unknown): Shown | number {
  const parsed = card.safeParse(template);
  return parsed.success
    ? shownCard(parsed.data, { msgtype: 'template_card', template_card: template })
    : 40058;
}

function shownNewCard(template: Card, { body, rules }: { body: unknown; rules: Rules }): Shown | number {
  if (!template.button_list || rules.taskIds.has(template.task_id)) return 40058;
  rules.taskIds.add(template.task_id);
  return shownCard(template, body);
}

function shownCard(template: Card, body: unknown): Shown {
  const { main_title: head, sub_title_text: text, horizontal_content_list: fields = [] } = template;
  const lines = [head.title, head.desc, text, ...fields.map(({ keyname, value }) => `${keyname}: ${value}`)];
  return {
    text: lines.filter((line) => line !== undefined && line !== '').join('\n'),
    buttons: template.button_list?.map((button) => button.text) ?? [],
    files: [],
    body,
  };
}

function refusalOf(body: unknown): number {
  const kind = z.object({ msgtype: z.string() }).safeParse(body);
  return kind.success && kind.data.msgtype === 'text' ? 40008 : 40058;
}

/** Markdown as its words are shown: without the backslashes. */
function rendered(markdown: string): string {
  return markdown.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}
